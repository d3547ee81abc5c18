"""Counts by cell, as arrays."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

type Integers = npt.NDArray[np.int64]

# Rows that are kept before they are summed up.
_MOST_WAITING = 500_000


def sum_cells(cells: Integers, changes: Integers) -> tuple[Integers, Integers]:
    """The different rows of (N, K) `cells` in ascending order, each with the sum of its (N, C)
    `changes`."""
    if not len(cells):
        return cells, changes
    order = np.lexsort(cells.T[::-1])
    cells = cells[order]
    begins = np.flatnonzero(np.append(True, (cells[1:] != cells[:-1]).any(axis=1)))
    return cells[begins], np.add.reduceat(changes[order], begins, axis=0)


@dataclass(slots=True)
class CellSums:
    """Counts that grow; K columns name a cell, C are counted."""

    cell: int
    counts: int
    _waiting: list[Integers] = field(default_factory=list)
    _rows: int = 0

    def add(self, cells: Integers, changes: Integers) -> None:
        self._waiting.append(np.column_stack([cells, changes]))
        self._rows += len(cells)
        if self._rows > _MOST_WAITING:
            self._sum_up()

    def total(self) -> tuple[Integers, Integers]:
        """(N, K) different cells in ascending order, and their (N, C) counts."""
        table = self._sum_up()
        return table[:, : self.cell], table[:, self.cell :]

    def _sum_up(self) -> Integers:
        width = self.cell + self.counts
        table = np.concatenate([np.zeros((0, width), dtype=np.int64), *self._waiting])
        table = np.column_stack(sum_cells(table[:, : self.cell], table[:, self.cell :]))
        self._waiting, self._rows = [table], 0
        return table
