"""Single votes as columns, for what counts do not tell: who cast each, and what its responses look
like."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import TIE, Cells
from leaderboard.ratings.counts import Cube, Integers, count_votes


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes one by one.

    Args:
        size: M, how many competitors there are.
        left, right: (N,) competitors as indices below M.
        outcome: (N,) values of `Outcome`.
        voter: (N,) who cast each, as an index; None where nobody knows.
    """

    size: int
    left: Integers
    right: Integers
    outcome: Integers
    voter: Integers | None = None

    def cube(self) -> Cube:
        return count_votes(self.left, self.right, self.outcome, size=self.size)

    def only(self, chosen: np.ndarray) -> "Votes":
        """The votes at these places, or where this is true."""
        voter = None if self.voter is None else self.voter[chosen]
        return Votes(self.size, self.left[chosen], self.right[chosen], self.outcome[chosen], voter)

    def as_cells(self) -> Cells:
        """A cell per vote."""
        counts = np.zeros((len(self.left), 3))
        counts[np.arange(len(self.left)), column_of(self.outcome)] = 1.0
        return Cells(self.size, self.left, self.right, counts)


def column_of(outcome: Integers) -> Integers:
    """Where outcomes stand in the columns of `Cells.counts`: both-bad is a tie there."""
    return np.minimum(outcome, TIE)
