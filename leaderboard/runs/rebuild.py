"""Everything again from the ledger, beside what stands: the proof that nothing was lost."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from itertools import batched

import numpy as np
from django.db import transaction
from django.utils import timezone

from arena.locks import wait_for
from arena.models import Competitor, Pair, VoteEvent
from leaderboard.ledger import (
    BoardIndex,
    CellSums,
    EventFacts,
    Integers,
    TallyChange,
    backfill_boards,
    board_cells,
    canonical,
    chain,
    change_of,
    columns_of,
    events_in_ledger,
)
from leaderboard.models import (
    COUNTS,
    GENESIS,
    Board,
    BoardTally,
    Entry,
    RatingRun,
    ResponseTally,
    Tally,
)
from leaderboard.runs.board_counts import BoardCounts
from leaderboard.runs.elo_replay import replay_all
from leaderboard.runs.inflations import read_errors
from leaderboard.runs.prefetch import rate
from leaderboard.runs.publishing import Clock, Columns
from leaderboard.runs.publishing import columns_of as rows_of
from leaderboard.runs.style_counts import read_style_counts
from leaderboard.runs.tick import publish
from leaderboard.runs.worker_memory import WorkerMemory

# Ratings recomputed from equal tallies may differ by rounding alone, in rating points; the bounds
# of an interval, by this share of its width.
RATING_TOLERANCE = 1e-9

# How long to wait for a recomputation that is under way.
WAIT_SECONDS = 60

# Events in memory at a time.
_CHUNK = 10_000

type Progress = Callable[[int], object]


@dataclass(slots=True)
class Rebuild:
    """What the ledger says, and where the tables say otherwise; `kinds` are its events by kind, and
    `has_head` whether the head that was asked for is one of its digests."""

    entries: int = 0
    unsalted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    has_head: bool = False
    head: str = GENESIS
    pending: int = 0
    differences: list[str] = field(default_factory=list)
    boards: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return not self.differences


@dataclass(slots=True)
class _Counted:
    """Every tally by the ledger; `last_sequence` is that of each board's last event."""

    boards: dict[int, CellSums] = field(
        default_factory=lambda: defaultdict(lambda: CellSums(cell=3, counts=len(COUNTS)))
    )
    responses: CellSums = field(default_factory=lambda: CellSums(cell=2, counts=len(COUNTS)))
    pairs: CellSums = field(default_factory=lambda: CellSums(cell=2, counts=1))
    last_sequence: dict[int, int] = field(default_factory=dict)

    def add(self, change: TallyChange) -> None:
        for board, cells in change.boards.items():
            self.boards[board].add(*cells)
            last = int(change.members[board][-1])
            self.last_sequence[board] = change.events.first_sequence + last
        self.responses.add(*change.responses)
        self.pairs.add(*change.pairs)


def rebuild_tallies(
    *,
    repair: bool = False,
    earlier: str | None = None,
    progress: Progress = int,
    clock: Clock = timezone.now,
) -> Rebuild:
    """Count the whole ledger anew and compare tallies, ratings and Elo with what stands.

    Args:
        repair: write the tallies that the ledger gives over those that stand, and publish them.
        earlier: a head that the ledger had once.
        progress: called with the number of entries done since the last call.
        clock: what time it is.

    Raises:
        LockBusy: a recomputation did not end in time.
    """
    with wait_for("ledger", seconds=WAIT_SECONDS):
        found = Rebuild(pending=VoteEvent.objects.filter(pending=True).count())
        found.has_head = earlier == GENESIS
        boards = list(Board.objects.filter(filled=True).select_related("anchor"))
        counted = _count_ledger(found, boards, earlier, progress)
        _compare_tallies(found, ResponseTally, counted.responses.total())
        for board in boards:
            _compare_board(found, board, counted)
        if repair:
            _write(counted, clock)
    return found


def _count_ledger(
    found: Rebuild, boards: list[Board], earlier: str | None, progress: Progress
) -> _Counted:
    counted, index, facts, broken = _Counted(), BoardIndex(boards), EventFacts(), False
    merged = Competitor.objects.merged()
    for rows in events_in_ledger(facts, chunk=_CHUNK):
        for row in rows:
            found.entries += 1
            event = canonical(row.event, facts, version=row.version)
            found.head = chain(found.head, event, row.salt)
            found.has_head |= found.head == earlier
            found.unsalted += row.salt is None
            found.kinds[row.event.kind] += 1
            if not broken and (row.sequence, row.digest) != (found.entries, found.head):
                found.differences.append(f"ledger: the chain breaks at entry {row.sequence}")
                broken = True
        some = [row.event for row in rows]
        events = columns_of(some, facts, first_sequence=rows[0].sequence, merged=merged)
        counted.add(change_of(events, index))
        progress(len(rows))
    return counted


