"""What waits for a person, of every kind, the oldest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arena.models import (
    Challenge,
    ChallengeState,
    Claim,
    ContentImport,
    Exclusion,
    ExclusionRule,
    Item,
    Kind,
    Leak,
    Report,
    ReportReason,
)
from leaderboard.models import Suspicion, SuspicionGround

# Of each kind on one page; the counts are of all.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item: `key` finds it again among those of its kind."""

    item: Item
    key: str
    title: str
    about: str
    since: datetime
    claim: Claim | None = None

    @property
    def name(self) -> str:
        return f"{self.item.value}:{self.key}"


@dataclass(frozen=True, slots=True)
class Queue:
    """The items shown, of `counts` by kind; `total` is of all kinds."""

    items: Sequence[Waiting]
    counts: Mapping[Item, int]
    total: int = field(default=0)


def report_key(challenge: int, response: int | None) -> str:
    return f"c{challenge}" if response is None else f"r{response}"


def read_queue(*, of: Item | None, mine: User | None, now: datetime) -> Queue:
    """What waits.

    Args:
        of: one kind alone; None is all.
        mine: only what this person has claimed; None is all.
        now: when; claims that are old are none.
    """
    claims = {
        (claim.item, claim.key): claim
        for claim in Claim.objects.standing(now=now).select_related("claimed_by")
    }
    counts = count_waiting()
    kinds = [item for item in Item if counts[item] and of in {None, item}]
    waiting = (each for item in kinds for each in _READERS[item]())
    items = [_with_claim(each, claims) for each in waiting]
    if mine is not None:
        items = [each for each in items if each.claim and each.claim.claimed_by == mine]
    items.sort(key=lambda each: each.since)
    return Queue(items, counts, sum(counts.values()))


def count_waiting() -> dict[Item, int]:
    things = Report.objects.open().order_by().values("challenge", "response").distinct()
    return {
        Item.SUBMISSION: Challenge.objects.filter(state=ChallengeState.SUBMITTED).count(),
        Item.REPORT: things.count(),
        Item.LEAK: Leak.objects.open().count(),
        Item.VOTER: Suspicion.objects.open().order_by().values("voter").distinct().count(),
        Item.CONTENT: ContentImport.objects.failed().count(),
    }


def count_unproven() -> int:
    """The votes that wait since they came without a proof of work."""
    return Exclusion.objects.standing().filter(rule=ExclusionRule.UNPROVEN).count()


def _with_claim(waiting: Waiting, claims: Mapping[tuple[str, str], Claim]) -> Waiting:
    claim = claims.get((waiting.item.value, waiting.key))
    return Waiting(waiting.item, waiting.key, waiting.title, waiting.about, waiting.since, claim)


def _submissions() -> Iterator[Waiting]:
    waiting = Challenge.objects.filter(state=ChallengeState.SUBMITTED)
    rows = waiting.annotate(since=Coalesce("submission__submitted_at", "created_at"))
    columns = ("pk", "title", "category__name", "kind", "since")
    for pk, title, category, kind, since in rows.order_by("since").values_list(*columns)[
        :MOST_SHOWN
    ]:
        about = f"{category} · {Kind(kind).label}"
        yield Waiting(Item.SUBMISSION, str(pk), title, about, since)


def _reports() -> Iterator[Waiting]:
    rows = (
        Report.objects.open()
        .order_by()
        .values("challenge", "response", "challenge__title", "response__competitor__name")
        .annotate(number=Count("pk"), since=Min("reported_at"), reason=Min("reason"))
        .order_by("since")[:MOST_SHOWN]
    )
    for row in rows:
        who, what = row["response__competitor__name"], row["challenge__title"]
        title = what if who is None else _("%(who)s on %(what)s") % {"who": who, "what": what}
        number = ngettext("%(number)d report", "%(number)d reports", row["number"])
        about = f"{number % {'number': row['number']}} · {ReportReason(row['reason']).label}"
        key = report_key(row["challenge"], row["response"])
        yield Waiting(Item.REPORT, key, title, about, row["since"])


def _leaks() -> Iterator[Waiting]:
    rows = Leak.objects.open().select_related("response__challenge", "response__competitor")
    light = rows.defer("response__content", "response__challenge__prompt")
    for row in light.order_by("found_at", "pk")[:MOST_SHOWN]:
        names = {"who": row.response.competitor.name, "what": row.response.challenge.title}
        about = row.found[0]["why"] if row.found else ""
        title = _("%(who)s on %(what)s") % names
        yield Waiting(Item.LEAK, str(row.pk), title, about, row.found_at)


def _voters() -> Iterator[Waiting]:
    found: dict[str, list[Suspicion]] = {}
    for row in Suspicion.objects.open().select_related("voter").order_by("opened_at", "pk"):
        found.setdefault(str(row.voter_id), []).append(row)
    for voter, rows in list(found.items())[:MOST_SHOWN]:
        votes = max(row.votes for row in rows)
        number = ngettext("%(number)d vote", "%(number)d votes", votes) % {"number": votes}
        grounds = " · ".join(str(SuspicionGround(row.ground).label) for row in rows)
        title = _("Voter %(id)s") % {"id": voter[:8]}
        about = f"{number} · {grounds}"
        if rows[0].voter.quarantined_at:
            about = f"{_('In quarantine')} · {about}"
        yield Waiting(Item.VOTER, voter, title, about, rows[0].opened_at)


def _imports() -> Iterator[Waiting]:
    for row in ContentImport.objects.failed().order_by("begun_at")[:MOST_SHOWN]:
        refused = row.report.get("refused", 0)
        about = ngettext("%(number)d line refused", "%(number)d lines refused", refused)
        title = _("Import from %(source)s") % {"source": row.source}
        yield Waiting(Item.CONTENT, str(row.pk), title, about % {"number": refused}, row.begun_at)


_READERS = {
    Item.SUBMISSION: _submissions,
    Item.REPORT: _reports,
    Item.LEAK: _leaks,
    Item.VOTER: _voters,
    Item.CONTENT: _imports,
}


def neighbours(items: Iterable[Waiting], name: str) -> tuple[Waiting | None, Waiting | None]:
    """What stands before and after an item in the queue."""
    ordered = list(items)
    names = [each.name for each in ordered]
    if name not in names:
        return None, ordered[0] if ordered else None
    place = names.index(name)
    before = ordered[place - 1] if place else None
    return before, ordered[place + 1] if place + 1 < len(ordered) else None
