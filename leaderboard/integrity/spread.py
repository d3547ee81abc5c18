"""Robust estimates of how much honest voters differ (an empirical null).

A test that assumed all honest voters equal would select those with a taste. How much more than
chance voters differ is therefore estimated from the bulk of them, which a few others do not move.

Source:
    Efron, J. Am. Stat. Assoc. 99 (2004); Huber, Robust Statistics (1981), for the bounded moment.
"""

import math

import numpy as np

from leaderboard.integrity.tails import normal_quantile, normal_tail
from leaderboard.ratings import Floats

# Deviations are clipped at this many standard errors.
BOUND = 1.5
_HALVINGS = 50


def excess_variance(
    deviation: Floats, *, chance: Floats, unit: Floats, most: float, weight: Floats | None = None
) -> float:
    """Estimate x where the variances are `chance + x · unit`.

    The x at which the bounded squares of `deviation / sqrt(chance + x · unit)` have the mean that
    those of normal numbers have; 0 if they are smaller to begin with.

    Args:
        deviation: (N,) with mean 0.
        chance: (N,) their variances if all voters were alike.
        unit: (N,) what one unit of x adds.
        most: x is at most this.
        weight: (N,) weights; equal if None.
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
    """Mean and standard deviation of the normal distribution with these quartiles."""
    if not len(values):
        return 0.0, 1.0
    low, centre, high = np.percentile(values, [25, 50, 75])
    return float(centre), float((high - low) / (2 * normal_quantile(0.75)))


def _bounded_square() -> float:
    """E min(Z², BOUND²)."""
    outside = 2 * float(normal_tail(np.array(BOUND)))
    density = math.exp(-(BOUND**2) / 2) / math.sqrt(2 * math.pi)
    return 1 - outside - 2 * BOUND * density + BOUND**2 * outside
