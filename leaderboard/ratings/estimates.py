"""Estimate a model's parameters and their covariance, whatever the data.

Islands without a finite maximum get a weak prior; effects that the votes do not identify are left
out, with a warning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE, Cells
from leaderboard.ratings.connectivity import Connectivity, transitive_closure
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.covariance import Evaluation, evaluate, inverse, sandwich
from leaderboard.ratings.fitting import (
    DidNotConvergeError,
    Method,
    Parameters,
    derivatives,
    fit,
    zero_start,
)
from leaderboard.ratings.ties import Ties
from leaderboard.ratings.uncertainty import Uncertainty, independent

# Where the votes allow no finite maximum, both sides of each compared pair get half a win more:
# the correction of Haldane (1956) and Anscombe (1956). Elsewhere there is no prior at all.
PRIOR_WIN = 0.5
# An effect with less than this share of information of its own is not identified.
LEAST_OWN_SHARE = 1e-9
# An effect beyond this, in nats (odds of three million to one), counts as diverged.
LARGEST_EFFECT = 15.0

SIDE = "the side"

# Of equals that only tie, no score varies, so the sandwich would call them known for certain. With
# 95 % confidence what was not seen in n votes is rarer than 3 in n (Hanley and Lippman-Hand, JAMA
# 249, 1983), so their errors are as if this many of their ties had been wins and losses.
UNSEEN = 3.0
NOTHING_VARIES = 1e-9
ALL_TIES = (
    f"The votes on some models are all ties: their errors are as if {UNSEEN:.0f} of these, or all "
    "if there are fewer, had not been."
)


class Errors(Protocol):
    """How far a maximum may be off, told from votes that are not independent."""

    def __call__(
        self, cells: Cells, method: Method, at: Parameters, *, information: Floats, plain: Floats
    ) -> Uncertainty: ...


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number in nats, its standard error, and its 95 % interval."""

    value: float
    error: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimated parameters of a model, and how far they may be off.

    `method` is the one that was fitted: the requested one without what the votes do not identify;
    `covariance` (P, P) in nats² of independent votes; `uncertainty` is what is published; `steps`
    is the number of Newton steps; `log_likelihood` is that of the votes alone.
    """

    method: Method
    parameters: Parameters
    covariance: Floats = field(repr=False)
    uncertainty: Uncertainty = field(repr=False)
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
        error = float(self.uncertainty.own[place])
        margin = float(self.uncertainty.margins()[place])
        return Estimate(value, error, value - margin, value + margin)


def estimate(
    cells: Cells,
    connectivity: Connectivity,
    *,
    method: Method,
    start: Parameters | None = None,
    errors: Errors | None = None,
    features: Sequence[str] = (),
) -> Estimates:
    """Fit a method and return its parameters and how far they may be off.

    Args:
        cells: the votes.
        connectivity: their connectivity.
        method: the requested model.
        start: where Newton's method starts, such as the last run's parameters.
        errors: how far they may be off, without the prior; None if votes are independent.
        features: names of the cells' features.

    Raises:
        DidNotConvergeError: there is no maximum even without effects and with the prior.
    """
    fitted = _fitted(cells, connectivity, method, start=start, features=features)
    found, at = fitted.found, fitted.found.parameters
    plain, uncertainty, notes = _uncertain(fitted.cells, fitted.method, found, errors)
    return Estimates(
        fitted.method,
        at,
        plain,
        uncertainty,
        found.evaluation.log_likelihood,
        found.steps,
        fitted.features,
        (*fitted.warnings, *notes, *uncertainty.notes),
    )


def estimate_alone(
    cells: Cells, connectivity: Connectivity, *, method: Method, start: Parameters | None = None
) -> tuple[Method, Parameters]:
    """The method that `estimate` fits, and its parameters, without how far they may be off, which
    takes longest. Raises `DidNotConvergeError` as that does."""
    fitted = _fitted(cells, connectivity, method, start=start)
    return fitted.method, fitted.found.parameters


@dataclass(frozen=True, slots=True)
class _Maximum:
    """The maximum of the likelihood of votes and prior, and the Newton steps taken."""

    parameters: Parameters
    steps: int
    evaluation: Evaluation
    information: Floats


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A maximum without what the votes do not identify: the cells, method and features are those
    that are left."""

    cells: Cells
    method: Method
    features: tuple[str, ...]
    found: _Maximum
    warnings: tuple[str, ...]


