"""Differences of strengths: between two competitors, and of one against all others.

Always from the covariance, never from whether two intervals overlap: strengths are estimated
together, so the error of a difference is not that of its parts.
"""

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import contrast_errors
from leaderboard.ratings.ties import Ties, chances, logistic
from leaderboard.ratings.uncertainty import Z

# The 80 % quantile of N(0, 1): the power with which `votes_to_separate` plans.
Z_POWER = 0.8416212335729143
# Where more votes than these are needed, the answer is "never".
MOST_VOTES = 10**9


@dataclass(frozen=True, slots=True)
class Contrast:
    """The strength of competitor i less that of j.

    `difference`, `error`, `lower`, `upper` in nats; `chance` that i is preferred to j, a tie as
    half, with its bounds. All 95 %; all NaN but the difference where no votes connect the two.
    """

    difference: float
    error: float
    lower: float
    upper: float
    chance: float
    chance_lower: float
    chance_upper: float

    @property
    def is_separated(self) -> bool:
        """Whether one is above the other with 95 % confidence."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True, slots=True)
class Contrasts:
    """`Contrast` for all pairs, each field (M, M), row less column."""

    difference: Floats
    error: Floats
    lower: Floats
    upper: Floats
    chance: Floats
    chance_lower: Floats
    chance_upper: Floats

    def of(self, i: int, j: int) -> Contrast:
        return Contrast(*(float(getattr(self, name)[i, j]) for name in Contrast.__slots__))


@dataclass(frozen=True, slots=True)
class ExpectedWins:
    """Expected wins in 100 votes, each (K,), with 95 % bounds; a tie is half a win."""

    value: Floats
    lower: Floats
    upper: Floats


def contrasts(
    theta: Floats, covariance: Floats, *, ties: Ties = Ties.HALF_WIN, tie: float = 0.0
) -> Contrasts:
    """Every competitor against every other, without the side effect.

    Args:
        theta: (M,) strengths in nats.
        covariance: (M, M) of the strengths, in nats²; NaN where no votes connect two.
        ties: the model the strengths are of.
        tie: its τ, taken as known; 0 for the half win.

    Source:
        `Var(θ_i - θ_j) = V_ii + V_jj - 2 V_ij`; chances are monotone in the difference, so their
        bounds are those of the difference.
    """
    difference = theta[:, None] - theta
    error = contrast_errors(covariance)
    lower, upper = difference - Z * error, difference + Z * error
    known = np.where(np.isnan(error), np.nan, difference)
    return Contrasts(
        difference,
        error,
        lower,
        upper,
        *(_score(each, ties, tie) for each in (known, lower, upper)),
    )


def contrast(
    theta: Floats,
    covariance: Floats,
    i: int,
    j: int,
    *,
    ties: Ties = Ties.HALF_WIN,
    tie: float = 0.0,
) -> Contrast:
    """The strength of i less that of j; see `contrasts`."""
    some = np.array([i, j])
    pair = contrasts(theta[some], covariance[np.ix_(some, some)], ties=ties, tie=tie)
    return pair.of(0, 1)


def _score(logit: Floats, ties: Ties, tie: float) -> Floats:
    """The expected score of the left side."""
    left, _, neither = chances(ties, logit=logit.ravel(), tie=tie)
    return np.asarray((left + neither / 2).reshape(logit.shape))


def votes_to_separate(
    theta: Floats,
    covariance: Floats,
    i: int,
    j: int,
    *,
    tie_share: float,
    inflation: float = 1.0,
) -> int | None:
    """About how many more votes between i and j, given to no other pair, would separate them.

    So many that, if the strengths are as estimated, `(θ_i - θ_j) / error` is expected to be
    1.96 + 0.84: then the 95 % interval leaves out 0 with a power of 80 %. A vote's score varies by
    `m = p(1-p) - t/4` where ties have the share t, and its information is `w = p(1-p)`; so, in
    terms of the sandwich, each adds `w²/m` to `1/Var(θ_i - θ_j)`. That is exact where ties are as
    frequent in all the votes the error comes from.

    Further votes are taken to be as alike, by voter and challenge, as those so far.

    Args:
        theta: (M,) strengths in nats, of the half win.
        covariance: (M, M) of the strengths, in nats².
        i, j: the competitors.
        tie_share: the share of ties among votes, from 0 to 1.
        inflation: how many times as large the error is as if votes were independent.

    Returns 0 if the votes separate them now; None for never, as where they are equal, nothing joins
    them, or `MOST_VOTES` are not enough.

    Source:
        The power formula of a normal test: Cohen, Statistical Power Analysis (1988).
    """
    found = contrast(theta, covariance, i, j)
    if found.is_separated:
        return 0
    if math.isnan(found.error) or found.difference == 0:
        return None
    each = _information_of_a_vote(found.chance, tie_share)
    root = (Z + Z_POWER) / found.difference * inflation
    return _whole_votes((root * root - (found.error / inflation) ** -2) / each)


def _information_of_a_vote(chance: float, tie_share: float) -> float:
    weight = chance * (1 - chance)
    # No more ties than leave both sides a chance to win.
    share = min(tie_share, 2 * min(chance, 1 - chance))
    return weight**2 / max(weight - share / 4, float(np.finfo(np.float64).tiny))


def _whole_votes(number: float) -> int | None:
    votes = math.ceil(min(number, 2.0 * MOST_VOTES))
    return max(votes, 1) if votes <= MOST_VOTES else None


def expected_wins(theta: Floats, covariance: Floats, members: Integers) -> ExpectedWins:
    """Of 100 votes, against the other members of an island, each as often.

    Args:
        theta: (M,) strengths in nats.
        covariance: (M, M) of the strengths, in nats².
        members: (K,) the island's competitors.

    Returns:
        (K,), NaN for one alone. Bounds by the delta method on the scale of the logit, so that they
        stay between 0 and 100.
    """
    some = theta[members]
    rivals = max(len(some) - 1, 1)
    chance = logistic(some[:, None] - some)
    np.fill_diagonal(chance, 0.0)
    share = chance.sum(axis=1) / rivals if len(some) > 1 else np.full(len(some), np.nan)
    share = np.clip(share, 1e-12, 1 - 1e-12)  # certainty has no logit
    slope = -chance * (1 - chance) / rivals
    np.fill_diagonal(slope, -slope.sum(axis=1))
    variance = ((slope @ covariance[np.ix_(members, members)]) * slope).sum(axis=1)
    logit = np.log(share) - np.log1p(-share)
    margin = Z * np.sqrt(np.maximum(variance, 0.0)) / (share * (1 - share))
    return ExpectedWins(100 * share, 100 * logistic(logit - margin), 100 * logistic(logit + margin))