def _compare_board(found: Rebuild, board: Board, counted: _Counted) -> None:
    cells, counts = counted.boards[board.pk].total()
    last = counted.last_sequence.get(board.pk, 0)
    if not last <= board.sequence <= found.entries:
        found.differences.append(f"{board.slug}: stands at {board.sequence}, by the ledger {last}")
    expected = (board_cells(board.pk, cells), counts)
    _compare_tallies(found, BoardTally, expected, board_id=board.pk)
    _compare_ratings(found, board, cells, counts)


def _compare_tallies(
    found: Rebuild,
    model: type[Tally],
    expected: tuple[Integers, Integers],
    **of: int,
) -> None:
    stands, counted = _read_tallies(model, **of), np.column_stack(expected)
    width = len(model.cell)
    counted = counted[counted[:, width:].any(axis=1)]
    if np.array_equal(stands, counted):
        return
    by_cell = [{tuple(row[:width]): row[width:] for row in t.tolist()} for t in (stands, counted)]
    for cell in sorted(by_cell[0].keys() | by_cell[1].keys()):
        there, ours = (None if (row := by.get(cell)) is None else tuple(row) for by in by_cell)
        if there != ours:
            name = dict(zip(model.cell, cell, strict=True))
            says = f"{there}, by the ledger {ours}"
            found.differences.append(f"{model._meta.verbose_name} {name}: {says}")


def _read_tallies(model: type[Tally], **of: int) -> Integers:
    """Those that count anything, in the order of their cells."""
    rows = model.objects.filter(**of).order_by(*model.cell).values_list(*model.cell, *COUNTS)
    width = len(model.cell) + len(COUNTS)
    parts = [
        np.array(part, dtype=np.int64) for part in batched(rows.iterator(chunk_size=_CHUNK), _CHUNK)
    ]
    table = np.concatenate([np.zeros((0, width), dtype=np.int64), *parts])
    return table[table[:, len(model.cell) :].any(axis=1)]


def _compare_ratings(found: Rebuild, board: Board, cells: Integers, counts: Integers) -> None:
    run = RatingRun.objects.newest(board)
    if run is None or (run.generation, run.sequence) != board.version:
        return
    if run.pass_number != board.passes:
        return
    ours = BoardCounts()
    ours.add(cells, counts)
    ours = ours.of_competitors()
    styled = read_style_counts(board) if board.style_controlled else None
    errors = read_errors(board) if board.passes else None
    rated = rate(board, ours, styled=styled, errors=errors)
    expected = rows_of(ours, rated, replay_all(board))
    found.boards[board.slug] = run.votes
    stands: Mapping[int, Entry] = {
        entry.competitor_id: entry for entry in Entry.objects.filter(run=run)
    }
    for place, competitor in enumerate(expected["competitor_id"]):
        if not _equal(expected, place, stands.get(competitor)):
            found.differences.append(f"{board.slug}: rating of competitor {competitor}")
    for competitor in sorted(stands.keys() - set(expected["competitor_id"])):
        found.differences.append(f"{board.slug}: competitor {competitor} has no votes")


def _equal(expected: Columns, place: int, stands: Entry | None) -> bool:
    if stands is None:
        return False
    same = ("votes", "wins", "losses", "ties", "both_bad")
    return (
        all(_close(expected[name][place], getattr(stands, name)) for name in ("rating", "elo"))
        and all(
            _close(expected[name][place], getattr(stands, name), around=stands.rating)
            for name in ("lower", "upper")
        )
        and all(expected[name][place] == getattr(stands, name) for name in same)
    )


def _close(one: float | None, other: float | None, *, around: float | None = None) -> bool:
    """Whether two numbers, or two bounds of an interval around a rating, are the same."""
    if one is None or other is None:
        return one is other
    width = 1.0 if around is None else max(1.0, abs(one - around))
    return abs(one - other) <= RATING_TOLERANCE * width


def _write(counted: _Counted, clock: Clock) -> None:
    """Let the ledger's tallies stand, and publish what they give."""
    with transaction.atomic():
        ResponseTally.objects.all().delete()
        ResponseTally.objects.add(*counted.responses.total())
        Pair.objects.update(votes=0)
        Pair.objects.count_votes(np.column_stack(counted.pairs.total()))
        Board.objects.update(filled=False)
    backfill_boards(today=clock().astimezone(UTC).date())
    memory = WorkerMemory(is_kept=False)
    for board in Board.objects.select_related("anchor"):
        publish(board, memory, clock, elos=replay_all(board))
