"""A board's rows now and a day or a week ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Subquery

from leaderboard.models import Entry, RatingRun

# Days back, by the name in the query string.
PERIODS: Mapping[str, int] = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class RowChange:
    """Change of a row since a period ago: places up, points won; both None for a new row."""

    places: int | None
    points: float | None

    @property
    def is_new(self) -> bool:
        return self.points is None

    @property
    def places_down(self) -> int:
        return -(self.places or 0)

    @property
    def signed_points(self) -> str:
        points = round(self.points or 0.0)
        return f"{points:+d}".replace("-", "\N{MINUS SIGN}") if points else "±0"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a run; `past` has earlier rows by period and competitor id, without periods
    before the first run."""

    entries: Sequence[Entry]
    past: Mapping[str, Mapping[int, Entry]]

    def moved(self, entry: Entry, period: str) -> RowChange | None:
        """The change since the period; None if there was no run or there is no rating now."""
        if period not in self.past or entry.rank_low is None:
            return None
        then = self.past[period].get(entry.competitor_id)
        if then is None or then.rank_low is None:
            return RowChange(None, None)
        return RowChange(then.position - entry.position, entry.rating - then.rating)


def rows_of(run: RatingRun) -> Rows:
    """The rows of a run and of the periods before it, in one query."""
    earlier = {
        period: Subquery(RatingRun.objects.before(run, days=days).values("pk"))
        for period, days in PERIODS.items()
    }
    asked = Q(run_id=run.pk)
    for one in earlier.values():
        asked |= Q(run_id=one)
    found = (
        Entry.objects.filter(asked)
        .annotate(**earlier)
        .select_related("competitor")
        .defer("competitor__specs", "competitor__description")
        .order_by("position")
    )
    entries: list[Entry] = []
    past: dict[str, dict[int, Entry]] = {}
    for entry in found:
        if entry.run_id == run.pk:
            entries.append(entry)
        for period in earlier:
            if entry.run_id == getattr(entry, period):
                past.setdefault(period, {})[entry.competitor_id] = entry
    return Rows(entries, past)
