"""Single votes as columns, where counts are not enough: with voters, or with style features."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import TIE, Cells, Numbers
from leaderboard.ratings.counts import Floats, Integers, Outcome, OutcomeCounts, count_votes

# Of one vote, (3, outcomes): both-bad is a tie to every likelihood.
_COUNTS = np.eye(3, dtype=np.uint8)[:, [min(outcome, TIE) for outcome in Outcome]]


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes as columns.

    Args:
        size: M, how many competitors there are.
        left, right: (N,) competitors as indices below M.
        outcome: (N,) values of `Outcome`.
        voter: (N,) index of the voter; None if unknown.
        challenge: (N,) index of the challenge; None if unknown.
        times: (N,) how many equal votes a row stands for, such as all on the same two responses;
            None for one.
    """

    size: int
    left: Integers
    right: Integers
    outcome: Integers
    voter: Integers | None = None
    challenge: Integers | None = None
    times: Integers | None = None

    def outcomes(self) -> OutcomeCounts:
        if self.times is None:
            return count_votes(self.left, self.right, self.outcome, size=self.size)
        counts = np.zeros((len(Outcome), self.size, self.size), dtype=np.int64)
        np.add.at(counts, (self.outcome, self.left, self.right), self.times)
        return OutcomeCounts(counts)

    def only(self, chosen: np.ndarray | slice) -> "Votes":
        """The votes at these indices, or where this mask is true."""
        return Votes(
            self.size,
            self.left[chosen],
            self.right[chosen],
            self.outcome[chosen],
            None if self.voter is None else self.voter[chosen],
            None if self.challenge is None else self.challenge[chosen],
            None if self.times is None else self.times[chosen],
        )

    def as_cells(self, features: Floats | None = None) -> Cells:
        """A cell per vote, with the (F, N) features of its responses, if any."""
        counts: Numbers = _COUNTS.take(self.outcome, axis=1)
        if self.times is not None:
            counts = counts * self.times
        counts = counts.T
        if features is None:
            return Cells(self.size, self.left, self.right, counts)
        return Cells(self.size, self.left, self.right, counts, features)
