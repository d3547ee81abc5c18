"""Compared pairs as arrays, the terms that every likelihood is a sum over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import Floats, Integers, Outcome, OutcomeCounts

# Counts may be bytes, where each cell is one vote, and fractions, where they are a prior.
type Numbers = npt.NDArray[Any]

# Columns of `Cells.counts`. Both-bad prefers neither, so it is a tie to every likelihood.
LEFT, RIGHT, TIE = range(3)

# Cells processed together: their columns stay in the processor's cache, and new ones go where the
# last ones were.
CHUNK = 1 << 13


def _no_features() -> Floats:
    return np.zeros((0, 0))


@dataclass(frozen=True, slots=True)
class Cells:
    """Comparisons that are alike, with their outcomes.

    Args:
        size: M, how many competitors there are.
        left, right: (C,) competitors as indices below M.
        counts: (C, 3) how often left won, right won, neither did.
        features: (F, C) difference in style, left response less right one; empty without style.
    """

    size: int
    left: Integers
    right: Integers
    counts: Numbers
    features: Floats = field(default_factory=_no_features)

    @property
    def pair(self) -> Integers:
        """(C,) the pair of each cell as one number, `left * M + right`."""
        return np.asarray(self.left.astype(np.int64, copy=False) * self.size + self.right)

    @property
    def totals(self) -> Floats:
        """(C,) votes of each cell."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    @property
    def scores(self) -> Floats:
        """(C,) what left scored: 1 for a win, half for a tie."""
        return np.asarray(self.counts[:, LEFT] + self.counts[:, TIE] / 2)

    def chunks(self) -> Iterator["Cells"]:
        """The cells in chunks, with counts and features as doubles, contiguous by outcome."""
        # Each part costs M² of its own, so parts are not much smaller than that.
        step = max(CHUNK, self.size**2)
        for start in range(0, len(self.left), step):
            part = slice(start, start + step)
            yield Cells(
                self.size,
                self.left[part].astype(np.int64, copy=False),
                self.right[part].astype(np.int64, copy=False),
                np.array(self.counts[part].T, dtype=np.float64, order="C").T,
                self.features[:, part].astype(np.float64, copy=False),
            )


def cells_by_side(outcomes: OutcomeCounts) -> Cells:
    """A cell per ordered pair (left, right), as a model with a side effect needs."""
    return _cells(
        outcomes.counts[Outcome.LEFT],
        outcomes.counts[Outcome.RIGHT],
        outcomes.counts[Outcome.TIE] + outcomes.counts[Outcome.BOTH_BAD],
    )


def cells_by_pair(outcomes: OutcomeCounts) -> Cells:
    """A cell per unordered pair: half as many, enough for a model without a side effect."""
    return _cells(np.triu(outcomes.wins), np.triu(outcomes.wins.T), np.triu(outcomes.ties))


def _cells(left_won: Numbers, right_won: Numbers, tied: Numbers) -> Cells:
    left, right = np.nonzero(left_won + right_won + tied)
    columns = [counts[left, right] for counts in (left_won, right_won, tied)]
    return Cells(len(left_won), left, right, np.column_stack(columns).astype(np.float64))
