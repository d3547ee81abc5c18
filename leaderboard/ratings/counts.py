"""Counts of outcomes by pair and side: the sufficient statistics of the ratings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Integers = npt.NDArray[np.int64]
type AnyIntegers = npt.NDArray[np.integer]

# Votes counted at a time, so that ten million take no more memory than one.
_CHUNK = 1 << 20
_LARGEST_KEY = np.iinfo(np.int32).max


class Outcome(IntEnum):
    """Index of an outcome on the first axis of `OutcomeCounts.counts`."""

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
class OutcomeCounts:
    """Votes by outcome, left competitor and right competitor.

    Args:
        counts: (4, M, M) integers; `counts[o, a, b]` votes had outcome `o` with `a` on the left.

    Raises:
        ValueError: another shape, a negative count, or a competitor against itself.
    """

    counts: Integers

    def __post_init__(self) -> None:
        shape = self.counts.shape
        if len(shape) != 3 or shape[0] != len(Outcome) or shape[1] != shape[2]:  # noqa: PLR2004 - axes
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


def count_votes(
    left: AnyIntegers, right: AnyIntegers, outcome: AnyIntegers, *, size: int
) -> OutcomeCounts:
    """Count single votes.

    Args:
        left, right: (N,) competitors as indices below `size`.
        outcome: (N,) values of `Outcome`.
        size: how many competitors there are.

    Raises:
        TypeError: a column that does not hold integers, of whatever width.
        ValueError: columns of different lengths; an unknown outcome or a competitor out of range,
            named by the index of the vote.
    """
    for name, values in (("left", left), ("right", right), ("outcome", outcome)):
        if not np.issubdtype(values.dtype, np.integer):
            raise TypeError(f"{name} must be integers, not {values.dtype}")
    if not len(left) == len(right) == len(outcome):
        raise ValueError("left, right and outcome must be of one length")
    keys = len(Outcome) * size * size
    total = np.zeros(keys, dtype=np.int64)
    for first in range(0, len(outcome), _CHUNK):
        some = slice(first, first + _CHUNK)
        known = _validated("outcome", outcome[some], len(Outcome), first)
        key: AnyIntegers = known.astype(np.int32 if keys <= _LARGEST_KEY else np.int64)
        for name, column in (("left", left), ("right", right)):
            np.multiply(key, size, out=key)
            # Any integer type can be added safely once its values are validated.
            np.add(key, _validated(name, column[some], size, first), out=key, casting="unsafe")
        total += np.bincount(key, minlength=keys)
    return OutcomeCounts(total.reshape(len(Outcome), size, size))


def _validated(name: str, values: AnyIntegers, most: int, first: int) -> AnyIntegers:
    """The values, if all are from 0 to below `most`; `first` is the index of the first vote."""
    # Without their sign, negative numbers are the largest: one look instead of two.
    if values.view(values.dtype.str.replace("i", "u")).max() >= most:
        wrong = int(np.argmax((values < 0) | (values >= most)))
        raise ValueError(f"vote {first + wrong}: unknown {name} {values[wrong]}")
    return values