def _fitted(
    cells: Cells,
    connectivity: Connectivity,
    method: Method,
    *,
    start: Parameters | None,
    features: Sequence[str] = (),
) -> _Fitted:
    method, warnings = _with_ties_to_fit(cells, method, connectivity)
    effects = [SIDE] * method.side_effect + list(features)
    try:
        found = _maximum(cells, connectivity, method, start=start, effects=effects)
    except DidNotConvergeError:
        if not effects:
            raise
        lost = _unidentified(with_prior(cells, connectivity), method, features, connectivity)
        lost = lost or effects
        fewer, bare, left = _without(cells, method, features, lost)
        again = _fitted(fewer, connectivity, bare, start=start, features=left)
        return replace(again, warnings=(*warnings, _left_out_warning(lost), *again.warnings))
    return _Fitted(cells, method, tuple(features), found, warnings)


def _uncertain(
    cells: Cells, method: Method, found: _Maximum, errors: Errors | None
) -> tuple[Floats, Uncertainty, tuple[str, ...]]:
    """The (P, P) covariance of independent votes, how far the maximum may be off, and warnings."""
    varying, notes = _meat_with_ties(cells, method, found)
    plain = sandwich(inverse(found.information), varying)
    if errors is None:
        return plain, independent(plain, cells.size), notes
    at = found.parameters
    return plain, errors(cells, method, at, information=found.information, plain=plain), notes


def _maximum(
    cells: Cells,
    connectivity: Connectivity,
    method: Method,
    *,
    start: Parameters | None,
    effects: Sequence[str],
) -> _Maximum:
    """Raises `DidNotConvergeError` if there is none, or the effects are not identified."""
    prior = prior_of(cells, connectivity)
    whole = _joined(cells, prior)
    fitted = fit(
        whole, method, start=_matching_start(start, cells, method), island=connectivity.island
    )
    at = fitted.parameters
    evaluation = evaluate(cells, method, at)
    evaluation.derivatives.add_cells(prior, at)
    information = evaluation.derivatives.pinned(connectivity.island)
    _check(at, information, effects)
    return _Maximum(at, fitted.steps, evaluation, information)


def _meat_with_ties(
    cells: Cells, method: Method, found: _Maximum
) -> tuple[Floats, tuple[str, ...]]:
    """The (P, P) meat, with unseen wins added where scores do not vary, and warnings."""
    varying = found.evaluation.meat
    unseen = _unseen_wins(cells, varying, found.information)
    if not len(unseen.left):
        return varying, ()
    return varying + evaluate(unseen, method, found.parameters).meat, (ALL_TIES,)


def _unseen_wins(cells: Cells, meat: Floats, information: Floats) -> Cells:
    """`UNSEEN` ties of competitors whose scores do not vary, as half wins and half losses."""
    size = cells.size
    own, known = np.diagonal(meat)[:size], np.diagonal(information)[:size]
    same = own <= NOTHING_VARIES * known
    if same.any():
        ties = cells.counts[:, TIE]
        number = np.bincount(cells.left, ties, size) + np.bincount(cells.right, ties, size)
        share = np.where(same, UNSEEN / np.maximum(number, UNSEEN), 0.0)
        moved = ties * np.maximum(share[cells.left], share[cells.right])
    else:
        moved = np.zeros(len(cells.left))
    some = np.flatnonzero(moved)
    counts = np.outer(moved[some], [0.5, 0.5, 0.0])
    features = cells.features[:, some] if len(cells.features) else cells.features
    return Cells(size, cells.left[some], cells.right[some], counts, features)


def with_prior(cells: Cells, connectivity: Connectivity) -> Cells:
    """The cells and the prior of the open islands."""
    return _joined(cells, prior_of(cells, connectivity))


