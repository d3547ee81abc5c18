"""Public counts of exclusions by day and rule, without persons, as far as they may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.functional import Promise

from arena.models import EventKind, ExclusionRule, VoteEvent
from arena.visibility import may_be_told


@dataclass(frozen=True, slots=True)
class DayOfRule:
    """Votes excluded and reinstated under a rule, by its key and in words, on a day in UTC."""

    day: date
    key: str
    rule: "str | Promise"
    excluded: int
    reinstated: int


def days_of_exclusions(*, now: datetime) -> Sequence[DayOfRule]:
    """Counts by day and rule, the newest day first. What waits for somebody to decide is not in
    them, as it is in no list of votes."""
    kinds = (EventKind.EXCLUDED, EventKind.REINSTATED)
    events = VoteEvent.objects.filter(may_be_told(now=now), kind__in=kinds).order_by()
    counted = (
        events.annotate(day=TruncDate("happened_at", tzinfo=UTC))
        .values_list("day", "exclusion__rule", "kind")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[date, str], dict[str, int]] = {}
    for day, rule, kind, number in counted:
        found.setdefault((day, rule), {})[kind] = number
    ordered = sorted(found.items(), key=lambda each: each[0][1])
    ordered.sort(key=lambda each: each[0][0], reverse=True)
    return [
        DayOfRule(
            day,
            rule,
            ExclusionRule(rule).label,
            numbers.get(EventKind.EXCLUDED, 0),
            numbers.get(EventKind.REINSTATED, 0),
        )
        for (day, rule), numbers in ordered
    ]
