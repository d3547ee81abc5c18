"""Whether the database says what its ledger says: the chain, the events, the exclusions, the
tallies and the ratings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from arena.models import EventKind, Exclusion, Vote, VoteEvent
from arena.visibility import may_be_told
from leaderboard.runs.rebuild import Progress, Rebuild, rebuild_tallies


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read, and what is wrong: the first thing first.

    `votes` and `exclusions` are those of the ledger, exclusions without those that were lifted;
    `withheld` entries may not be published yet.
    """

    rebuilt: Rebuild
    votes: int
    exclusions: int
    withheld: int
    wrong: tuple[str, ...]


def verify(*, now: datetime, head: str | None = None, progress: Progress = int) -> Verification:
    """Verify the ledger and all that is computed from it.

    Args:
        now: what time it is.
        head: a digest that the ledger ended with once.
        progress: called with the number of entries done since the last call.

    Raises:
        LockBusy: a recomputation did not end in time.
    """
    rebuilt = rebuild_tallies(earlier=head, progress=progress)
    kinds, wrong = rebuilt.kinds, list(rebuilt.differences)
    if head is not None and not rebuilt.has_head:
        wrong.append(f"ledger: no entry has the digest {head}")
    told = VoteEvent.objects.filter(may_be_told(now=now), ledger_entry__isnull=False).count()
    return Verification(
        rebuilt=rebuilt,
        votes=kinds[EventKind.CAST],
        exclusions=kinds[EventKind.EXCLUDED] - kinds[EventKind.REINSTATED],
        withheld=rebuilt.entries - told,
        wrong=(*wrong, *_events_that_lack()),
    )


def _events_that_lack() -> Iterator[str]:
    """Rows that no event speaks of, and events that neither wait nor are in the ledger."""

    def has(of: str, kind: EventKind) -> Exists:
        return Exists(VoteEvent.objects.filter(**{of: OuterRef("pk")}, kind=kind).order_by())

    standing, lifted = (
        Exclusion.objects.standing(),
        Exclusion.objects.filter(lifted_at__isnull=False),
    )
    settled = VoteEvent.objects.filter(pending=False, ledger_entry__isnull=True)
    found = {
        "vote %d: no event says that it was cast": Vote.objects.filter(
            ~has("vote", EventKind.CAST)
        ),
        "event %d: it neither waits nor is in the ledger": settled,
        "exclusion %d: no event says that it began": Exclusion.objects.filter(
            ~has("exclusion", EventKind.EXCLUDED)
        ),
        "exclusion %d: no event says that it was lifted": lifted.filter(
            ~has("exclusion", EventKind.REINSTATED)
        ),
        "exclusion %d: it stands, though an event says that it was lifted": standing.filter(
            has("exclusion", EventKind.REINSTATED)
        ),
    }
    for sentence, rows in found.items():
        for key in rows.order_by("pk").values_list("pk", flat=True)[:1]:
            yield sentence % key
