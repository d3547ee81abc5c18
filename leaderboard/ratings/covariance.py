"""Robust (sandwich) covariances of the fitted parameters, also clustered by voter."""

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import (
    Derivatives,
    Method,
    Parameters,
    QuadraticForm,
    derivatives,
    effects_of,
    islands_of,
)
from leaderboard.ratings.ties import log_likelihood, terms, vote_scores

# Scores held at a time, (voters, parameters) doubles: 64 MB.
_MOST_HELD = 8_000_000

# Matrices up to this size are inverted by `np.linalg.inv`.
_SMALL = 64


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The likelihood at a maximum: its derivatives, the (P, P) meat of independent votes, and the
    log-likelihood in nats."""

    derivatives: Derivatives
    meat: Floats
    log_likelihood: float


def evaluate(cells: Cells, method: Method, at: Parameters) -> Evaluation:
    """Derivatives, meat and log-likelihood at a maximum, in one pass over the cells."""
    seen, meat, values = Derivatives(cells, method), QuadraticForm(cells, method), []
    for part in cells.chunks():
        logit = at.logit(part)
        seen.add(part, terms(method.ties, counts=part.counts, logit=logit, tie=at.tie))
        _add_meat(meat, part, method, at, logit)
        values.append(log_likelihood(method.ties, counts=part.counts, logit=logit, tie=at.tie))
    return Evaluation(seen, meat.matrix(), math.fsum(values))


def covariance_of(cells: Cells, method: Method, at: Parameters) -> Floats:
    """(P, P) HC0 covariance at a maximum of the votes alone, without a prior."""
    found = evaluate(cells, method, at)
    return sandwich(inverse(found.derivatives.pinned(islands_of(cells))), found.meat)


def bread_of(cells: Cells, method: Method, at: Parameters) -> Floats:
    """(P, P) inverse of the pinned information."""
    return inverse(derivatives(cells, method, at).pinned(islands_of(cells)))


def inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive definite (P, P) matrix, by recursive 2 x 2 blocks.

    It takes a third of the time of `np.linalg.inv`, since it uses the symmetry and multiplies
    matrices instead of substituting.

    Source:
        Schur complements; Strassen, Numerische Mathematik 13 (1969).
    """
    size = len(matrix)
    if size <= _SMALL:
        return np.asarray(np.linalg.inv(matrix))
    half = size // 2
    across = matrix[half:, :half]
    first = inverse(matrix[:half, :half])
    reduced = across @ first
    last = inverse(matrix[half:, half:] - reduced @ across.T)
    whole = np.empty_like(matrix)
    corner = last @ reduced
    whole[half:, half:] = last
    whole[half:, :half] = -corner
    whole[:half, half:] = -corner.T
    whole[:half, :half] = first + reduced.T @ corner
    return whole


def sandwich(bread: Floats, meat: Floats) -> Floats:
    """Covariance of the parameters that is robust to a wrong model of ties (HC0).

    The inverse information alone would be wrong: a tie counted as half a win varies less than two
    half votes, so its intervals are 1.17 times too wide at 25 % ties.

    Args:
        bread: (P, P) inverse of the information at the maximum, any prior included.
        meat: (P, P) the sum of the outer products of the scores of single votes, or what
            `cluster_meat` returns.

    Returns:
        (P, P) in nats², in the order of the parameters; for contrasts, since the mean of the
        strengths is fixed at 0 in each island.

    Source:
        White, Econometrica 48 (1980); Chiang et al., "Chatbot Arena" (2024).
    """
    # The pin lies along 1, which the meat sends to 0, so it leaves no trace here.
    return np.asarray(bread @ meat @ bread)


def _add_meat(
    meat: QuadraticForm, part: Cells, method: Method, at: Parameters, logit: Floats
) -> None:
    """Add the outer products of the scores of single votes."""
    slope, slope_tie = vote_scores(method.ties, logit=logit, tie=at.tie)
    counts = part.counts.T
    weighed = counts * slope
    meat.add(
        part,
        (weighed * slope).sum(axis=0),
        (weighed * slope_tie).sum(axis=0),
        float((counts * slope_tie**2).sum()),
    )


def cluster_meat(cells: Cells, voter: Integers, method: Method, at: Parameters) -> Floats:
    """The meat of a sandwich clustered by voter.

    Args:
        cells: the votes, a cell for each.
        voter: (C,) who cast it, as any integer.
        method: the model.
        at: its maximum.

    Returns:
        (P, P) `Σ_v s_v s_vᵀ`, where `s_v` is the sum of the scores of the votes of voter v. No
        factor for few clusters is applied.

    Source:
        Liang and Zeger, Biometrika 73 (1986).
    """
    order = np.argsort(voter, kind="stable")
    begins = np.flatnonzero(np.diff(voter[order], prepend=voter[order][:1] - 1))
    ends = np.append(begins[1:], len(order))
    width = cells.size + method.side_effect + len(cells.features) + method.has_tie
    total = np.zeros((width, width))
    step = max(1, _MOST_HELD // max(width, 1))
    for first in range(0, len(begins), step):
        last = min(first + step, len(begins))
        votes = order[begins[first] : ends[last - 1]]
        who = np.repeat(np.arange(last - first), (ends - begins)[first:last])
        summed = _summed_scores(_only(cells, votes), who, last - first, method, at)
        total += summed.T @ summed
    return total


def _only(cells: Cells, chosen: Integers) -> Cells:
    return Cells(
        cells.size,
        cells.left[chosen].astype(np.int64),
        cells.right[chosen].astype(np.int64),
        cells.counts[chosen].astype(np.float64),
        cells.features[:, chosen].astype(np.float64) if len(cells.features) else cells.features,
    )


def _summed_scores(
    cells: Cells, who: Integers, voters: int, method: Method, at: Parameters
) -> Floats:
    """(voters, P): the scores of each voter's votes."""
    slope, slope_tie = vote_scores(method.ties, logit=at.logit(cells), tie=at.tie)
    slope = (cells.counts.T * slope).sum(axis=0)
    size = cells.size
    strengths = np.bincount(who * size + cells.left, slope, voters * size)
    strengths -= np.bincount(who * size + cells.right, slope, voters * size)
    rest = list(effects_of(cells, method) * slope)
    if method.has_tie:
        rest.append((cells.counts.T * slope_tie).sum(axis=0))
    columns = [np.bincount(who, score, voters) for score in rest]
    return np.column_stack([strengths.reshape(voters, size), *columns])


def contrast_errors(covariance: Floats) -> Floats:
    """(M, M): the standard error of each difference of strengths, in nats."""
    variance = np.diagonal(covariance)
    squares = -2.0 * covariance
    squares += variance
    squares += variance[:, None]
    np.maximum(squares, 0.0, out=squares)
    return np.sqrt(squares, out=squares)
