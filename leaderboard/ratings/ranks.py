"""Ranks that say how much they know."""

import numpy as np

from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import contrast_errors

CONFIDENCE = 0.95
# Draws of Z ~ N(0, V); the 95 % quantile of a maximum is then known to about 2 %.
DRAWS = 2_000
SEED = 20_240_601


def lmarena_ranks(lower: Floats, upper: Floats) -> Integers:
    """(M,) `1 + #{j : lower_j > upper_i}`, as LMArena ranks (Chiang et al. 2024)."""
    return 1 + (lower[None, :] > upper[:, None]).sum(axis=1)


def rank_sets(theta: Floats, covariance: Floats) -> tuple[Integers, Integers]:
    """Intervals that hold all true ranks at once with 95 % confidence.

    i is above j when (θ_i - θ_j)/se_ij exceeds the quantile of the largest such ratio under
    N(0, V); pairs so separated are dropped and the quantile is taken anew, until nothing changes.

    Args:
        theta: (M,) strengths in nats.
        covariance: (M, M) of the strengths, in nats².

    Returns:
        (M,) lowest and (M,) highest rank, from 1.

    Source:
        Mogstad, Romano, Shaikh and Wilhelm, Rev. Econ. Stud. 91 (2024); Klein, Wright and
        Wieczorek, J. Roy. Stat. Soc. A 183 (2020).
    """
    size = len(theta)
    errors = contrast_errors(covariance)
    separable = errors > 0
    np.fill_diagonal(separable, val=False)
    safe = np.where(separable, errors, 1.0)
    ratio = np.where(separable, (theta[:, None] - theta) / safe, 0.0)
    draws = _draws(covariance)
    above = np.zeros((size, size), dtype=bool)
    while True:
        open_pairs = separable & ~above & ~above.T
        grown = above | (open_pairs & (ratio > _quantile(draws, safe, open_pairs)))
        if (grown == above).all():
            return 1 + above.sum(axis=0), size - above.sum(axis=1)
        above = grown


def _draws(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.random.default_rng(SEED).standard_normal((DRAWS, len(covariance))) @ root.T


def _quantile(draws: Floats, errors: Floats, pairs: np.ndarray) -> float:
    """Of `max |Z_i - Z_j| / se_ij` over the pairs."""
    rows, columns = np.nonzero(np.triu(pairs | pairs.T, 1))
    if not len(rows):
        return np.inf
    largest = np.zeros(len(draws))
    for i in np.unique(rows):
        others = columns[rows == i]
        ratios = np.abs(draws[:, [i]] - draws[:, others]) / errors[i, others]
        np.maximum(largest, ratios.max(axis=1), out=largest)
    return float(np.quantile(largest, CONFIDENCE))
