"""Maximum likelihood by Newton's method, with errors that do not believe the model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.ties import START, Terms, Ties, terms, vote_scores

# Newton needs 4 to 6 steps from zero; a fit that takes more than this is not going anywhere.
MOST_STEPS = 100
# The squared largest step, in nats, below which the next one changes nothing a float holds.
TOLERANCE = 1e-20
# No parameter moves further than this in one step, in nats, so the first steps cannot overshoot.
LONGEST_STEP = 1.5
# A step this short that the likelihood no longer rewards is rounding.
NOISE_STEP = 1e-6
# Halvings of a step that does not climb.
MOST_HALVINGS = 40


class DidNotConvergeError(ArithmeticError):
    """The Newton steps did not end: what there is is no maximum."""


@dataclass(frozen=True, slots=True)
class Method:
    """Which model is fitted.

    Args:
        ties: how a tie is understood.
        side_effect: whether being shown on the left may help, by γ added to the left's logit.
    """

    ties: Ties = Ties.HALF_WIN
    side_effect: bool = False

    @property
    def has_tie(self) -> bool:
        return self.ties is not Ties.HALF_WIN


@dataclass(frozen=True, slots=True)
class Parameters:
    """Where a likelihood is looked at: strengths (M,) in nats, side effect γ, tie parameter τ."""

    theta: Floats
    side: float = 0.0
    tie: float = 0.0

    def logit(self, cells: Cells) -> Floats:
        """(C,) η, the left competitor's logit."""
        return np.asarray(self.theta[cells.left] - self.theta[cells.right] + self.side)


@dataclass(frozen=True, slots=True)
class Fit:
    """The maximum, strengths of mean 0; the Newton steps taken; the log-likelihood in nats."""

    parameters: Parameters
    steps: int
    log_likelihood: float


def fit(cells: Cells, method: Method, *, start: Parameters | None = None) -> Fit:
    """The maximum of a model's likelihood.

    Args:
        cells: what was voted. "Scored against" must be strongly connected, and a tie model other
            than the half win needs both ties and wins, else there is no finite maximum.
        method: the model.
        start: where to begin; zeros if None.

    Raises:
        DidNotConvergeError: `MOST_STEPS` Newton steps were not enough.

    Source:
        Bradley and Terry, Biometrika 39 (1952); Ford, Am. Math. Monthly 64 (1957).
    """
    at = start or Parameters(np.zeros(cells.size), tie=START.get(method.ties, 0.0))
    here = _look(cells, method, at)
    for step in range(1, MOST_STEPS + 1):
        change = np.linalg.solve(_information(cells, method, here), _gradient(cells, method, here))
        largest = float(np.abs(change).max(initial=0.0))
        change *= min(1.0, LONGEST_STEP / largest) if largest else 1.0
        at, there = _climb(cells, method, at, here, change)
        if largest**2 <= TOLERANCE or (largest < NOISE_STEP and there.value <= here.value):
            return Fit(at, step, there.value)
        here = there
    raise DidNotConvergeError(f"no maximum after {MOST_STEPS} Newton steps")


def _look(cells: Cells, method: Method, at: Parameters) -> Terms:
    return terms(method.ties, counts=cells.counts, logit=at.logit(cells), tie=at.tie)


def _climb(
    cells: Cells, method: Method, at: Parameters, here: Terms, change: Floats
) -> tuple[Parameters, Terms]:
    """Go along the change, less far where that leads down; close to the top rounding decides."""
    share = 1.0
    for _ in range(MOST_HALVINGS):
        to = _moved(at, method, share * change)
        if method.ties is not Ties.RAO_KUPPER or to.tie > 0:
            there = _look(cells, method, to)
            slack = 1e-12 * abs(here.value)
            if there.value >= here.value - slack:
                return to, there
        share /= 2
    raise DidNotConvergeError("no step of any length climbs")


def _moved(at: Parameters, method: Method, change: Floats) -> Parameters:
    size = len(at.theta)
    theta = at.theta + change[:size]
    rest = change[size:].tolist()
    side = at.side + (rest.pop(0) if method.side_effect else 0.0)
    return Parameters(
        theta - theta.mean() if size else theta, side, at.tie + (rest[0] if rest else 0.0)
    )


