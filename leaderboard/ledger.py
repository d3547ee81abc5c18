"""The votes and exclusions in their one final order.

The ledger step alone gives an event its sequence number. It is run by one process at a time, and in
one transaction it chains the events' digests and folds them into the tallies, so whatever crashes,
each event is folded exactly once.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from arena.models import EventKind, Origin, Outcome, Pair, VoteEvent
from leaderboard.models import Board, BoardTally, LedgerEntry, ResponseTally
from leaderboard.models.tally import COUNTS

# Events per transaction: about 100 ms of a lock that voting on SQLite has to wait for.
BATCH = 2_000

type Change = npt.NDArray[np.int64]
type Changes = dict[tuple[int, ...], Change]

_SIGN: Mapping[EventKind, int] = {
    EventKind.CAST: 1,
    EventKind.EXCLUDED: -1,
    EventKind.REINSTATED: 1,
}
_COLUMN_OF_OUTCOME: Mapping[Outcome, int] = {
    Outcome.LEFT: COUNTS.index("left"),
    Outcome.RIGHT: COUNTS.index("right"),
    Outcome.TIE: COUNTS.index("tie"),
    Outcome.BOTH_BAD: COUNTS.index("both_bad"),
}
_COLUMNS_OF_ORIGIN: Mapping[Origin, tuple[int, ...]] = {
    Origin.VOTED: (),
    Origin.IMPORTED: (COUNTS.index("imported"),),
    Origin.SIMULATED: (COUNTS.index("simulated"),),
}
_EXCLUDED = COUNTS.index("excluded")

# Of an event, in the order of the fields of `Event`.
event_columns = (
    "id",
    "kind",
    "happened_at",
    "exclusion__rule",
    "vote_id",
    "vote__cast_at",
    "vote__outcome",
    "vote__origin",
    "vote__source",
    "vote__left_id",
    "vote__right_id",
    "vote__left__sha256",
    "vote__right__sha256",
    "vote__left_competitor_id",
    "vote__right_competitor_id",
    "vote__left_competitor__slug",
    "vote__right_competitor__slug",
    "vote__challenge__slug",
    "vote__challenge__category_id",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One vote event with what it says about its vote."""

    id: int
    kind: str
    happened_at: datetime
    rule: str | None
    vote: int
    cast_at: datetime
    outcome: str
    origin: str
    source: str
    left_response: int | None
    right_response: int | None
    left_sha256: str | None
    right_sha256: str | None
    left_competitor: int
    right_competitor: int
    left_slug: str
    right_slug: str
    challenge: str | None
    category: int | None

    @property
    def sign(self) -> int:
        return _SIGN[EventKind(self.kind)]

    def canonical(self) -> bytes:
        """The event as bytes, the same for everybody who has the published rows.

        Nothing in it tells who voted, so a dump that renames the voters can be checked against it.
        """
        facts = {
            "challenge": self.challenge,
            "event": self.id,
            "happened_at": self.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": self.kind,
            "left": {"competitor": self.left_slug, "sha256": self.left_sha256},
            "origin": self.origin,
            "outcome": self.outcome,
            "right": {"competitor": self.right_slug, "sha256": self.right_sha256},
            "rule": self.rule,
            "source": self.source,
            "vote": self.vote,
        }
        return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def change(self) -> Change:
        """What the event adds to each of `COUNTS` in the cells of its vote."""
        change = np.zeros(len(COUNTS), dtype=np.int64)
        change[_COLUMN_OF_OUTCOME[Outcome(self.outcome)]] = self.sign
        for column in _COLUMNS_OF_ORIGIN[Origin(self.origin)]:
            change[column] = self.sign
        if self.kind != EventKind.CAST:
            change[_EXCLUDED] = -self.sign
        return change


def chain(previous: str, event: Event) -> str:
    """Digest of the ledger once `event` follows the entry with digest `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + event.canonical()).hexdigest()


def read_events(rows: Any) -> Iterator[Event]:
    """The events of a queryset of `VoteEvent`, in its order."""
    return (Event(*row) for row in rows.values_list(*event_columns))


def _no_change() -> Change:
    return np.zeros(len(COUNTS), dtype=np.int64)


@dataclass(slots=True)
class Fold:
    """What a run of events adds to every tally."""

    overall: int
    board_of_category: Mapping[int, int]
    boards: Changes = field(default_factory=lambda: defaultdict(_no_change))
    responses: Changes = field(default_factory=lambda: defaultdict(_no_change))
    pairs: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    # Per board, where in the ledger its last event stood before and stands now.
    earlier_sequence: Mapping[int, int] = field(default_factory=dict)
    last_sequence: dict[int, int] = field(default_factory=dict)

    def boards_of(self, event: Event) -> tuple[int, ...]:
        if event.category is None:
            return (self.overall,)
        return (self.overall, self.board_of_category[event.category])

    def add(self, sequence: int, event: Event) -> None:
        change = event.change()
        left, right = event.left_competitor, event.right_competitor
        for board in self.boards_of(event):
            self.boards[board, left, right] += change
            self.last_sequence[board] = sequence
        if event.left_response is not None and event.right_response is not None:
            self.responses[event.left_response, event.right_response] += change
        self.pairs[min(left, right), max(left, right)] += event.sign


def new_fold() -> Fold:
    """An empty fold that knows today's boards."""
    boards = list(Board.objects.complete())
    return Fold(
        overall=next(board.pk for board in boards if board.category_id is None),
        board_of_category={
            board.category_id: board.pk for board in boards if board.category_id is not None
        },
        earlier_sequence={board.pk: board.sequence for board in boards},
    )


def fold_pending() -> Iterator[Fold]:
    """Give every pending event its place and fold it, a batch a transaction.

    Only one process may do this at a time: hold `locks.only_one("ledger")`.
    """
    while VoteEvent.objects.filter(pending=True).exists():
        with transaction.atomic():
            fold = _fold_batch()
        yield fold


def _fold_batch() -> Fold:
    events = list(read_events(VoteEvent.objects.pending()[:BATCH]))
    # After the events, so that every category they name has its board by now.
    fold = new_fold()
    _append(events, fold)
    BoardTally.objects.add(as_integers(fold.boards))
    ResponseTally.objects.add(as_integers(fold.responses))
    for board, sequence in fold.last_sequence.items():
        Board.objects.filter(pk=board).update(sequence=sequence)
    VoteEvent.objects.filter(id__in=[event.id for event in events]).update(pending=False)
    # Last, because serving a match waits for the pairs' rows.
    Pair.objects.count_votes(fold.pairs)
    return fold


def _append(events: Iterable[Event], fold: Fold) -> None:
    sequence, digest = LedgerEntry.objects.head()
    entries = []
    for event in events:
        sequence, digest = sequence + 1, chain(digest, event)
        entries.append(LedgerEntry(sequence=sequence, event_id=event.id, digest=digest))
        fold.add(sequence, event)
    LedgerEntry.objects.bulk_create(entries)


def as_integers(changes: Changes) -> dict[tuple[int, ...], list[int]]:
    return {cell: change.tolist() for cell, change in changes.items()}
