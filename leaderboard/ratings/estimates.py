"""From cells to estimates, whatever the data: what has no finite maximum gets a weak prior, and
what the votes do not tell is left out and said."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from leaderboard.ratings.cells import TIE, Cells
from leaderboard.ratings.connectivity import Reach
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.covariance import sandwich, vote_meat
from leaderboard.ratings.fitting import (
    DidNotConvergeError,
    Method,
    Parameters,
    beginning,
    fit,
    islands_of,
    log_likelihood_of,
    look,
)
from leaderboard.ratings.ties import Ties

# Standard errors to each side of a 95 % interval.
Z = 1.959963984540054
# Where the votes allow no finite maximum, both sides of each compared pair get half a win more:
# the correction of Haldane (1956) and Anscombe (1956). Elsewhere there is no prior at all.
PRIOR_WIN = 0.5
# An effect of which less than this share of the information is its own cannot be told from others.
LEAST_OWN_SHARE = 1e-9
# No effect is believed beyond this, in nats: odds of three million to one.
LARGEST_EFFECT = 15.0

type Meat = Callable[[Cells, Method, Parameters], Floats]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number in nats, its standard error, and its 95 % interval."""

    value: float
    error: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the votes say of the parameters.

    `method` is the one that was fitted, less than the one asked for where the votes do not tell;
    `covariance` (P, P) in nats². A maximum counts `steps` Newton steps; `log_likelihood` is that of
    the votes alone.
    """

    method: Method
    parameters: Parameters
    covariance: Floats = field(repr=False)
    log_likelihood: float
    steps: int
    features: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def strengths(self) -> Floats:
        """(M, M) covariance of the strengths."""
        size = len(self.parameters.theta)
        return self.covariance[:size, :size]

    @property
    def side(self) -> Estimate | None:
        """γ, if fitted: by how much being shown on the left helps."""
        if not self.method.side_effect:
            return None
        return self._estimate(self.parameters.side, len(self.parameters.theta))

    @property
    def tie(self) -> Estimate | None:
        """τ, if fitted: log ν of Davidson's model, log κ of Rao and Kupper's."""
        return self._estimate(self.parameters.tie, -1) if self.method.has_tie else None

    @property
    def style(self) -> Mapping[str, Estimate]:
        """β of each feature."""
        first = len(self.parameters.theta) + self.method.side_effect
        values = self.parameters.style.tolist()
        each = [self._estimate(value, first + place) for place, value in enumerate(values)]
        return dict(zip(self.features, each, strict=True))

    def _estimate(self, value: float, place: int) -> Estimate:
        error = math.sqrt(max(float(self.covariance[place, place]), 0.0))
        return Estimate(value, error, value - Z * error, value + Z * error)


def estimate(
    cells: Cells,
    reach: Reach,
    *,
    method: Method,
    start: Parameters | None = None,
    meat: Meat = vote_meat,
    features: Sequence[str] = (),
) -> Estimates:
    """The parameters of a method and their covariance.

    Args:
        cells: what was voted.
        reach: what the votes bound.
        method: the model asked for.
        start: where to begin, such as the last run's parameters.
        meat: how the scores vary, given cells without the prior.
        features: names of the cells' features.

    Raises:
        DidNotConvergeError: there is no maximum even so.
    """
    method, warnings = _with_ties_to_fit(cells, method)
    cells, method, kept, more = _told_apart(cells, method, tuple(features))
    warnings += more
    start = _usable(start, cells, method)
    whole = with_prior(cells, reach)
    try:
        fitted = fit(whole, method, start=start)
        _believable(fitted.parameters)
    except DidNotConvergeError:
        if not (method.side_effect or kept):
            raise
        bare = replace(method, side_effect=False)
        again = estimate(_bare(cells), reach, method=bare, meat=meat)
        lost = [*(["the side"] if method.side_effect else []), *kept]
        return replace(again, warnings=(*warnings, _left_out(lost), *again.warnings))
    at = fitted.parameters
    covariance = sandwich(whole, method, at, meat=meat(cells, method, at))
    value = log_likelihood_of(cells, method, at)
    return Estimates(method, at, covariance, value, fitted.steps, kept, warnings)


def with_prior(cells: Cells, reach: Reach) -> Cells:
    """The cells, and half a win more for each side of each compared pair of the open islands; a
    quarter as shown and a quarter mirrored, so that it says nothing of sides."""
    if not reach.is_open.any():
        return cells
    size = cells.size
    pairs = np.unique(
        np.minimum(cells.left, cells.right) * size + np.maximum(cells.left, cells.right)
    )
    pairs = pairs[reach.is_open[pairs // size]]
    first, second = np.divmod(np.concatenate([pairs, pairs % size * size + pairs // size]), size)
    half = np.array([PRIOR_WIN / 2, PRIOR_WIN / 2, 0.0])
    blank = np.zeros((len(cells.features), len(first)))
    return Cells(
        size,
        np.concatenate([cells.left, first]),
        np.concatenate([cells.right, second]),
        np.concatenate([cells.counts, np.broadcast_to(half, (len(first), 3))]),
        np.concatenate([cells.features, blank], axis=1) if len(blank) else cells.features,
    )


def _with_ties_to_fit(cells: Cells, method: Method) -> tuple[Method, tuple[str, ...]]:
    """A model of ties needs ties, and something else, to be fitted to."""
    ties = float(cells.counts[:, TIE].sum())
    if not method.has_tie or 0 < ties < float(cells.counts.sum()):
        return method, ()
    amount = "only ties" if ties else "no ties"
    warning = f"There are {amount}, so the model of ties cannot be fitted; a tie is half a win."
    return replace(method, ties=Ties.HALF_WIN), (warning,)


def _told_apart(
    cells: Cells, method: Method, features: tuple[str, ...]
) -> tuple[Cells, Method, tuple[str, ...], tuple[str, ...]]:
    """Without the effects that votes do not tell from the strengths or from one another."""
    names = (*(["the side"] if method.side_effect else []), *features)
    if not names:
        return cells, method, (), ()
    told = _effects_told(cells, method, len(names))
    if told.all():
        return cells, method, features, ()
    lost = [name for name, is_told in zip(names, told, strict=True) if not is_told]
    if method.side_effect:
        method, told = replace(method, side_effect=bool(told[0])), told[1:]
    kept = tuple(name for name, is_told in zip(features, told, strict=True) if is_told)
    rows = cells.features[told] if len(told) else cells.features
    without = Cells(cells.size, cells.left, cells.right, cells.counts, rows)
    return without, method, kept, (_left_out(lost),)


def _effects_told(cells: Cells, method: Method, effects: int) -> np.ndarray:
    """(E,) whether each effect has information of its own, those before it and the strengths known:
    a Cholesky factorisation that passes over what is dependent."""
    plain = replace(method, ties=Ties.HALF_WIN)
    information = look(cells, plain, beginning(cells, plain)).pinned(islands_of(cells))
    size = cells.size
    total = np.diagonal(information)[size:].copy()
    across = information[:size, size:]
    own = information[size:, size:] - across.T @ np.linalg.pinv(information[:size, :size]) @ across
    told = np.zeros(effects, dtype=bool)
    for place in range(effects):
        told[place] = total[place] > 0 and own[place, place] > LEAST_OWN_SHARE * total[place]
        if told[place]:
            own = own - np.outer(own[place], own[place]) / own[place, place]
    return told


def _believable(at: Parameters) -> None:
    if max(abs(at.side), float(np.abs(at.style).max(initial=0.0))) > LARGEST_EFFECT:
        raise DidNotConvergeError("an effect grows beyond bounds")


def _bare(cells: Cells) -> Cells:
    return Cells(cells.size, cells.left, cells.right, cells.counts)


def _left_out(effects: Sequence[str]) -> str:
    return f"These votes do not tell the effect of {' and '.join(effects)}, so it is left out."


def _usable(start: Parameters | None, cells: Cells, method: Method) -> Parameters | None:
    """A start that fits what is fitted now, and takes the others' place where it does not."""
    if start is None or len(start.theta) != cells.size:
        return None
    first = beginning(cells, method)
    tie = start.tie if method.has_tie and start.tie else first.tie
    style = start.style if len(start.style) == len(cells.features) else first.style
    return Parameters(start.theta, start.side if method.side_effect else 0.0, tie, style)
