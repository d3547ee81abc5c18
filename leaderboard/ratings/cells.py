"""Compared pairs as lists: what every likelihood here is a sum over."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Cube, Floats, Integers, Outcome

# Columns of `Cells.counts`. Both-bad prefers neither, so it is a tie to every likelihood.
LEFT, RIGHT, TIE = range(3)


@dataclass(frozen=True, slots=True)
class Cells:
    """Pairs that were compared, with their outcomes.

    Args:
        size: M, how many competitors there are.
        left, right: (C,) competitors as indices below M.
        counts: (C, 3) how often left won, right won, neither did; floats, since a prior may be
            added.
    """

    size: int
    left: Integers
    right: Integers
    counts: Floats

    @property
    def totals(self) -> Floats:
        """(C,) votes of each pair."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def scores(self) -> Floats:
        """(C,) what left scored: 1 for a win, half for a tie."""
        return np.asarray(self.counts[:, LEFT] + self.counts[:, TIE] / 2)

    def with_prior(self, wins: float) -> "Cells":
        """So many wins more for each side of each pair."""
        return Cells(self.size, self.left, self.right, self.counts + np.array([wins, wins, 0.0]))


def cells_by_side(cube: Cube) -> Cells:
    """A cell per pair and shown side: what a side effect is seen in."""
    return _cells(
        cube.counts[Outcome.LEFT].astype(np.float64),
        cube.counts[Outcome.RIGHT].astype(np.float64),
        (cube.counts[Outcome.TIE] + cube.counts[Outcome.BOTH_BAD]).astype(np.float64),
    )


def cells_by_pair(cube: Cube) -> Cells:
    """A cell per pair, whichever side was shown where: half as many, and all that is needed
    where sides make no difference."""
    return _cells(np.triu(cube.wins), np.triu(cube.wins.T), np.triu(cube.ties))


def _cells(left_won: Floats, right_won: Floats, tied: Floats) -> Cells:
    left, right = np.nonzero(left_won + right_won + tied)
    columns = [counts[left, right] for counts in (left_won, right_won, tied)]
    return Cells(len(left_won), left, right, np.column_stack(columns))
