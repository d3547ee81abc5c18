"""The counts of a board as arrays, kept in memory between recomputations.

A cube in memory is right only up to a place in the ledger; one that is behind is read anew from the
tallies, so what another worker folded is never missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.ledger import Fold
from leaderboard.models import Board, BoardTally
from leaderboard.models.tally import COUNTS


@dataclass(slots=True)
class BoardCube:
    """The tallies of one board.

    `counts` is (len(COUNTS), M, M) integers: how often of each, with the row's competitor shown on
    the left of the column's. `competitors` is (M,) ids in ascending order.
    """

    sequence: int
    generation: int
    competitors: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    def add(self, cells: npt.NDArray[np.int64], changes: npt.NDArray[np.int64]) -> None:
        """Add (N, len(COUNTS)) changes to the (N, 2) cells of left and right competitor."""
        self._make_room(cells)
        rows, columns = np.searchsorted(self.competitors, cells).T
        for count, change in zip(self.counts, changes.T, strict=True):
            np.add.at(count, (rows, columns), change)

    def total(self, count: str) -> int:
        return int(self.counts[COUNTS.index(count)].sum())

    def _make_room(self, cells: npt.NDArray[np.int64]) -> None:
        competitors = np.union1d(self.competitors, cells)
        if len(competitors) == len(self.competitors):
            return
        counts = np.zeros((len(COUNTS), len(competitors), len(competitors)), dtype=np.int64)
        places = np.searchsorted(competitors, self.competitors)
        counts[:, places[:, None], places] = self.counts
        self.competitors, self.counts = competitors, counts


def empty_cube() -> BoardCube:
    return BoardCube(
        sequence=0,
        generation=0,
        competitors=np.zeros(0, dtype=np.int64),
        counts=np.zeros((len(COUNTS), 0, 0), dtype=np.int64),
    )


def read_cube(board: Board) -> BoardCube:
    """The cube of all the board's tallies, one query."""
    columns = ("left_competitor_id", "right_competitor_id", *COUNTS)
    rows = BoardTally.objects.filter(board=board).values_list(*columns)
    table = np.array(list(rows), dtype=np.int64).reshape(-1, len(columns))
    cube = empty_cube()
    cube.add(table[:, :2], table[:, 2:])
    cube.sequence, cube.generation = board.sequence, board.generation
    return cube


def _place(it: BoardCube | Board) -> tuple[int, int]:
    return it.generation, it.sequence


class Cubes:
    """The cubes of this process."""

    def __init__(self) -> None:
        self._cubes: dict[int, BoardCube] = {}

    def of(self, board: Board) -> BoardCube:
        cube = self._cubes.get(board.pk)
        if cube is None or _place(cube) != _place(board):
            cube = self._cubes[board.pk] = read_cube(board)
        return cube

    def follow(self, folds: Iterable[Fold]) -> None:
        """Add what was folded, committed by now, to the cubes that stood right before it."""
        for fold in folds:
            for board, sequence in fold.last_sequence.items():
                self._follow(fold, board, sequence)

    def forget(self) -> None:
        self._cubes.clear()

    def _follow(self, fold: Fold, board: int, sequence: int) -> None:
        cube = self._cubes.get(board)
        if cube is None or cube.sequence != fold.earlier_sequence.get(board):
            self._cubes.pop(board, None)
            return
        changes = {key[1:]: change for key, change in fold.boards.items() if key[0] == board}
        cube.add(np.array(list(changes), dtype=np.int64), np.array(list(changes.values())))
        cube.sequence = sequence
