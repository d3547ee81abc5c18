"""Maximum likelihood by Newton's method, for every model of votes.

The parameters are, in this order: M strengths; γ, the effect of being shown on the left, if the
method has one; β, one effect per feature of style; τ, the tie parameter, if the method has one.
"""

from dataclasses import dataclass, field

import numpy as np

from leaderboard.ratings import connectivity
from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.ties import START, Terms, Ties, terms

# Newton needs 4 to 6 steps from zero; a fit that takes more than this does not converge.
MOST_STEPS = 100
# A fit stops when every parameter is this near its maximum, in nats.
TOLERANCE = 1e-11
# Each step squares the remaining error, times a factor that is estimated from the last step (at
# least 1). As that may grow, the predicted error must be this much below the tolerance.
CAUTION = 100.0
# No parameter moves further than this in one step, in nats, so the first steps cannot overshoot.
LONGEST_STEP = 1.5
# Steps this short that do not get shorter are rounding.
NOISE_STEP = 1e-7
# Halvings of a step that overshoots the maximum.
MOST_HALVINGS = 40


class DidNotConvergeError(ArithmeticError):
    """Newton's method did not converge to a maximum."""


@dataclass(frozen=True, slots=True)
class Method:
    """Which model is fitted.

    Args:
        ties: the model of ties.
        side_effect: whether being shown on the left may help, by γ added to the left's logit.
    """

    ties: Ties = Ties.HALF_WIN
    side_effect: bool = False

    @property
    def has_tie(self) -> bool:
        return self.ties is not Ties.HALF_WIN


@dataclass(frozen=True, slots=True)
class Parameters:
    """A point in parameter space: strengths (M,) and effects of style (F,) in nats, side effect γ,
    tie parameter τ."""

    theta: Floats
    side: float = 0.0
    tie: float = 0.0
    style: Floats = field(default_factory=lambda: np.zeros(0))

    def logit(self, cells: Cells) -> Floats:
        """(C,) η, the left competitor's logit."""
        logit = self.theta[cells.left] - self.theta[cells.right] + self.side
        if len(self.style):
            logit += self.style @ cells.features
        return np.asarray(logit)


@dataclass(frozen=True, slots=True)
class Fit:
    """The maximum, strengths of mean 0 in each island, and the Newton steps taken."""

    parameters: Parameters
    steps: int


def fit(
    cells: Cells,
    method: Method,
    *,
    start: Parameters | None = None,
    island: Integers | None = None,
) -> Fit:
    """Maximise a model's likelihood.

    Args:
        cells: the votes. In each of its islands "scored against" must be strongly connected,
            and a tie model other than the half win needs both ties and wins, else there is no
            finite maximum.
        method: the model.
        start: where Newton's method starts; zeros if None.
        island: (M,) numbers of the connected components, if they are known.

    Raises:
        DidNotConvergeError: `MOST_STEPS` Newton steps were not enough, or the information is
            singular.

    Source:
        Bradley and Terry, Biometrika 39 (1952); Ford, Am. Math. Monthly 64 (1957).
    """
    island = islands_of(cells) if island is None else island
    at = start or zero_start(cells, method)
    here, shortest = derivatives(cells, method, at), np.inf
    for step in range(1, MOST_STEPS + 1):
        change = _solve(here.pinned(island), here.gradient())
        largest = float(np.abs(change).max(initial=0.0))
        if _is_last(largest, shortest):
            return Fit(_moved(at, method, change, island), step)
        change *= min(1.0, LONGEST_STEP / largest)
        at, here = _climb(cells, method, at, here, change, island)
        shortest = min(shortest, largest)
    raise DidNotConvergeError(f"no maximum after {MOST_STEPS} Newton steps")


def _is_last(step: float, shortest: float) -> bool:
    """Whether this step reaches the maximum, given the shortest step before it."""
    left = max(step / shortest**2, 1.0) * step**2
    is_noise = step < NOISE_STEP and step >= shortest / 2
    return step <= TOLERANCE or CAUTION * left <= TOLERANCE or is_noise


def zero_start(cells: Cells, method: Method) -> Parameters:
    """Equal strengths, no effects, and the usual τ of the model of ties."""
    tie = START.get(method.ties, 0.0)
    return Parameters(np.zeros(cells.size), tie=tie, style=np.zeros(len(cells.features)))


def islands_of(cells: Cells) -> Integers:
    """(M,) the island of each competitor, from 1."""
    compared = np.zeros((cells.size, cells.size), dtype=bool)
    compared[cells.left, cells.right] = True
    return connectivity.islands(compared | compared.T)


def _solve(information: Floats, gradient: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, gradient))
    except np.linalg.LinAlgError as error:
        raise DidNotConvergeError("the votes do not tell two parameters apart") from error


