"""Ranks with their uncertainty: rank sets, and ranks as LMArena computes them."""

from functools import cache

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import contrast_errors
from leaderboard.ratings.uncertainty import Uncertainty, independent

type Singles = npt.NDArray[np.float32]
type Booleans = npt.NDArray[np.bool_]

CONFIDENCE = 0.95
# Draws of Z ~ N(0, V). One standard error of them is 0.7 points of confidence, 0.7 % of the
# quantile.
DRAWS = 1_000
_BEYOND = round(DRAWS * (1 - CONFIDENCE))
# How many of the highest draws are kept; quantiles over fewer pairs need no others.
_KEPT = 300
SEED = 20_240_601
# Pairs whose variance is less than this share of what their competitors' own would make are
# computed one by one, so that they do not loosen the bound for all others.
_LEAST_SHARE = 0.8
# Bands of a triangle, whose other half need not be multiplied.
_BANDS = 8
# Ratios held at once, and as many as stay in cache.
_HELD = 1 << 18
_IN_CACHE = 1 << 15
# Rounding in single precision, so that a bound stays one.
_SLACK = 1e-4


def lmarena_ranks(lower: Floats, upper: Floats) -> Integers:
    """(M,) `1 + #{j : lower_j > upper_i}`, as LMArena ranks (Chiang et al. 2024)."""
    ranks = 1 + len(lower) - np.searchsorted(np.sort(lower), upper, side="right")
    return ranks.astype(np.int64)


def rank_sets(
    theta: Floats, covariance: Floats, uncertainty: Uncertainty | None = None
) -> tuple[Integers, Integers]:
    """Intervals that hold all true ranks at once with 95 % confidence.

    i is above j when (θ_i - θ_j)/se_ij exceeds the quantile of the largest such ratio under
    N(0, V); pairs so separated are dropped and the quantile is recomputed, until nothing changes.
    Where errors have degrees of freedom, each ratio has the quantile of its own t distribution that
    leaves the same chance.

    Args:
        theta: (M,) strengths in nats.
        covariance: (M, M) of the strengths if votes are independent, in nats²: how ratios depend
            on each other.
        uncertainty: the errors of differences; those of the covariance if None.

    Returns:
        (M,) lowest and (M,) highest rank, from 1.

    Source:
        Mogstad, Romano, Shaikh and Wilhelm, Rev. Econ. Stud. 91 (2024); Klein, Wright and
        Wieczorek, J. Roy. Stat. Soc. A 183 (2020).
    """
    size = len(theta)
    uncertainty = uncertainty or independent(covariance, size)
    errors = contrast_errors(covariance)
    separable = (uncertainty.between > 0) & (errors > 0)
    np.fill_diagonal(separable, val=False)
    ratio = np.zeros((size, size))
    np.divide(theta[:, None] - theta, uncertainty.between, out=ratio, where=separable)
    largest = LargestRatio(draw(covariance), errors)
    above = np.zeros((size, size), dtype=bool)
    while True:
        still_open = separable & ~(above | above.T)
        critical = uncertainty.critical_between(largest.quantile(still_open))
        grown = above | (still_open & (ratio > critical))
        if (grown == above).all():
            return 1 + above.sum(axis=0), size - above.sum(axis=1)
        above = grown


def draw(covariance: Floats) -> Singles:
    """(draws, M) of N(0, V + c·11ᵀ): V is singular along 1, which differences do not see."""
    size = len(covariance)
    root = _root(covariance + np.trace(covariance) / max(size, 1) ** 2).astype(np.float32)
    draws = _normals(1 << max(size - 1, 0).bit_length())[:, :size].copy()
    step = size // _BANDS + 1
    # From the last band to the first, each needs only what is still untouched.
    for first in range(size - size % step, -1, -step):
        last = first + step
        draws[:, first:last] = draws[:, :last] @ root[first:last, :last].T
    return draws


@cache
def _normals(width: int) -> Singles:
    """(draws, width), cached for the next run: drawing them takes a sixth of the time of rank sets.
    Widths are powers of two, so all together are 16 MB if the largest board has 2,000."""
    normals = np.random.default_rng(SEED).standard_normal((DRAWS, width), dtype=np.float32)
    normals.flags.writeable = False
    return normals


def _root(covariance: Floats) -> Floats:
    """(M, M) lower triangle L with L·Lᵀ = V."""
    try:
        return np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(covariance)
        spread = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
        return np.asarray(np.linalg.qr(spread, mode="r").T)


