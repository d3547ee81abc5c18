"""Online Elo ratings in the order of the votes, shown live beside the ranking."""

import math

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import SCORE, Outcome

# Rating points one vote can move; small, so that the order of votes matters little.
K = 4.0
START = 1000.0
# Points that make odds of ten to one.
SCALE = 400.0

# The loop holds ratings in units of K/2 points. That is a power of two, so nothing is rounded on
# the way there and back, and stopping anywhere and resuming gives the same bits.
_UNIT = K / 2
# With odds 10^(d/400), score - expected = (2 score - 1 - tanh(ln 10 / 800 d)) / 2, and `tanh` takes
# one operation less than `1 / (1 + exp)`.
_PER_UNIT = math.log(10.0) / (2 * SCALE) * _UNIT
_GAIN = np.array([2 * SCORE[each] - 1 for each in Outcome])
# Votes turned into Python numbers at a time: these stay in the processor's cache.
_CHUNK = 1 << 13


def replay(
    *, left: npt.ArrayLike, right: npt.ArrayLike, outcome: npt.ArrayLike, start: npt.ArrayLike
) -> list[float]:
    """Elo ratings after these votes, applied one by one.

    Votes depend on the ones before and popular competitors are in most of them, so arrays gain
    nothing here; the loop does as little as it can.

    Args:
        left, right: (N,) indices of who was shown where.
        outcome: (N,) values of `Outcome`.
        start: (M,) ratings before the first vote, in points.

    Returns:
        (M,) ratings after the last vote, in points; the same bits whether the votes come at once
        or in parts, each started from the last.

    Raises:
        ValueError: an unknown outcome, or columns of different lengths.

    Source:
        Elo, The Rating of Chessplayers, Past and Present (1978).
    """
    lefts, rights = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    outcomes = np.asarray(outcome, dtype=np.int64)
    if not len(lefts) == len(rights) == len(outcomes):
        raise ValueError("left, right and outcome must be of one length")
    if len(outcomes) and not 0 <= outcomes.min() <= outcomes.max() < len(Outcome):
        raise ValueError("unknown outcome")
    held: list[float] = (np.asarray(start, dtype=np.float64) / _UNIT).tolist()
    for first in range(0, len(lefts), _CHUNK):
        some = slice(first, first + _CHUNK)
        _play(held, lefts[some].tolist(), rights[some].tolist(), _GAIN[outcomes[some]].tolist())
    return [rating * _UNIT for rating in held]


def _play(held: list[float], lefts: list[int], rights: list[int], gains: list[float]) -> None:
    per_unit, tanh = _PER_UNIT, math.tanh
    for left, right, gain in zip(lefts, rights, gains, strict=True):
        a = held[left]
        b = held[right]
        change = gain - tanh(per_unit * (a - b))
        held[left] = a + change
        held[right] = b - change


__all__ = ["SCALE", "START", "K", "Outcome", "replay"]