class QuadraticForm:
    """A quadratic form in all parameters, accumulated over cells."""

    def __init__(self, cells: Cells, method: Method) -> None:
        self.size, self.method = cells.size, method
        self.effects = method.side_effect + len(cells.features)
        # Weights by pair: alone, with each effect, with τ.
        layers = 1 + self.effects + method.has_tie
        self.pairs = np.zeros((layers, cells.size * cells.size))
        self.among = np.zeros((self.effects + method.has_tie,) * 2)

    def add(self, part: Cells, weight: Floats, cross: Floats, tie: float) -> None:
        """Add cells' entries.

        Args:
            part: the cells.
            weight, cross: (C,) their entries for (η, η) and (η, τ).
            tie: the sum of their entries for (τ, τ).
        """
        pair, rows = part.pair, effects_of(part, self.method)
        self._add(0, pair, weight)
        for place, row in enumerate(rows):
            weighed = row * weight
            self._add(1 + place, pair, weighed)
            # Matrix times vector is twice as fast here as a product of such flat matrices.
            self.among[place, : self.effects] += rows @ weighed
        if self.method.has_tie:
            self._add(-1, pair, cross)
            self.among[-1, -1] += tie
            self.among[-1, : self.effects] += rows @ cross
            self.among[: self.effects, -1] = self.among[-1, : self.effects]

    def _add(self, layer: int, pair: Integers, entry: Floats) -> None:
        self.pairs[layer] += np.bincount(pair, entry, self.size * self.size)

    def matrix(self) -> Floats:
        """(P, P)."""
        size = self.size
        matrix = np.zeros((size + len(self.among),) * 2)
        layers = self.pairs.reshape(len(self.pairs), size, size)
        between = layers[0] + layers[0].T
        matrix[:size, :size] = np.diag(between.sum(axis=1)) - between
        matrix[size:, :size] = by_competitor(layers[1:])
        matrix[:size, size:] = matrix[size:, :size].T
        matrix[size:, size:] = self.among
        return matrix


def by_competitor(pairs: Floats) -> Floats:
    """(…, M): for each competitor, the sum of its (…, M, M) entries as left less that as right."""
    return np.asarray(pairs.sum(axis=-1) - pairs.sum(axis=-2))


def effects_of(part: Cells, method: Method) -> Floats:
    """(E, C) design rows of the effects in η: 1 for the side, then the features."""
    if not method.side_effect:
        return part.features if len(part.features) else np.zeros((0, len(part.left)))
    return np.vstack([np.ones(len(part.left)), *part.features])


class Derivatives:
    """Gradient and information of the likelihood at one point."""

    def __init__(self, cells: Cells, method: Method) -> None:
        self.method = method
        self.information = QuadraticForm(cells, method)
        self._pairs = np.zeros(cells.size * cells.size)
        self._effects = np.zeros(self.information.effects)
        self._tie = 0.0

    def add_cells(self, cells: Cells, at: Parameters) -> None:
        """Add the terms of all these cells."""
        for part in cells.chunks():
            logit = at.logit(part)
            self.add(part, terms(self.method.ties, counts=part.counts, logit=logit, tie=at.tie))

    def add(self, part: Cells, found: Terms) -> None:
        self.information.add(part, found.curvature, found.cross, found.curvature_tie)
        self._pairs += np.bincount(part.pair, found.slope, len(self._pairs))
        self._effects += effects_of(part, self.method) @ found.slope
        self._tie += found.slope_tie

    def gradient(self) -> Floats:
        """(P,)."""
        size = self.information.size
        strengths = by_competitor(self._pairs.reshape(size, size))
        return np.concatenate([strengths, self._effects, [self._tie] * self.method.has_tie])

    def pinned(self, island: Integers) -> Floats:
        """(P, P) observed information plus c·11ᵀ on the strengths of each island, which fixes their
        mean."""
        matrix = self.information.matrix()
        size = len(island)
        if size:
            pin = max(float(np.trace(matrix[:size, :size])), 1e-12) / size**2
            matrix[:size, :size] += pin * (island[:, None] == island)
        return matrix


def derivatives(cells: Cells, method: Method, at: Parameters) -> Derivatives:
    """Gradient and information of the likelihood at `at`."""
    found = Derivatives(cells, method)
    found.add_cells(cells, at)
    return found


def _climb(
    cells: Cells,
    method: Method,
    at: Parameters,
    here: Derivatives,
    change: Floats,
    island: Integers,
) -> tuple[Parameters, Derivatives]:
    """Take the step, halved until it does not overshoot."""
    uphill = float(here.gradient() @ change)
    share = 1.0
    for _ in range(MOST_HALVINGS):
        to = _moved(at, method, share * change, island)
        if method.ties is not Ties.RAO_KUPPER or to.tie > 0:
            there = derivatives(cells, method, to)
            # The likelihood is concave, so the slope along the change only falls.
            if float(there.gradient() @ change) >= -uphill / 2:
                return to, there
        share /= 2
    raise DidNotConvergeError("no step of any length climbs")


def _moved(at: Parameters, method: Method, change: Floats, island: Integers) -> Parameters:
    size, effects = len(at.theta), len(at.style)
    rest = change[size:]
    theta = at.theta + change[:size]
    if size:
        means = np.bincount(island, theta) / np.maximum(np.bincount(island), 1)
        theta = theta - means[island]
    side = at.side + (float(rest[0]) if method.side_effect else 0.0)
    style = at.style + rest[int(method.side_effect) : int(method.side_effect) + effects]
    tie = at.tie + (float(rest[-1]) if method.has_tie else 0.0)
    return Parameters(theta, side, tie, style)
