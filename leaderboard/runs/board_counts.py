"""The counts of a board as arrays, kept in memory between recomputations.

A cube in memory is right only up to a place in the ledger; one that is behind is read anew from the
tallies, so what another worker folded is never missed.
"""

import numpy as np
import numpy.typing as npt

from leaderboard.ledger import Fold, Integers
from leaderboard.models import COUNTS, FOLDS, Board, BoardTally
from leaderboard.ratings import Cube, Outcome

# Rows of tallies in memory at a time.
_CHUNK = 20_000

type Small = npt.NDArray[np.int32]


class BoardCube:
    """The tallies of one board of M competitors.

    `competitors` is (M,) ids in ascending order. `by_fold` (FOLDS, len(Outcome), M, M) says how
    often each outcome was given by the voters of each fold, the row's competitor shown on the left
    of the column's; `counts` (len(COUNTS), M, M) says how often of each of `COUNTS`, folds summed.
    With 400 competitors that is 13 MB and 4 MB.
    """

    def __init__(self, moment: tuple[int, int] = (0, 0)) -> None:
        self.moment = moment
        self.competitors: Integers = np.zeros(0, dtype=np.int64)
        self.by_fold: Small = np.zeros((FOLDS, len(Outcome), 0, 0), dtype=np.int32)
        self.counts: Small = np.zeros((len(COUNTS), 0, 0), dtype=np.int32)

    def add(self, cells: Integers, changes: Integers) -> None:
        """Add (N, len(COUNTS)) changes to (N, 3) different cells of fold, left and right."""
        self._make_room(np.unique(cells[:, 1:]))
        fold = cells[:, 0]
        rows, columns = np.searchsorted(self.competitors, cells[:, 1:]).T
        for outcome in Outcome:
            self.by_fold[fold, outcome, rows, columns] += changes[:, outcome].astype(np.int32)
        for count, change in zip(self.counts, changes.T, strict=True):
            np.add.at(count, (rows, columns), change.astype(np.int32))

    def of_competitors(self) -> "BoardCube":
        """Without competitors whose votes have all left the board."""
        there = self.counts.any(axis=0)
        kept = np.flatnonzero(there.any(axis=0) | there.any(axis=1))
        if len(kept) == len(self.competitors):
            return self
        cube = BoardCube(self.moment)
        cube.competitors = self.competitors[kept]
        cube.by_fold = self.by_fold[:, :, kept[:, None], kept]
        cube.counts = self.counts[:, kept[:, None], kept]
        return cube

    def outcomes(self) -> Cube:
        """What the ratings are computed from."""
        return Cube(self.counts[: len(Outcome)].astype(np.int64))

    def total(self, count: str) -> int:
        return int(self.counts[COUNTS.index(count)].sum())

    @property
    def votes(self) -> int:
        return int(self.counts[: len(Outcome)].sum())

    def _make_room(self, competitors: Integers) -> None:
        size = len(self.competitors)
        competitors = np.union1d(self.competitors, competitors)
        if len(competitors) == size:
            return
        places = np.searchsorted(competitors, self.competitors)
        self.by_fold = _spread(self.by_fold, places, len(competitors))
        self.counts = _spread(self.counts, places, len(competitors))
        self.competitors = competitors


def _spread(counts: Small, places: Integers, size: int) -> Small:
    """The counts in larger squares, where the old rows stand at `places`."""
    larger = np.zeros((*counts.shape[:-2], size, size), dtype=np.int32)
    larger[..., places[:, None], places] = counts
    return larger


def read_cube(board: Board) -> BoardCube:
    """The cube of all the board's tallies, one query."""
    columns = (*BoardTally.cell[1:], *COUNTS)
    rows = BoardTally.objects.filter(board=board).values_list(*columns)
    cube, some = BoardCube(board.moment), list[tuple[int, ...]]()
    for row in rows.iterator(chunk_size=_CHUNK):
        some.append(row)
        if len(some) == _CHUNK:
            _add_rows(cube, some)
            some.clear()
    _add_rows(cube, some)
    return cube


def _add_rows(cube: BoardCube, rows: list[tuple[int, ...]]) -> None:
    width = len(BoardTally.cell) - 1
    table = np.array(rows, dtype=np.int64).reshape(-1, width + len(COUNTS))
    cube.add(table[:, :width], table[:, width:])


class Cubes:
    """The cubes of this process."""

    def __init__(self) -> None:
        self._cubes: dict[int, BoardCube] = {}

    def of(self, board: Board) -> BoardCube:
        if not self.has(board):
            self._cubes[board.pk] = read_cube(board)
        return self._cubes[board.pk]

    def has(self, board: Board) -> bool:
        """Whether the board's cube is here as it stands now."""
        return board.pk in self._cubes and self._cubes[board.pk].moment == board.moment

    def follow(self, fold: Fold) -> None:
        """Add what is folded to the cubes that stand right before it. If it is then not written,
        `forget`."""
        for board, (cells, changes) in fold.boards.items():
            cube = self._cubes.get(board)
            if cube is None or cube.moment != fold.earlier[board]:
                self._cubes.pop(board, None)
                continue
            cube.add(cells, changes)
            cube.moment = (cube.moment[0], fold.sequence)

    def forget(self) -> None:
        self._cubes.clear()
