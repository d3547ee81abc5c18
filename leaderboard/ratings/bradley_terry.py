"""Bradley-Terry strengths by Newton's method, with sandwich errors."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Floats

# Newton needs 4 to 6 steps from zero; a fit that takes more than this is not going anywhere.
MOST_STEPS = 100
# The squared largest step, in nats, below which the next one changes nothing a float holds.
TOLERANCE = 1e-20
# No strength moves further than this in one step, in nats, so the first steps cannot overshoot.
LONGEST_STEP = 1.5


class DidNotConvergeError(ArithmeticError):
    """`MOST_STEPS` Newton steps were not enough."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Strengths in nats, mean 0; the Newton steps taken; the log-likelihood, half wins for ties."""

    theta: Floats
    steps: int
    log_likelihood: float


def win_probabilities(theta: Floats) -> Floats:
    """(M, M): the probability that i is preferred to j, given (M,) strengths in nats."""
    difference = theta[:, None] - theta
    return 1.0 / (1.0 + np.exp(-difference))


def fit(scores: Floats, *, start: Floats | None = None) -> Fit:
    """Bradley-Terry log-strengths.

    Args:
        scores: (M, M), `scores[i, j]` = times i was preferred to j, half a win each for a tie.
            "Scored" must be strongly connected, else there is no finite maximum.
        start: (M,) in nats, where to begin; zeros if None.

    Raises:
        DidNotConvergeError: `MOST_STEPS` Newton steps were not enough.

    Source:
        Bradley and Terry, Biometrika 39 (1952); Zermelo, Math. Zeitschrift 29 (1929).
    """
    theta = np.zeros(len(scores)) if start is None else start - start.mean()
    totals = scores + scores.T
    for step in range(1, MOST_STEPS + 1):
        probabilities = win_probabilities(theta)
        gradient = (scores - totals * probabilities).sum(axis=1)
        change = np.linalg.solve(pinned_information(totals, probabilities), gradient)
        largest = float(np.abs(change).max(initial=0.0))
        theta = theta + change * min(1.0, LONGEST_STEP / largest if largest else 1.0)
        theta -= theta.mean()
        if largest * largest <= TOLERANCE or _is_noise(largest, gradient, totals):
            return Fit(theta, step, log_likelihood(scores, theta))
    raise DidNotConvergeError(f"no maximum after {MOST_STEPS} Newton steps")


def _is_noise(largest: float, gradient: Floats, totals: Floats) -> bool:
    """Whether the gradient is what rounding leaves of sums of this size."""
    rounding = np.finfo(np.float64).eps * float(totals.sum(axis=1).max(initial=1.0))
    return largest < 1e-6 and bool(float(np.abs(gradient).max(initial=0.0)) <= 8 * rounding)  # noqa: PLR2004 - far below any error bar


def pinned_information(totals: Floats, probabilities: Floats) -> Floats:
    """(M, M) observed information plus c·11ᵀ, which fixes the mean and makes it invertible."""
    matrix = -totals * probabilities * probabilities.T
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    if len(matrix):
        matrix += max(float(np.trace(matrix)), 1e-12) / len(matrix) ** 2
    return matrix


def log_likelihood(scores: Floats, theta: Floats) -> float:
    """Of the half-win model, in nats."""
    difference = theta[:, None] - theta
    return float(-(scores * np.logaddexp(0.0, -difference)).sum())


def sandwich(wins: Floats, ties: Floats, theta: Floats) -> Floats:
    """Covariance of the strengths that does not believe the tie model (HC0).

    H⁻¹ alone would be wrong: a tie counted as half a win varies less than two half votes.

    Args:
        wins: (M, M), times i was preferred to j.
        ties: (M, M) symmetric, times neither was.
        theta: (M,) fitted strengths in nats.

    Returns:
        (M, M) in nats², for contrasts: the mean of the strengths is fixed at 0.

    Source:
        White, Econometrica 48 (1980); Chiang et al., "Chatbot Arena" (2024).
    """
    if not len(theta):
        return np.zeros((0, 0))
    probabilities = win_probabilities(theta)
    totals = wins + wins.T + ties
    squares = wins * probabilities.T**2
    meat = -(squares + squares.T + ties * (0.5 - probabilities) ** 2)
    np.fill_diagonal(meat, 0.0)
    np.fill_diagonal(meat, -meat.sum(axis=1))
    bread = np.linalg.inv(pinned_information(totals, probabilities))
    # The pin lies along 1, which the meat sends to 0, so it leaves no trace here.
    return bread @ meat @ bread


def contrast_errors(covariance: Floats) -> Floats:
    """(M, M): the standard error of each difference of strengths, in nats."""
    variance = np.diagonal(covariance)
    squares = variance[:, None] + variance - 2.0 * covariance
    return np.sqrt(np.maximum(squares, 0.0))
