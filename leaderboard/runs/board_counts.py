"""The counts of a board as arrays, kept in memory between recomputations.

Counts in memory are of one version of the board; if the board has another, they are read anew from
the tallies, so what another worker has written is never missed.
"""

import numpy as np
import numpy.typing as npt

from leaderboard.ledger import Integers, TallyChange
from leaderboard.models import COUNTS, FOLDS, Board, BoardTally
from leaderboard.ratings import Outcome, OutcomeCounts

# Rows of tallies in memory at a time.
_CHUNK = 20_000

type Small = npt.NDArray[np.int32]


class BoardCounts:
    """The tallies of one board of M competitors.

    `competitors` is (M,) ids in ascending order. `by_fold` (FOLDS, len(Outcome), M, M) is how often
    each outcome was given by the voters of each fold, the row's competitor shown on the left of the
    column's; `totals` (len(COUNTS), M, M) is each of `COUNTS`, folds summed. With 400 competitors
    that is 13 MB and 4 MB.
    """

    def __init__(self, version: tuple[int, int] = (0, 0)) -> None:
        self.version = version
        self.competitors: Integers = np.zeros(0, dtype=np.int64)
        self.by_fold: Small = np.zeros((FOLDS, len(Outcome), 0, 0), dtype=np.int32)
        self.totals: Small = np.zeros((len(COUNTS), 0, 0), dtype=np.int32)

    def add(self, cells: Integers, changes: Integers) -> None:
        """Add (N, len(COUNTS)) changes to (N, 3) different cells of fold, left and right."""
        self._make_room(np.unique(cells[:, 1:]))
        fold = cells[:, 0]
        rows, columns = np.searchsorted(self.competitors, cells[:, 1:]).T
        for outcome in Outcome:
            self.by_fold[fold, outcome, rows, columns] += changes[:, outcome].astype(np.int32)
        for total, change in zip(self.totals, changes.T, strict=True):
            np.add.at(total, (rows, columns), change.astype(np.int32))

    def of_competitors(self) -> "BoardCounts":
        """Without competitors whose votes have all left the board."""
        there = self.totals.any(axis=0)
        kept = np.flatnonzero(there.any(axis=0) | there.any(axis=1))
        if len(kept) == len(self.competitors):
            return self
        counts = BoardCounts(self.version)
        counts.competitors = self.competitors[kept]
        counts.by_fold = self.by_fold[:, :, kept[:, None], kept]
        counts.totals = self.totals[:, kept[:, None], kept]
        return counts

    def outcomes(self) -> OutcomeCounts:
        """What the ratings are computed from."""
        return OutcomeCounts(self.totals[: len(Outcome)].astype(np.int64))

    def total(self, count: str) -> int:
        return int(self.totals[COUNTS.index(count)].sum())

    def by_competitor(self, count: str) -> Integers:
        """(M,) of each competitor, on whichever side."""
        total = self.totals[COUNTS.index(count)].astype(np.int64)
        either: Integers = total.sum(axis=0) + total.sum(axis=1)
        return either

    @property
    def votes(self) -> int:
        return int(self.totals[: len(Outcome)].sum())

    def _make_room(self, competitors: Integers) -> None:
        size = len(self.competitors)
        competitors = np.union1d(self.competitors, competitors)
        if len(competitors) == size:
            return
        places = np.searchsorted(competitors, self.competitors)
        self.by_fold = _spread(self.by_fold, places, len(competitors))
        self.totals = _spread(self.totals, places, len(competitors))
        self.competitors = competitors


def _spread(counts: Small, places: Integers, size: int) -> Small:
    """The counts in larger squares, where the old rows stand at `places`."""
    larger = np.zeros((*counts.shape[:-2], size, size), dtype=np.int32)
    larger[..., places[:, None], places] = counts
    return larger


def read_counts(board: Board) -> BoardCounts:
    """The counts of all the board's tallies, one query."""
    columns = (*BoardTally.cell[1:], *COUNTS)
    rows = BoardTally.objects.filter(board=board).values_list(*columns)
    counts, some = BoardCounts(board.version), list[tuple[int, ...]]()
    for row in rows.iterator(chunk_size=_CHUNK):
        some.append(row)
        if len(some) == _CHUNK:
            _add_rows(counts, some)
            some.clear()
    _add_rows(counts, some)
    return counts


def _add_rows(counts: BoardCounts, rows: list[tuple[int, ...]]) -> None:
    width = len(BoardTally.cell) - 1
    table = np.array(rows, dtype=np.int64).reshape(-1, width + len(COUNTS))
    counts.add(table[:, :width], table[:, width:])


class BoardCountsCache:
    """The counts of boards that a worker keeps, by board."""

    def __init__(self) -> None:
        self._counts: dict[int, BoardCounts] = {}

    def of(self, board: Board) -> BoardCounts:
        if not self.has(board):
            self._counts[board.pk] = read_counts(board)
        return self._counts[board.pk]

    def has(self, board: Board) -> bool:
        """Whether the board's counts are here in its version."""
        return board.pk in self._counts and self._counts[board.pk].version == board.version

    def apply(self, change: TallyChange) -> None:
        """Add the change to the counts that are of the version right before it; others are dropped.
        If the change is then not written, `clear`."""
        for board, (cells, changes) in change.boards.items():
            counts = self._counts.get(board)
            if counts is None or counts.version != change.versions[board]:
                self._counts.pop(board, None)
                continue
            counts.add(cells, changes)
            counts.version = (counts.version[0], change.sequence)

    def clear(self) -> None:
        self._counts.clear()
