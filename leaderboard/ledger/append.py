"""The votes and exclusions in their one final order.

The ledger step alone gives an event its sequence number. It is run by one process at a time, and in
one transaction it chains the events' digests and folds them into the tallies, so whatever crashes,
each event is folded exactly once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from arena.models import Competitor, Pair, VoteEvent, insert_rows
from leaderboard.ledger.board_index import BoardIndex
from leaderboard.ledger.cell_sums import sum_cells
from leaderboard.ledger.events import Columns, Event, Integers, chain, columns_of, read_events
from leaderboard.models import Board, BoardTally, LedgerEntry, ResponseTally

# Events per transaction: about 100 ms of a lock that voting on SQLite has to wait for.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Fold:
    """What a run of events adds to every tally.

    `members` are, by board, the places of its events in `events`; `boards` is, by board, its cells
    (fold, left, right) and how they change; `earlier` is where in the ledger each stood before.
    """

    events: Columns
    members: Mapping[int, Integers]
    boards: Mapping[int, tuple[Integers, Integers]]
    responses: tuple[Integers, Integers]
    pairs: tuple[Integers, Integers]
    earlier: Mapping[int, tuple[int, int]]

    @property
    def sequence(self) -> int:
        """Of its last event."""
        return self.events.first_sequence + len(self.events) - 1


def fold(events: Columns, index: BoardIndex) -> Fold:
    """Sum up what the events change on the boards of the index."""
    members = index.members(events)
    cells = np.column_stack([events.fold, events.left, events.right])
    answered = events.responses[:, 0] > 0
    pairs = np.sort(np.column_stack([events.left, events.right]), axis=1)
    differ = events.left != events.right
    return Fold(
        events=events,
        members=members,
        boards={
            board: sum_cells(cells[some], events.change[some]) for board, some in members.items()
        },
        responses=sum_cells(events.responses[answered], events.change[answered]),
        pairs=sum_cells(pairs[differ], events.sign[differ, None]),
        earlier={board.pk: board.moment for board in index.boards.values()},
    )


def fold_pending(*, before_writing: Callable[[Fold], None] | None = None) -> Iterator[Fold]:
    """Give every pending event its place and fold it, a batch a transaction.

    Only one process may do this at a time: hold `locks.only_one("ledger")`.

    Args:
        before_writing: told of each fold before it is written, which may then fail.
    """
    merged = Competitor.objects.merged()
    while events := read_events(VoteEvent.objects.pending()[:BATCH]):
        yield _fold_batch(events, merged, before_writing)
        if len(events) < BATCH:
            return


def _fold_batch(
    events: list[Event],
    merged: Mapping[int, int],
    before_writing: Callable[[Fold], None] | None,
) -> Fold:
    """Everything is thought out before the transaction, which others may have to wait for."""
    sequence, digest = LedgerEntry.objects.head()
    found = fold(
        columns_of(events, first_sequence=sequence + 1, merged=merged),
        BoardIndex(Board.objects.filter(filled=True)),
    )
    digests = []
    for event in events:
        digest = chain(digest, event)
        digests.append(digest)
    if before_writing:
        before_writing(found)
    with transaction.atomic():
        _leave_flushing_to_the_run()
        _append(events, digests, first_sequence=sequence + 1)
        _add(found)
    return found


def _leave_flushing_to_the_run() -> None:
    """Whoever commits durably makes all that was committed before durable, too, and the run that is
    published next does. A fold that a crash takes away before is pending once more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")


def _append(events: list[Event], digests: list[str], *, first_sequence: int) -> None:
    ids = np.array([event.id for event in events])
    sequences = np.arange(first_sequence, first_sequence + len(events))
    columns = {"sequence": sequences, "event_id": ids, "digest": np.array(digests)}
    insert_rows(LedgerEntry, columns)
    VoteEvent.objects.settle(ids)


def _add(found: Fold) -> None:
    if found.boards:
        cells = [of_board(board, cells) for board, (cells, _) in found.boards.items()]
        changes = [changes for _, changes in found.boards.values()]
        BoardTally.objects.add(np.concatenate(cells), np.concatenate(changes))
    ResponseTally.objects.add(*found.responses)
    Board.objects.filter(pk__in=found.boards).update(sequence=found.sequence)
    # Last, because serving a match waits for the pairs' rows.
    Pair.objects.count_votes(np.column_stack(found.pairs))


def of_board(board: int, cells: Integers) -> Integers:
    """Cells of a board's cube as cells of `BoardTally`."""
    return np.insert(cells, 0, board, axis=1)
