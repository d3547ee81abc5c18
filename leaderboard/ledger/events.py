"""Events as they are read, and as columns for the tallies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import Case, Q, QuerySet, Value, When

from arena.models import EventKind, NameAuthors, Origin, Outcome, VoteEvent
from leaderboard.ledger.event_facts import ChallengeFacts, EventFacts
from leaderboard.models import COUNTS, FOLDS

type Integers = npt.NDArray[np.int64]
SIGN: Mapping[str, int] = {
    EventKind.CAST: 1,
    EventKind.EXCLUDED: -1,
    EventKind.REINSTATED: 1,
}
OUTCOME: Mapping[str, int] = {outcome: COUNTS.index(outcome.value) for outcome in Outcome}
_ORIGIN: Mapping[str, int] = {
    Origin.VOTED: -1,
    Origin.IMPORTED: COUNTS.index("imported"),
    Origin.SIMULATED: COUNTS.index("simulated"),
}
# A vote from elsewhere has no match, and so no rule.
_RULE: Mapping[str | None, int] = {
    None: -1,
    NameAuthors.AFTER_EACH_VOTE: -1,
    NameAuthors.AFTER_SESSION: COUNTS.index("named_after_session"),
    NameAuthors.NEVER: COUNTS.index("never_named"),
}
_EXCLUDED = COUNTS.index("excluded")

# Of an event; what its ids stand for is read once, by `EventFacts`.
_COLUMNS = (
    "id",
    "kind",
    "happened_at",
    "exclusion_id",
    "vote_id",
    "vote__voter_id",
    "vote__cast_at",
    "vote__outcome",
    "vote__origin",
    "vote__source",
    "vote__left_id",
    "vote__right_id",
    "vote__left_competitor_id",
    "vote__right_competitor_id",
    "vote__challenge_id",
    "vote__match__name_authors",
    "vote__match__probability",
)
_OF_ENTRY = ("sequence", "version", "salt", "digest")


class Event(NamedTuple):
    """One vote event with what it says about its vote, in the order of `_COLUMNS`."""

    id: int
    kind: str
    happened_at: datetime
    exclusion: int | None
    vote: int
    voter: UUID | None
    cast_at: datetime
    outcome: str
    origin: str
    source: str
    left_response: int | None
    right_response: int | None
    left_competitor: int
    right_competitor: int
    challenge: int | None
    name_authors: str | None
    probability: float | None


class LedgerRow(NamedTuple):
    """One entry of the ledger with its event; `is_chosen` is what was asked for each."""

    sequence: int
    version: int
    salt: bytes | None
    digest: str
    is_chosen: bool
    event: Event


def read_events(rows: "QuerySet[VoteEvent]", facts: EventFacts) -> list[Event]:
    """The events of a queryset, in its order; `facts` then hold what they refer to."""
    events = list(map(Event._make, rows.values_list(*_COLUMNS)))
    facts.learn(events)
    return events


def events_in_ledger(
    facts: EventFacts, *, chunk: int, chosen: Q | None = None
) -> Iterator[list[LedgerRow]]:
    """All that the ledger holds, in its order, so many at a time; `facts` then hold what they refer
    to. Each row says whether its event is `chosen` by this condition; without one, all are."""
    whether = Value(True) if chosen is None else Case(When(chosen, then=True), default=False)
    events = VoteEvent.objects.filter(ledger_entry__isnull=False).annotate(is_chosen=whether)
    rows = events.order_by("ledger_entry__sequence").values_list(
        *(f"ledger_entry__{name}" for name in _OF_ENTRY), "is_chosen", *_COLUMNS
    )
    for some in batched(rows.iterator(chunk_size=chunk), chunk):
        read = [
            # PostgreSQL's driver gives binary columns as views of memory.
            LedgerRow(
                sequence, version, salt and bytes(salt), digest, is_chosen, Event._make(event)
            )
            for sequence, version, salt, digest, is_chosen, *event in some
        ]
        facts.learn([row.event for row in read])
        yield read


def fold_of(vote: int, voter: UUID | None) -> int:
    """In which part of a board's voters a vote is; `backfill` computes the same in SQL."""
    return (vote if voter is None else voter.int & 0xFF) % FOLDS


@dataclass(frozen=True, slots=True)
class Columns:
    """N events as arrays, in the ledger's order.

    `vote` are ids; `left`, `right` are competitors; `responses` (N, 2) is 0 where there are none;
    `outcome` is a place in `COUNTS`; `day` counts as `date.toordinal` does; `change` (N,
    len(COUNTS)) is what each adds to the cell of its vote.
    """

    first_sequence: int
    facts: Sequence[ChallengeFacts]
    vote: Integers
    left: Integers
    right: Integers
    responses: Integers
    outcome: Integers
    fold: Integers
    day: Integers
    is_cast: npt.NDArray[np.bool_]
    sign: Integers
    change: Integers

    def __len__(self) -> int:
        return len(self.left)


def columns_of(
    events: Sequence[Event],
    facts: EventFacts,
    *,
    first_sequence: int,
    merged: Mapping[int, int] | None = None,
) -> Columns:
    """The events, of which the first has this place in the ledger; competitors that turned out to
    be others, by `merged`, are those others."""
    sign = _integers(SIGN[event.kind] for event in events)
    outcome = _integers(OUTCOME[event.outcome] for event in events)
    origin = _integers(_ORIGIN[event.origin] for event in events)
    rule = _integers(_RULE[event.name_authors] for event in events)
    is_cast = np.array([event.kind == EventKind.CAST for event in events], dtype=bool)
    return Columns(
        first_sequence=first_sequence,
        facts=[facts.of_challenge[event.challenge] for event in events],
        vote=_integers(event.vote for event in events),
        left=as_one(_integers(event.left_competitor for event in events), merged),
        right=as_one(_integers(event.right_competitor for event in events), merged),
        responses=np.column_stack(
            [
                _integers(event.left_response or 0 for event in events),
                _integers(event.right_response or 0 for event in events),
            ]
        ),
        outcome=outcome,
        fold=_integers(fold_of(event.vote, event.voter) for event in events),
        day=_integers(event.cast_at.astimezone(UTC).toordinal() for event in events),
        is_cast=is_cast,
        sign=sign,
        change=_changes(sign, outcome, (origin, rule), is_cast),
    )


def as_one(competitors: Integers, merged: Mapping[int, int] | None) -> Integers:
    """Ids of competitors, each that was merged into another replaced by that one."""
    if not merged:
        return competitors
    ids, places = np.unique(competitors, return_inverse=True)
    others = [merged.get(each, each) for each in ids.tolist()]
    return np.array(others, dtype=np.int64)[places]


def _changes(
    sign: Integers,
    outcome: Integers,
    also: Sequence[Integers],
    is_cast: npt.NDArray[np.bool_],
) -> Integers:
    """What each event adds to each of `COUNTS`.

    Args:
        sign: 1 or -1.
        outcome: a place in `COUNTS`.
        also: further places, -1 for none.
        is_cast: whether it is no exclusion and no end of one.
    """
    change = np.zeros((len(sign), len(COUNTS)), dtype=np.int64)
    rows = np.arange(len(sign))
    change[rows, outcome] = sign
    for places in also:
        there = places >= 0
        change[rows[there], places[there]] = sign[there]
    change[~is_cast, _EXCLUDED] = -sign[~is_cast]
    return change


def _integers(values: Iterator[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
