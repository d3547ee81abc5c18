"""Everything again from the ledger, beside what stands: the proof that nothing was lost."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction
from django.utils import timezone

from arena.models import Pair, VoteEvent
from leaderboard.cubes import BoardCube, empty_cube
from leaderboard.elo_replay import replay_all
from leaderboard.ledger import (
    Change,
    Changes,
    Event,
    Fold,
    as_integers,
    chain,
    event_columns,
    new_fold,
)
from leaderboard.locks import only_one
from leaderboard.models import (
    GENESIS,
    Board,
    BoardTally,
    Entry,
    RatingRun,
    ResponseTally,
    Tally,
)
from leaderboard.models.tally import COUNTS
from leaderboard.recompute import Clock, entries_of, publish_run, rate

# Ratings recomputed from equal tallies may differ by rounding alone, in rating points.
RATING_TOLERANCE = 1e-9

# How long to wait for a recomputation that is under way.
WAIT_SECONDS = 60

type Progress = Callable[[int], object]


@dataclass(slots=True)
class Rebuild:
    """What the ledger says, and where the tables say otherwise."""

    entries: int = 0
    head: str = GENESIS
    pending: int = 0
    differences: list[str] = field(default_factory=list)
    boards: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return not self.differences


class LedgerBusy(Exception):
    """Another process kept recomputing for longer than we wait."""


def rebuild(
    *,
    repair: bool = False,
    progress: Progress = int,
    clock: Clock = timezone.now,
) -> Rebuild:
    """Fold the whole ledger anew and compare tallies, ratings and Elo with what stands.

    Args:
        repair: write the tallies that the ledger gives over those that stand, and publish them.
        progress: called with the number of entries done since the last call.
        clock: what time it is.

    Raises:
        LedgerBusy: a recomputation did not end in time.
    """
    with _ledger_to_ourselves():
        found = Rebuild(pending=VoteEvent.objects.filter(pending=True).count())
        fold = _fold_ledger(found, progress)
        _compare_tallies(found, BoardTally, fold.boards)
        _compare_tallies(found, ResponseTally, fold.responses)
        for board in Board.objects.all():
            _compare_ratings(found, board, fold)
        if repair:
            _write(fold, clock)
    return found


@contextmanager
def _ledger_to_ourselves() -> Iterator[None]:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with only_one("ledger") as is_ours:
            if is_ours:
                yield
                return
        time.sleep(0.2)
    raise LedgerBusy


def _fold_ledger(found: Rebuild, progress: Progress) -> Fold:
    fold, broken = new_fold(), False
    for sequence, digest, event in _read_ledger():
        found.entries += 1
        found.head = chain(found.head, event)
        if not broken and (sequence, digest) != (found.entries, found.head):
            found.differences.append(f"ledger: the chain breaks at entry {sequence}")
            broken = True
        fold.add(sequence, event)
        progress(1)
    return fold


def _read_ledger() -> Iterator[tuple[int, str, Event]]:
    events = VoteEvent.objects.filter(ledger_entry__isnull=False)
    rows = events.order_by("ledger_entry__sequence").values_list(
        "ledger_entry__sequence", "ledger_entry__digest", *event_columns
    )
    for sequence, digest, *event in rows.iterator(chunk_size=10_000):
        yield sequence, digest, Event(*event)


def _compare_tallies(found: Rebuild, model: type[Tally], expected: Changes) -> None:
    stands = {
        tuple(row[: len(model.cell)]): row[len(model.cell) :]
        for row in model.objects.values_list(*model.cell, *COUNTS).iterator(chunk_size=10_000)
        if any(row[len(model.cell) :])
    }
    counted = {cell: tuple(row) for cell, row in as_integers(expected).items() if any(row)}
    for cell in sorted(stands.keys() | counted.keys()):
        if stands.get(cell) != counted.get(cell):
            name = dict(zip(model.cell, cell, strict=True))
            says = f"{stands.get(cell)}, by the ledger {counted.get(cell)}"
            found.differences.append(f"{model._meta.verbose_name} {name}: {says}")


def cube_of(board: int, changes: Changes) -> BoardCube:
    """A board's cube from what its events add."""
    cells: Mapping[tuple[int, ...], Change] = {
        key[1:]: change for key, change in changes.items() if key[0] == board
    }
    cube = empty_cube()
    if cells:
        cube.add(np.array(list(cells), dtype=np.int64), np.array(list(cells.values())))
    return cube


def _compare_ratings(found: Rebuild, board: Board, fold: Fold) -> None:
    run = RatingRun.objects.newest(board)
    last = fold.last_sequence.get(board.pk, 0)
    if board.sequence != last:
        found.differences.append(f"{board.slug}: stands at {board.sequence}, by the ledger {last}")
    if run is None or run.sequence != last:
        return
    cube = cube_of(board.pk, fold.boards)
    expected = entries_of(run, cube, rate(board, cube), replay_all(board))
    stands = {entry.competitor_id: entry for entry in Entry.objects.filter(run=run)}
    found.boards[board.slug] = run.votes
    for entry in expected:
        if not _equal(entry, stands.get(entry.competitor_id)):
            found.differences.append(f"{board.slug}: rating of competitor {entry.competitor_id}")


def _equal(expected: Entry, stands: Entry | None) -> bool:
    if stands is None:
        return False
    numbers = ("rating", "lower", "upper", "elo")
    return all(_close(getattr(expected, name), getattr(stands, name)) for name in numbers) and (
        expected.votes,
        expected.position,
    ) == (stands.votes, stands.position)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= RATING_TOLERANCE


def _write(fold: Fold, clock: Clock) -> None:
    """Let the ledger's tallies stand, and publish what they give."""
    with transaction.atomic():
        BoardTally.objects.all().delete()
        ResponseTally.objects.all().delete()
        Pair.objects.update(votes=0)
        BoardTally.objects.add(as_integers(fold.boards))
        ResponseTally.objects.add(as_integers(fold.responses))
        Pair.objects.count_votes(fold.pairs)
        for board in Board.objects.all():
            board.sequence = fold.last_sequence.get(board.pk, 0)
            board.generation += 1
            board.save(update_fields=["sequence", "generation"])
    for board in Board.objects.all():
        cube = cube_of(board.pk, fold.boards)
        publish_run(board, cube, elos=replay_all(board), clock=clock)
