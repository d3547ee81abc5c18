"""Strengths with the style of the responses held constant.

`logit = θ_left - θ_right + x·β`, where x says how much longer, more structured … the left response
is. A voter's preference for style then goes into β, not into the strengths (LMSYS, "Does style
matter?", 2024). There is no ridge: one on the mean loss, as some do, never vanishes however many
votes there are.
"""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.clusters import outer_products
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import (
    LONGEST_STEP,
    MOST_STEPS,
    TOLERANCE,
    DidNotConvergeError,
)
from leaderboard.ratings.ties import logistic

# Votes looked at together: their columns stay in the processor's cache.
_CHUNK = 1 << 17
_SCORE = np.array([1.0, 0.0, 0.5, 0.5], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class StyleFit:
    """Strengths and the effect of each feature.

    `theta` (M,) in nats, mean 0; `beta` (F,) in nats per standard deviation of the feature;
    `covariance` (M + F, M + F) in nats², strengths first.
    """

    theta: Floats
    beta: Floats
    covariance: Floats
    log_likelihood: float
    steps: int


@dataclass(frozen=True, slots=True)
class StyledVotes:
    """Votes sorted by pair, each turned so that the competitor with the higher index is left.

    `begins` (P + 1,) says where each pair's votes begin; `first`, `second` (P,) are its
    competitors; `score` (N,) what `first` scored; `features` (F, N) of `first` less `second`;
    `order` (N,) where each vote stood before.
    """

    size: int
    begins: Integers
    first: Integers
    second: Integers
    score: Floats
    features: Floats
    order: Integers


def differences(left: Floats, right: Floats) -> Floats:
    """`(f_left - f_right) / (f_left + f_right)`, standardised over the votes.

    Args:
        left, right: (N, F) of how much each response has of each feature; not negative.

    Returns:
        (N, F) with standard deviation 1; 0 where neither has anything. The mean stays, since 0 has
        to mean "alike".
    """
    together = left + right
    share = np.divide(left - right, together, out=np.zeros_like(together), where=together > 0)
    spread = share.std(axis=0)
    return np.asarray(share / np.where(spread > 0, spread, 1.0))


def sort_votes(
    left: Integers, right: Integers, outcome: Integers, features: Floats, *, size: int
) -> StyledVotes:
    """Votes as the fit wants them.

    Args:
        left, right: (N,) competitors as indices below `size`.
        outcome: (N,) values of `Outcome`.
        features: (N, F) of the left response less the right one, standardised.
        size: M, how many competitors there are.
    """
    first, second = np.maximum(left, right), np.minimum(left, right)
    pair = (first * size + second).astype(np.int32 if size * size < 1 << 31 else np.int64)
    order = np.argsort(pair, kind="stable")
    there, begins = np.unique(pair[order], return_index=True)
    turned = (left < right)[order]
    score = _SCORE[outcome[order]]
    sign = np.where(turned, np.float32(-1), np.float32(1))
    return StyledVotes(
        size=size,
        begins=np.append(begins, len(order)),
        first=there // size,
        second=there % size,
        score=np.where(turned, 1 - score, score),
        features=np.ascontiguousarray((features[order] * sign[:, None]).T, dtype=np.float32),
        order=order,
    )


def fit_style(votes: StyledVotes, *, voter: Integers | None = None) -> StyleFit:
    """Strengths and effects of style, by Newton's method with sandwich errors.

    Args:
        votes: what was voted; who beat or tied whom must be strongly connected.
        voter: (N,) who cast each vote, in the order before sorting, for errors robust to what votes
            of one voter share; None for vote by vote.

    Raises:
        DidNotConvergeError: there is no finite maximum, such as when a feature decides every vote.
    """
    size, width = votes.size, len(votes.features)
    theta, beta = np.zeros(size), np.zeros(width)
    for step in range(1, MOST_STEPS + 1):  # noqa: B007 - told with the fit
        look = _look(votes, theta, beta, with_meat=False)
        change = _solve(look.information, look.gradient, size)
        largest = float(np.abs(change).max(initial=0.0))
        change *= min(1.0, LONGEST_STEP / largest) if largest else 1.0
        theta, beta = theta + change[:size], beta + change[size:]
        theta -= theta.mean()
        if largest**2 <= TOLERANCE or largest < _rounding(votes):
            break
    else:
        raise DidNotConvergeError(f"no maximum after {MOST_STEPS} Newton steps")
    look = _look(votes, theta, beta, with_meat=voter is None)
    meat = look.meat if voter is None else _cluster_meat(votes, theta, beta, voter)
    bread = np.linalg.inv(_pinned(look.information, size))
    return StyleFit(theta, beta, bread @ meat @ bread, look.log_likelihood, step)


def _rounding(votes: StyledVotes) -> float:
    """Steps shorter than this are what single-precision features leave of the sums."""
    return 1e-9 if votes.features.dtype == np.float32 else 1e-12


@dataclass(slots=True)
class _Look:
    gradient: Floats
    information: Floats
    meat: Floats
    log_likelihood: float


def _look(votes: StyledVotes, theta: Floats, beta: Floats, *, with_meat: bool) -> _Look:
    """Gradient, information and meat at these parameters, a chunk of whole pairs at a time."""
    width = len(beta)
    pairs = len(votes.first)
    between = theta[votes.first] - theta[votes.second]
    # Per pair: Σ residual, Σ p(1-p) and Σ residual², each alone and with every feature.
    residual, weight, square = (np.zeros((pairs, 1 + f)) for f in (0, width, width))
    blocks = {name: np.zeros((width, width)) for name in ("weight", "square")}
    slope, value, done = np.zeros(width), 0.0, 0
    while done < pairs:
        upto = max(done + 1, int(np.searchsorted(votes.begins, votes.begins[done] + _CHUNK)))
        upto = min(upto, pairs)
        some = slice(int(votes.begins[done]), int(votes.begins[upto]))
        starts = votes.begins[done:upto] - votes.begins[done]
        x = votes.features[:, some].astype(np.float64)
        repeats = np.diff(votes.begins[done : upto + 1])
        logit = np.repeat(between[done:upto], repeats) + beta @ x
        chance, score = logistic(logit), votes.score[some]
        value += float((score * logit - np.logaddexp(0.0, logit)).sum()) if with_meat else 0.0
        rest = score - chance
        residual[done:upto, 0] = np.add.reduceat(rest, starts)
        slope += x @ rest
        _add(weight[done:upto], blocks["weight"], chance * (1 - chance), x, starts)
        if with_meat:
            _add(square[done:upto], blocks["square"], rest * rest, x, starts)
        done = upto
    gradient = np.concatenate([_by_competitor(votes, residual[:, 0]), slope])
    return _Look(
        gradient,
        _assemble(votes, weight, blocks["weight"]),
        _assemble(votes, square, blocks["square"]),
        value,
    )


def _add(sums: Floats, block: Floats, each: Floats, x: Floats, starts: Integers) -> None:
    """Sum what each vote weighs into its pair, alone and with every feature."""
    sums[:, 0] = np.add.reduceat(each, starts)
    weighed = x * each
    sums[:, 1:] = np.add.reduceat(weighed, starts, axis=1).T
    block += weighed @ x.T


def _by_competitor(votes: StyledVotes, row: Floats) -> Floats:
    first = np.bincount(votes.first, row, votes.size)
    return np.asarray(first - np.bincount(votes.second, row, votes.size))


def _assemble(votes: StyledVotes, sums: Floats, block: Floats) -> Floats:
    size, width = votes.size, len(block)
    matrix = np.zeros((size + width,) * 2)
    matrix[votes.first, votes.second] = matrix[votes.second, votes.first] = -sums[:, 0]
    matrix[np.arange(size), np.arange(size)] = -matrix[:size, :size].sum(axis=1)
    for feature in range(width):
        matrix[size + feature, :size] = _by_competitor(votes, sums[:, 1 + feature])
    matrix[:size, size:] = matrix[size:, :size].T
    matrix[size:, size:] = block
    return matrix


def _pinned(information: Floats, size: int) -> Floats:
    pinned = information.copy()
    trace = float(np.trace(information[:size, :size]))
    pinned[:size, :size] += max(trace, 1e-12) / max(size, 1) ** 2
    return pinned


def _solve(information: Floats, gradient: Floats, size: int) -> Floats:
    return np.asarray(np.linalg.solve(_pinned(information, size), gradient))


def _cluster_meat(votes: StyledVotes, theta: Floats, beta: Floats, voter: Integers) -> Floats:
    repeats = np.diff(votes.begins)
    first, second = np.repeat(votes.first, repeats), np.repeat(votes.second, repeats)
    rest = votes.score - logistic(theta[first] - theta[second] + beta @ votes.features)
    by_voter = np.argsort(voter[votes.order], kind="stable")
    return outer_products(
        voter[votes.order][by_voter],
        first[by_voter],
        second[by_voter],
        rest[by_voter],
        [(rest * feature)[by_voter] for feature in votes.features],
        votes.size,
    )
