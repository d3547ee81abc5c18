"""What of single votes does not depend on how they are clustered."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE, Cells
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.ties import vote_scores

# Votes that are taken together: 60 MB.
MANY_VOTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """What does not depend on the clusters: (N,) the `outcome` of each vote as its place in
    `Cells.counts`, if each cell is one vote; (P,) the `totals` of votes on each competitor, and of
    all for each effect; and (2, 3, M * M) the `table` of scores by η and by τ of each outcome of
    each pair, left and right, where that is less than all votes."""

    outcome: np.ndarray | None
    totals: Floats
    table: Floats | None

    @classmethod
    def of(cls, cells: Cells, method: Method, at: Parameters, width: int) -> "Known":
        """Of votes with so many parameters."""
        outcome = _outcomes_of(cells)
        totals = _votes_on_each(cells, width, are_single=outcome is not None)
        return cls(outcome, totals, _table_of_scores(cells, method, at))


def _outcomes_of(cells: Cells) -> np.ndarray | None:
    """(N,) the place of each vote's outcome in `Cells.counts`, if each cell is one vote."""
    counts = cells.counts
    if counts.dtype != np.uint8:
        return None
    found = np.empty(len(counts), dtype=np.uint8)
    for first in range(0, len(counts), MANY_VOTES):
        some = counts[first : first + MANY_VOTES]
        if some.max(initial=0) > 1 or (some[:, LEFT] + some[:, RIGHT] + some[:, TIE] != 1).any():
            return None
        found[first : first + MANY_VOTES] = some[:, RIGHT] + 2 * some[:, TIE]
    return found


def _votes_on_each(cells: Cells, width: int, *, are_single: bool) -> Floats:
    size, totals = cells.size, np.zeros(width)
    for first in range(0, len(cells.left), MANY_VOTES):
        some = slice(first, first + MANY_VOTES)
        number = None if are_single else cells.counts[some].sum(axis=1)
        for side in (cells.left, cells.right):
            totals[:size] += np.bincount(side[some], number, size)
        totals[size:] += len(cells.left[some]) if number is None else number.sum()
    return totals


def _table_of_scores(cells: Cells, method: Method, at: Parameters) -> Floats | None:
    size = cells.size
    if len(cells.features) or size * size > len(cells.left):
        return None
    left, right = (side.ravel() for side in np.indices((size, size)))
    pairs = Cells(size, left, right, np.zeros((size * size, 3)))
    return np.array(vote_scores(method.ties, logit=at.logit(pairs), tie=at.tie))
