"""Tail probabilities of distributions, vectorised."""

import math
from statistics import NormalDist

import numpy as np

from leaderboard.ratings import Floats, Integers, logistic

# A group's taste is integrated by the trapezoidal rule over so many equal steps, from -REACH to
# REACH of its spread, since Gauss-Hermite has no nodes in the tails.
NODES = 41
REACH = 6.0
# With more votes the Poisson binomial distribution, given the taste, is approximated as normal.
MOST_EXACT = 256
# Doubles of one array of chances held at a time: 32 MB.
_MOST_HELD = 4_000_000

_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal_tail(z: Floats) -> Floats:
    """P(Z >= z) of a standard normal Z."""
    return np.asarray(_erfc(np.asarray(z) / math.sqrt(2)), dtype=np.float64) / 2


def two_sided(z: Floats) -> Floats:
    """P(|Z| >= |z|)."""
    return np.minimum(1.0, 2 * normal_tail(np.abs(z)))


def normal_quantile(p: float) -> float:
    return NormalDist().inv_cdf(p)


def gamma_tail(value: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(G >= value) of a gamma variable with this mean and variance.

    By the cube root, which is nearly normal: to three digits for 2 degrees of freedom and more,
    too large beneath.

    Source:
        Wilson and Hilferty, PNAS 17 (1931).
    """
    mean = np.maximum(mean, 1e-12)
    spread = variance / (9 * mean**2)
    root = np.cbrt(np.maximum(value, 0.0) / mean)
    return normal_tail((root - (1 - spread)) / np.sqrt(np.maximum(spread, 1e-300)))


def wins_tails(
    *, group: Integers, groups: int, logit: Floats, won: np.ndarray, spread: float
) -> tuple[Floats, Floats]:
    """Tails of the number of wins of each group of votes.

    Each vote i wins with chance `1 / (1 + exp(-(a · logit_i + u)))`. The taste u is
    one number of the whole group, normal with mean 0 and this spread; a makes up for what averaging
    over u takes from the logits, so that the chances averaged over u are about those of `logit`.

    Args:
        group: (N,) the group of each vote, ascending.
        groups: G, how many there are.
        logit: (N,) in nats.
        won: (N,) whether each was won.
        spread: standard deviation of u in nats.

    Returns:
        Two (G,): P(W >= w), P(W <= w); exact (Poisson binomial) at each taste up to `MOST_EXACT`
        votes.

    Source:
        Zeger, Liang and Albert, Biometrics 44 (1988), for a.
    """
    size = np.bincount(group, minlength=groups)
    wins = np.bincount(group, won, groups).astype(np.int64)
    begin = np.cumsum(size) - size
    scaled = logit * math.sqrt(1 + _ATTENUATION * spread**2)
    upper, lower = np.ones(groups), np.ones(groups)
    taste, weight = _tastes(spread)
    for some in _of_like_size(size):
        place = begin[some][:, None] + np.arange(size[some].max())
        there = np.arange(size[some].max()) < size[some][:, None]
        chance = (
            logistic(scaled[np.where(there, place, 0)][:, :, None] + taste)
            * there.astype(np.float64)[:, :, None]
        )
        tails = _exact if chance.shape[1] <= MOST_EXACT else _normal
        above, below = tails(chance, wins[some])
        upper[some], lower[some] = above @ weight, below @ weight
    return np.minimum(upper, 1.0), np.minimum(lower, 1.0)


# (16 √3 / 15 π)²
_ATTENUATION = (16 * math.sqrt(3) / (15 * math.pi)) ** 2


def hypergeometric_tails(
    *, drawn: Integers, others: Integers, marked: Integers, found: Integers
) -> tuple[Floats, Floats]:
    """Tails of the hypergeometric distribution.

    Args:
        drawn, others: (G,) how many are drawn at random, and how many stay.
        marked: (G,) how many of all are marked.
        found: (G,) how many of the drawn ones are.

    Returns:
        Two (G,): P(X >= found), P(X <= found).
    """
    low, high = np.maximum(0, marked - others), np.minimum(drawn, marked)
    length = high - low + 1
    group = np.repeat(np.arange(len(drawn)), length)
    x = np.arange(len(group)) - np.repeat(np.cumsum(length) - length, length) + low[group]
    log = np.concatenate(
        [[0.0], np.cumsum(np.log(np.arange(1, int((drawn + others).max(initial=0)) + 1)))]
    )

    def choose(n: Integers, k: Integers) -> Floats:
        return np.asarray(log[n] - log[k] - log[n - k])

    here, rest = marked[group], drawn[group]
    total = (drawn + others)[group]
    chance = np.exp(choose(here, x) + choose(total - here, rest - x) - choose(total, rest))
    upper = np.bincount(group, chance * (x >= found[group]), len(drawn))
    lower = np.bincount(group, chance * (x <= found[group]), len(drawn))
    return np.minimum(upper, 1.0), np.minimum(lower, 1.0)


def _tastes(spread: float) -> tuple[Floats, Floats]:
    """(K,) values of the taste, and their weights."""
    if spread <= 0:
        return np.zeros(1), np.ones(1)
    nodes = np.linspace(-REACH, REACH, NODES)
    weight = np.exp(-(nodes**2) / 2)
    return nodes * spread, weight / weight.sum()


def _of_like_size(size: Integers) -> list[Integers]:
    """Batches of groups of similar size, without empty groups."""
    order = np.argsort(size, kind="stable")
    order = order[size[order] > 0]
    parts: list[Integers] = []
    first = 0
    while first < len(order):
        last = int(np.searchsorted(size[order], 1.25 * size[order[first]], "right"))
        held = max(1, _MOST_HELD // (NODES * (int(size[order[last - 1]]) + 1)))
        parts.append(order[first : min(last, first + held)])
        first += len(parts[-1])
    return parts


def _exact(chance: Floats, wins: Integers) -> tuple[Floats, Floats]:
    """(G, K) tails of the Poisson binomial with the (G, n, K) chances."""
    groups, votes, nodes = chance.shape
    law = np.zeros((groups, votes + 1, nodes))
    law[:, 0] = 1.0
    for vote in range(votes):
        p = chance[:, vote, None]
        moved = law[:, : vote + 1] * p
        law[:, : vote + 1] -= moved
        law[:, 1 : vote + 2] += moved
    at_least = np.arange(votes + 1) >= wins[:, None]
    at_most = np.arange(votes + 1) <= wins[:, None]
    return (
        np.einsum("gnk,gn->gk", law, at_least.astype(np.float64)),
        np.einsum("gnk,gn->gk", law, at_most.astype(np.float64)),
    )


def _normal(chance: Floats, wins: Integers) -> tuple[Floats, Floats]:
    """`_exact` approximated by a normal distribution with continuity correction."""
    mean = chance.sum(axis=1)
    error = np.sqrt(np.maximum((chance * (1 - chance)).sum(axis=1), 1e-12))
    count = wins[:, None]
    return normal_tail((count - 0.5 - mean) / error), normal_tail((mean - count - 0.5) / error)
