"""From cells to estimates, whatever the data: what has no finite maximum gets a weak prior, and
what the votes do not tell is left out and said."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE, Cells
from leaderboard.ratings.connectivity import Reach, closure
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.covariance import Summit, inverse, sandwich, summit_of
from leaderboard.ratings.fitting import (
    DidNotConvergeError,
    Method,
    Parameters,
    beginning,
    fit,
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
    meat: Meat | None = None,
    features: Sequence[str] = (),
) -> Estimates:
    """The parameters of a method and their covariance.

    Args:
        cells: what was voted.
        reach: what the votes bound.
        method: the model asked for.
        start: where to begin, such as the last run's parameters.
        meat: how the scores vary, given cells without the prior; None if votes are independent.
        features: names of the cells' features.

    Raises:
        DidNotConvergeError: there is no maximum even so.
    """
    method, warnings = _with_ties_to_fit(cells, method, reach)
    effects = [SIDE] * method.side_effect + list(features)
    try:
        found = _maximum(cells, reach, method, start=start, effects=effects)
    except DidNotConvergeError:
        if not effects:
            raise
        lost = _untold(with_prior(cells, reach), method, features, reach) or effects
        fewer, bare, left = _without(cells, method, features, lost)
        again = estimate(fewer, reach, method=bare, start=start, meat=meat, features=left)
        return replace(again, warnings=(*warnings, _left_out(lost), *again.warnings))
    at, value = found.parameters, found.summit.log_likelihood
    varying, doubts = _varying(cells, method, found, meat)
    covariance, warnings = sandwich(inverse(found.information), varying), (*warnings, *doubts)
    return Estimates(method, at, covariance, value, found.steps, tuple(features), warnings)


@dataclass(frozen=True, slots=True)
class _Maximum:
    """Where the likelihood of the votes and the prior is largest, after how many Newton steps."""

    parameters: Parameters
    steps: int
    summit: Summit
    information: Floats


def _maximum(
    cells: Cells,
    reach: Reach,
    method: Method,
    *,
    start: Parameters | None,
    effects: Sequence[str],
) -> _Maximum:
    """Raises `DidNotConvergeError` if there is none, or the votes do not tell the effects."""
    prior = prior_of(cells, reach)
    whole = _joined(cells, prior)
    fitted = fit(whole, method, start=_usable(start, cells, method), island=reach.island)
    at = fitted.parameters
    summit = summit_of(cells, method, at)
    summit.look.look_at(prior, at)
    information = summit.look.pinned(reach.island)
    _check(at, information, effects)
    return _Maximum(at, fitted.steps, summit, information)


def _varying(
    cells: Cells, method: Method, found: _Maximum, meat: Meat | None
) -> tuple[Floats, tuple[str, ...]]:
    """How the scores vary, (P, P), and the warnings about it."""
    varying = found.summit.meat if meat is None else meat(cells, method, found.parameters)
    doubt = _doubt(cells, varying, found.information)
    if not len(doubt.left):
        return varying, ()
    return varying + summit_of(doubt, method, found.parameters).meat, (ALL_TIES,)


def _doubt(cells: Cells, meat: Floats, information: Floats) -> Cells:
    """As wins and losses, the ties that might have been some where nothing varies."""
    size = cells.size
    own, known = np.diagonal(meat)[:size], np.diagonal(information)[:size]
    same = own <= NOTHING_VARIES * known
    if same.any():
        ties = cells.counts[:, TIE]
        number = np.bincount(cells.left, ties, size) + np.bincount(cells.right, ties, size)
        share = np.where(same, UNSEEN / np.maximum(number, UNSEEN), 0.0)
        doubted = ties * np.maximum(share[cells.left], share[cells.right])
    else:
        doubted = np.zeros(len(cells.left))
    some = np.flatnonzero(doubted)
    counts = np.outer(doubted[some], [0.5, 0.5, 0.0])
    features = cells.features[:, some] if len(cells.features) else cells.features
    return Cells(size, cells.left[some], cells.right[some], counts, features)


def with_prior(cells: Cells, reach: Reach) -> Cells:
    """The cells and the prior of the open islands."""
    return _joined(cells, prior_of(cells, reach))


def prior_of(cells: Cells, reach: Reach) -> Cells:
    """Half a win for each side of each compared pair of the open islands; a quarter as shown and a
    quarter mirrored, so that it says nothing of sides."""
    size = cells.size
    if not reach.is_open.any():
        nobody = np.zeros(0, dtype=np.int64)
        return Cells(size, nobody, nobody, np.zeros((0, 3)), cells.features[:, :0])
    pairs = np.unique(
        np.minimum(cells.left, cells.right) * size + np.maximum(cells.left, cells.right)
    )
    pairs = pairs[reach.is_open[pairs // size]]
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


def _with_ties_to_fit(cells: Cells, method: Method, reach: Reach) -> tuple[Method, tuple[str, ...]]:
    """A model of ties needs ties, and wins that go round; else τ grows without end, alone or along
    with the strengths."""
    ties = float(cells.counts[:, TIE].sum())
    if not method.has_tie or (ties and (reach.is_open.any() or _wins_go_round(cells))):
        return method, ()
    why = "ties and wins both ways" if ties else "ties"
    warning = f"A model of ties needs {why}, which these votes lack; a tie is half a win."
    return replace(method, ties=Ties.HALF_WIN), (warning,)


def _wins_go_round(cells: Cells) -> bool:
    """Whether somebody beat somebody who, maybe by way of others, beat them."""
    won = np.zeros((cells.size, cells.size), dtype=bool)
    won[cells.left, cells.right] = cells.counts[:, LEFT] > 0
    won[cells.right, cells.left] |= cells.counts[:, RIGHT] > 0
    if (won & won.T).any():
        return True
    beneath = closure(won)
    np.fill_diagonal(beneath, val=False)
    return bool((beneath & beneath.T).any())


def _check(at: Parameters, information: Floats, effects: Sequence[str]) -> None:
    """A maximum is none if an effect runs away, or has next to no information of its own."""
    if not effects:
        return
    largest = max(abs(at.side), float(np.abs(at.style).max(initial=0.0)))
    if largest > LARGEST_EFFECT or not _own(information, len(at.theta), len(effects)).all():
        raise DidNotConvergeError("the votes do not tell the effects")


def _own(information: Floats, size: int, effects: int) -> np.ndarray:
    """(E,) whether each effect has information of its own, those before it and the strengths known:
    a Cholesky factorisation that passes over what is dependent."""
    some = slice(size, size + effects)
    across, total = information[:size, some], np.diagonal(information)[some]
    own = information[some, some] - across.T @ np.linalg.solve(information[:size, :size], across)
    told = np.zeros(effects, dtype=bool)
    for place in range(effects):
        told[place] = own[place, place] > LEAST_OWN_SHARE * max(total[place], 1e-300)
        if told[place]:
            own = own - np.outer(own[place], own[place]) / own[place, place]
    return told


def _untold(cells: Cells, method: Method, features: Sequence[str], reach: Reach) -> list[str]:
    """The effects that are dependent where a fit begins."""
    plain = replace(method, ties=Ties.HALF_WIN)
    information = look(cells, plain, beginning(cells, plain)).pinned(reach.island)
    effects = [SIDE] * method.side_effect + list(features)
    told = _own(information, cells.size, len(effects))
    return [effect for effect, is_told in zip(effects, told, strict=True) if not is_told]


def _without(
    cells: Cells, method: Method, features: Sequence[str], lost: Sequence[str]
) -> tuple[Cells, Method, list[str]]:
    """The cells and the method without some effects, and the features that are left."""
    kept = [name not in lost for name in features]
    rows = cells.features[kept] if kept else cells.features
    return (
        Cells(cells.size, cells.left, cells.right, cells.counts, rows),
        replace(method, side_effect=method.side_effect and SIDE not in lost),
        [name for name in features if name not in lost],
    )


def _left_out(effects: Sequence[str]) -> str:
    return f"These votes do not determine the effect of {' and '.join(effects)}, so it is left out."


def _usable(start: Parameters | None, cells: Cells, method: Method) -> Parameters | None:
    """A start that fits what is fitted now, and takes the others' place where it does not."""
    if start is None or len(start.theta) != cells.size:
        return None
    first = beginning(cells, method)
    tie = start.tie if method.has_tie and start.tie else first.tie
    style = start.style if len(start.style) == len(cells.features) else first.style
    return Parameters(start.theta, start.side if method.side_effect else 0.0, tie, style)