def prior_of(cells: Cells, connectivity: Connectivity) -> Cells:
    """Half a win for each side of each compared pair of the open islands; a quarter as shown and a
    quarter mirrored, so that it does not affect the side effect."""
    size = cells.size
    if not connectivity.is_open.any():
        nobody = np.zeros(0, dtype=np.int64)
        return Cells(size, nobody, nobody, np.zeros((0, 3)), cells.features[:, :0])
    pairs = np.unique(
        np.minimum(cells.left, cells.right) * size + np.maximum(cells.left, cells.right)
    )
    pairs = pairs[connectivity.is_open[pairs // size]]
    first, second = np.divmod(np.concatenate([pairs, pairs % size * size + pairs // size]), size)
    half = np.array([PRIOR_WIN / 2, PRIOR_WIN / 2, 0.0])
    counts = np.broadcast_to(half, (len(first), 3))
    return Cells(size, first, second, counts, np.zeros((len(cells.features), len(first))))


def _joined(cells: Cells, more: Cells) -> Cells:
    if not len(more.left):
        return cells
    return Cells(
        cells.size,
        np.concatenate([cells.left, more.left]),
        np.concatenate([cells.right, more.right]),
        np.concatenate([cells.counts, more.counts]),
        np.concatenate([cells.features, more.features], axis=1),
    )


def _with_ties_to_fit(
    cells: Cells, method: Method, connectivity: Connectivity
) -> tuple[Method, tuple[str, ...]]:
    """A model of ties needs ties, and a cycle of wins; else τ diverges, alone or with the
    strengths."""
    ties = float(cells.counts[:, TIE].sum())
    if not method.has_tie or (ties and (connectivity.is_open.any() or _has_cycle_of_wins(cells))):
        return method, ()
    why = "ties and wins both ways" if ties else "ties"
    warning = f"A model of ties needs {why}, which these votes lack; a tie is half a win."
    return replace(method, ties=Ties.HALF_WIN), (warning,)


def _has_cycle_of_wins(cells: Cells) -> bool:
    """Whether the directed graph of wins has a cycle."""
    won = np.zeros((cells.size, cells.size), dtype=bool)
    # A pair may have many cells, so only wins are written.
    by_left, by_right = cells.counts[:, LEFT] > 0, cells.counts[:, RIGHT] > 0
    won[cells.left[by_left], cells.right[by_left]] = True
    won[cells.right[by_right], cells.left[by_right]] = True
    if (won & won.T).any():
        return True
    beneath = transitive_closure(won)
    np.fill_diagonal(beneath, val=False)
    return bool((beneath & beneath.T).any())


def _check(at: Parameters, information: Floats, effects: Sequence[str]) -> None:
    """Refuse a maximum where an effect diverges or is not identified."""
    if not effects:
        return
    largest = max(abs(at.side), float(np.abs(at.style).max(initial=0.0)))
    if (
        largest > LARGEST_EFFECT
        or not _has_own_information(information, len(at.theta), len(effects)).all()
    ):
        raise DidNotConvergeError("the votes do not tell the effects")


def _has_own_information(information: Floats, size: int, effects: int) -> np.ndarray:
    """(E,) whether each effect has information beyond the strengths and the effects before it: a
    Cholesky factorisation that skips linearly dependent effects."""
    some = slice(size, size + effects)
    across, total = information[:size, some], np.diagonal(information)[some]
    own = information[some, some] - across.T @ np.linalg.solve(information[:size, :size], across)
    has_own = np.zeros(effects, dtype=bool)
    for place in range(effects):
        has_own[place] = own[place, place] > LEAST_OWN_SHARE * max(total[place], 1e-300)
        if has_own[place]:
            own = own - np.outer(own[place], own[place]) / own[place, place]
    return has_own


def _unidentified(
    cells: Cells, method: Method, features: Sequence[str], connectivity: Connectivity
) -> list[str]:
    """The effects that are linearly dependent at the start of a fit."""
    plain = replace(method, ties=Ties.HALF_WIN)
    information = derivatives(cells, plain, zero_start(cells, plain)).pinned(connectivity.island)
    effects = [SIDE] * method.side_effect + list(features)
    has_own = _has_own_information(information, cells.size, len(effects))
    return [effect for effect, is_own in zip(effects, has_own, strict=True) if not is_own]


def _without(
    cells: Cells, method: Method, features: Sequence[str], lost: Sequence[str]
) -> tuple[Cells, Method, list[str]]:
    """The cells and the method without some effects, and the remaining features."""
    kept = [name not in lost for name in features]
    rows = cells.features[kept] if kept else cells.features
    return (
        Cells(cells.size, cells.left, cells.right, cells.counts, rows),
        replace(method, side_effect=method.side_effect and SIDE not in lost),
        [name for name in features if name not in lost],
    )


def _left_out_warning(effects: Sequence[str]) -> str:
    return f"These votes do not determine the effect of {' and '.join(effects)}, so it is left out."


def _matching_start(start: Parameters | None, cells: Cells, method: Method) -> Parameters | None:
    """The start with the shape of what is fitted now; zeros for what it lacks."""
    if start is None or len(start.theta) != cells.size:
        return None
    first = zero_start(cells, method)
    tie = start.tie if method.has_tie and start.tie else first.tie
    style = start.style if len(start.style) == len(cells.features) else first.style
    return Parameters(start.theta, start.side if method.side_effect else 0.0, tie, style)
