"""Counts of outcomes: all that the ratings need to know of the votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Integers = npt.NDArray[np.int64]


class Outcome(IntEnum):
    """Where an outcome stands in a cube."""

    LEFT = 0
    RIGHT = 1
    TIE = 2
    BOTH_BAD = 3


# What the left competitor scores; both-bad prefers neither, so it is a tie here.
SCORE: Mapping[Outcome, float] = {
    Outcome.LEFT: 1.0,
    Outcome.RIGHT: 0.0,
    Outcome.TIE: 0.5,
    Outcome.BOTH_BAD: 0.5,
}


@dataclass(frozen=True, slots=True)
class Cube:
    """How often each outcome was given, by who was shown where.

    Args:
        counts: (4, M, M) integers; `counts[o, a, b]` votes had outcome `o` with `a` on the left.

    Raises:
        ValueError: another shape, a negative count, or a competitor against itself.
    """

    counts: Integers

    def __post_init__(self) -> None:
        shape = self.counts.shape
        if len(shape) != 3 or shape[0] != len(Outcome) or shape[1] != shape[2]:  # noqa: PLR2004 - a cube has three sides
            raise ValueError(f"counts must be ({len(Outcome)}, M, M), not {shape}")
        if (self.counts < 0).any():
            raise ValueError("counts must not be negative")
        if np.diagonal(self.counts, axis1=1, axis2=2).any():
            raise ValueError("a competitor cannot be compared with itself")

    @property
    def size(self) -> int:
        return int(self.counts.shape[1])

    @property
    def wins(self) -> Floats:
        """(M, M): `wins[i, j]`, how often i was preferred to j."""
        wins: Integers = self.counts[Outcome.LEFT] + self.counts[Outcome.RIGHT].T
        return wins.astype(np.float64)

    @property
    def ties(self) -> Floats:
        """(M, M) symmetric: how often neither was preferred, both-bad included."""
        neither: Integers = self.counts[Outcome.TIE] + self.counts[Outcome.BOTH_BAD]
        return np.asarray(neither + neither.T, dtype=np.float64)

    @property
    def both_bad(self) -> Integers:
        """(M, M) symmetric: how often both were called bad."""
        bad: Integers = self.counts[Outcome.BOTH_BAD]
        return np.asarray(bad + bad.T, dtype=np.int64)


def count_votes(left: Integers, right: Integers, outcome: Integers, *, size: int) -> Cube:
    """The cube of single votes.

    Args:
        left, right: (N,) competitors as indices below `size`.
        outcome: (N,) values of `Outcome`.
        size: how many competitors there are.

    Raises:
        ValueError: an unknown outcome or a competitor out of range, named by the vote's place.
    """
    for name, values, least, most in (
        ("outcome", outcome, 0, len(Outcome)),
        ("left", left, 0, size),
        ("right", right, 0, size),
    ):
        wrong = np.flatnonzero((values < least) | (values >= most))
        if len(wrong):
            raise ValueError(f"vote {wrong[0]}: unknown {name} {values[wrong[0]]}")
    key = (outcome * size + left) * size + right
    counts = np.bincount(key, minlength=len(Outcome) * size * size)
    return Cube(counts.reshape(len(Outcome), size, size).astype(np.int64))