class LargestRatio:
    """The quantile of `max |Z_i - Z_j| / se_ij` over fewer and fewer pairs, exact for its draws,
    though few ratios are computed.

    With d such that d_i + d_j ≤ se_ij², and u_i² = (Z_i - c)² / d_i for any c, Cauchy and Schwarz
    say that a ratio squared is at most u_i² + u_j². So where the largest must reach q to matter,
    only competitors with u_i² ≥ q² - max u² can be in it: a handful of hundreds.
    """

    def __init__(self, draws: Singles, errors: Floats) -> None:
        self.draws = draws
        with np.errstate(divide="ignore"):
            self.per_error = (1.0 / errors).astype(np.float32)
        own, self.odd = _own_variances(errors**2)
        precision = np.divide(1.0, own, out=np.zeros_like(own), where=own > 0).astype(np.float32)
        center = draws @ precision / max(float(precision.sum()), 1e-30)
        self.bound = draws - center[:, None]
        self.bound *= self.bound
        self.bound *= precision
        # All draws whose largest ratio reaches the floor; with fewer pairs, others cannot.
        self.kept = np.zeros(0, dtype=np.int64)
        self.floor = np.inf

    def quantile(self, pairs: Booleans) -> float:
        """Over (M, M) symmetric pairs, all of them among those asked for before; infinite without
        any."""
        if not pairs.any():
            return np.inf
        per_error = np.where(pairs, self.per_error, np.float32(0))
        if len(self.kept):
            found = _highest(self._largest(self.kept, per_error, _BEYOND), _BEYOND)
            if found >= self.floor:
                return found
        largest = self._largest(np.arange(len(self.draws)), per_error, _KEPT)
        self.floor = _highest(largest, _KEPT)
        self.kept = np.flatnonzero(largest >= self.floor)
        return _highest(largest, _BEYOND)

    def _largest(self, chosen: Integers, per_error: Singles, count: int) -> Singles:
        """(len(chosen),) the largest ratio of each draw, exact for the `count` highest of them."""
        largest = np.zeros(len(chosen), dtype=np.float32)
        rest = np.empty((len(chosen), self.draws.shape[1]), dtype=np.float32)
        step = max(1, _IN_CACHE // self.draws.shape[1])
        for first in range(0, len(chosen), step):
            some = slice(first, first + step)
            rest[some] = self.bound[chosen[some]]
            _raise_by_furthest(largest[some], rest[some], self.draws[chosen[some]], per_error)
        self._raise_by_odd(largest, chosen, per_error)
        self._raise_by_likely(largest, rest, chosen, per_error, _highest(largest, count))
        return largest

    def _raise_by_odd(self, largest: Singles, chosen: Integers, per_error: Singles) -> None:
        i, j = np.divmod(np.flatnonzero(self.odd & (per_error > 0)), len(self.odd))
        i, j = i[i < j], j[i < j]
        if not len(i):
            return
        columns = np.ascontiguousarray(self.draws[chosen].T)
        step = max(1, _HELD // len(chosen))
        for first in range(0, len(i), step):
            left, right = i[first : first + step], j[first : first + step]
            ratios = np.abs(columns[left] - columns[right]) * per_error[left, right][:, None]
            np.maximum(largest, ratios.max(axis=0), out=largest)

    def _raise_by_likely(
        self, largest: Singles, rest: Singles, chosen: Integers, per_error: Singles, least: float
    ) -> None:
        """By all ratios beyond the least, but for odd pairs."""
        beyond = np.maximum(largest, least)[:, None] ** 2 * (1 - _SLACK)
        likely = np.flatnonzero(rest > beyond - rest.max(axis=1, keepdims=True))
        draw, who = np.divmod(likely, rest.shape[1])
        # Each with all that come after it in its draw.
        after = np.searchsorted(draw, draw, side="right") - np.arange(len(draw)) - 1
        z, ends = self.draws[chosen[draw], who], np.cumsum(after)
        first = 0
        while first < len(draw):
            begun = ends[first] - after[first]
            last = max(first + 1, int(np.searchsorted(ends, begun + _HELD, side="right")))
            one = np.repeat(np.arange(first, last), after[first:last])
            other = one + 1 + np.arange(len(one)) - (ends - after)[one] + begun
            ratios = np.abs(z[one] - z[other]) * per_error[who[one], who[other]]
            np.maximum.at(largest, draw[one], ratios)
            first = last


def _highest(values: Singles, count: int) -> float:
    """The `count`-th highest."""
    return float(np.partition(values, -count)[-count])


def _raise_by_furthest(largest: Singles, rest: Singles, draws: Singles, per_error: Singles) -> None:
    """By all ratios of the competitor furthest out and of the one furthest from it, which are then
    done with: their bound is 0."""
    each = np.arange(len(draws))
    place = (rest * per_error.any(axis=1)).argmax(axis=1)
    for _ in range(2):
        ratios = draws - draws[each, place][:, None]
        np.abs(ratios, out=ratios)
        ratios *= per_error[place]
        rest[each, place] = 0.0
        place = ratios.argmax(axis=1)
        np.maximum(largest, ratios[each, place], out=largest)


def _own_variances(squares: Floats) -> tuple[Floats, Booleans]:
    """(M,) d with d_i + d_j ≤ se_ij² but for some odd pairs, and (M, M) which those are.

    Args:
        squares: (M, M) of se_ij².
    """
    size = len(squares)
    rows = squares.sum(axis=1)
    # Least squares for se_ij² = v_i + v_j.
    own = (rows - rows.sum() / max(2 * size - 2, 1)) / max(size - 2, 1)
    together = own[:, None] + own
    odd = (own <= 0)[:, None] | (own <= 0) | (squares < _LEAST_SHARE * together)
    share = np.divide(squares, together, out=np.ones_like(squares), where=~odd)
    return np.where(own > 0, own * np.minimum(share.min(axis=1, initial=1.0), 1.0), 0.0), odd
