"""How much honest voters differ, told by the middle of them, so that a few others do not count.

A test that took every honest voter for the average one would accuse those with a taste. How much
more than chance the voters differ is therefore found in the votes themselves: an empirical null.

Source:
    Efron, J. Am. Stat. Assoc. 99 (2004); Huber, Robust Statistics (1981), for the bounded moment.
"""

import math

import numpy as np

from leaderboard.integrity.tails import normal_quantile, normal_tail
from leaderboard.ratings import Floats

# Standard errors beyond which a deviation counts no more than one at this bound.
BOUND = 1.5
_HALVINGS = 50


def excess_variance(
    deviation: Floats, *, chance: Floats, unit: Floats, most: float, weight: Floats | None = None
) -> float:
    """By what x the variances are `chance + x · unit`.

    The x at which the bounded squares of `deviation / sqrt(chance + x · unit)` have the mean that
    those of normal numbers have; 0 if they are smaller to begin with.

    Args:
        deviation: (N,) with mean 0.
        chance: (N,) their variances if all voters were alike.
        unit: (N,) what one unit of x adds.
        most: x is at most this.
        weight: (N,) how much each tells; all the same if None.
    """
    weight = np.ones(len(deviation)) if weight is None else weight
    if not weight.sum():
        return 0.0
    normal = _bounded_square()

    def surplus(x: float) -> float:
        square = deviation**2 / np.maximum(chance + x * unit, 1e-12)
        return float(weight @ np.minimum(square, BOUND**2)) / float(weight.sum()) - normal

    low, high = 0.0, most
    if surplus(low) <= 0:
        return low
    if surplus(high) >= 0:
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if surplus(middle) > 0 else (low, middle)
    return (low + high) / 2


def middle_scale(values: Floats) -> tuple[float, float]:
    """Centre and spread of normal numbers with this median and these quartiles."""
    if not len(values):
        return 0.0, 1.0
    low, centre, high = np.percentile(values, [25, 50, 75])
    return float(centre), float((high - low) / (2 * normal_quantile(0.75)))


def _bounded_square() -> float:
    """E min(Z², BOUND²)."""
    outside = 2 * float(normal_tail(np.array(BOUND)))
    density = math.exp(-(BOUND**2) / 2) / math.sqrt(2 * math.pi)
    return 1 - outside - 2 * BOUND * density + BOUND**2 * outside