def _gradient(cells: Cells, method: Method, here: Terms) -> Floats:
    strengths = _by_competitor(cells, here.slope)
    rest = [here.slope.sum()] * method.side_effect + [here.slope_tie] * method.has_tie
    return np.concatenate([strengths, rest])


def assemble(cells: Cells, method: Method, weight: Floats, cross: Floats, tie: float) -> Floats:
    """A quadratic form in all parameters from what each cell says of (η, τ).

    Args:
        weight, cross: (C,) the cells' entries for (η, η) and (η, τ).
        tie: the sum of the entries for (τ, τ).

    Returns:
        (P, P) with P = M + the side effect + the tie parameter, in that order.
    """
    size = cells.size
    matrix = np.zeros((size + method.side_effect + method.has_tie,) * 2)
    # A pair may have two cells, one per side; their sum is the pair's.
    between = np.bincount(cells.left * size + cells.right, weight, size * size).reshape(size, size)
    between = between + between.T
    matrix[:size, :size] = np.diag(between.sum(axis=1)) - between
    rows = [weight] * method.side_effect + [cross] * method.has_tie
    for place, row in enumerate(rows, start=size):
        matrix[place, :size] = _by_competitor(cells, row)
        matrix[:size, place] = matrix[place, :size]
    if method.side_effect:
        matrix[size, size] = weight.sum()
    if method.has_tie:
        matrix[-1, -1] = tie
    if method.side_effect and method.has_tie:
        matrix[-1, size] = matrix[size, -1] = cross.sum()
    return matrix


def _by_competitor(cells: Cells, row: Floats) -> Floats:
    """(M,) sums over the cells a competitor is left of, less those it is right of."""
    left = np.bincount(cells.left, row, cells.size)
    return np.asarray(left - np.bincount(cells.right, row, cells.size))


def _information(cells: Cells, method: Method, here: Terms) -> Floats:
    """(P, P) minus the second derivatives, plus c·11ᵀ on the strengths, which fixes their mean."""
    matrix = assemble(cells, method, here.curvature, here.cross, here.curvature_tie)
    size = cells.size
    if size:
        matrix[:size, :size] += max(float(np.trace(matrix[:size, :size])), 1e-12) / size**2
    return matrix


def bread_of(cells: Cells, method: Method, at: Parameters) -> Floats:
    """(P, P) inverse of the pinned information: what a change of the scores moves."""
    return np.asarray(np.linalg.inv(_information(cells, method, _look(cells, method, at))))


def sandwich(
    cells: Cells,
    method: Method,
    at: Parameters,
    *,
    meat: Callable[[Cells, Method, Parameters], Floats] | None = None,
) -> Floats:
    """Covariance of the parameters that does not believe the model of ties (HC0).

    The inverse information alone would be wrong: a tie counted as half a win varies less than two
    half votes, so its intervals are 1.17 times too wide at 25 % ties.

    Args:
        cells: what was voted.
        method: the model.
        at: its maximum.
        meat: how the scores vary; vote by vote if None.

    Returns:
        (P, P) in nats², strengths first, then side effect, then τ; for contrasts, since the mean of
        the strengths is fixed at 0.

    Source:
        White, Econometrica 48 (1980); Chiang et al., "Chatbot Arena" (2024).
    """
    bread = bread_of(cells, method, at)
    # The pin lies along 1, which the meat sends to 0, so it leaves no trace here.
    return np.asarray(bread @ (meat or vote_meat)(cells, method, at) @ bread)


def vote_meat(cells: Cells, method: Method, at: Parameters) -> Floats:
    """(P, P) sum of the outer products of the scores of single votes."""
    slope, slope_tie = vote_scores(method.ties, logit=at.logit(cells), tie=at.tie)
    counts = cells.counts.T
    return assemble(
        cells,
        method,
        (counts * slope**2).sum(axis=0),
        (counts * slope * slope_tie).sum(axis=0),
        float((counts * slope_tie**2).sum()),
    )
