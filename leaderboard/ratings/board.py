"""Rate a whole board from its vote counts.

Every row gets finite numbers and a status that says how far to trust them, whatever the data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from leaderboard.ratings import contrasts, ranks
from leaderboard.ratings.cells import Cells, cells_by_pair, cells_by_side
from leaderboard.ratings.connectivity import Connectivity, connectivity_of
from leaderboard.ratings.counts import Floats, Integers, Outcome, OutcomeCounts
from leaderboard.ratings.estimates import PRIOR_WIN, Errors, Estimate, Estimates, estimate
from leaderboard.ratings.fitting import DidNotConvergeError, Method, Parameters
from leaderboard.ratings.inflation import Inflation
from leaderboard.ratings.uncertainty import Uncertainty, of_votes
from leaderboard.ratings.votes import Votes

# Rating points per nat, so that 400 points are odds of ten to one, and the board's mean.
POINTS_PER_NAT = 400.0 / np.log(10.0)
MEAN_RATING = 1000.0

# From this many votes on, a fit with style starts from a fit to every sixteenth vote.
_MANY = 200_000
_EVERY = 16


class RowStatus(StrEnum):
    """How far a row's numbers can be trusted."""

    ESTABLISHED = "established"
    PROVISIONAL = "provisional"
    UNBOUNDED = "unbounded"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The competitor whose rating is fixed, and at how many points."""

    index: int
    rating: float = MEAN_RATING


@dataclass(frozen=True, slots=True)
class BoardRatings:
    """The rows of a board, each array (M,) in the order of the counts, and the fit.

    Strengths and errors are in nats, ratings and bounds in points; a missing bound is infinite, a
    missing error NaN, a missing rank 0. Models that no votes connect cannot be ranked against each
    other, so ranks, means and expected wins are within the row's own island. `covariance` is
    (M, M) of independent votes, `uncertainty` what bounds and ranks are of; both NaN between
    islands.
    """

    theta: Floats
    theta_se: Floats
    rating: Floats
    lower: Floats
    upper: Floats
    rank: Integers
    rank_low: Integers
    rank_high: Integers
    expected_wins: Floats
    votes: Integers
    wins: Integers
    losses: Integers
    ties: Integers
    both_bad: Integers
    island: Integers
    status: tuple[RowStatus, ...]
    covariance: Floats = field(repr=False)
    uncertainty: Uncertainty = field(repr=False)
    estimates: Estimates = field(repr=False)
    warnings: tuple[str, ...]

    @property
    def method(self) -> Method:
        """As fitted: without the effects that the votes cannot identify."""
        return self.estimates.method

    @property
    def log_likelihood(self) -> float:
        return self.estimates.log_likelihood

    @property
    def steps(self) -> int:
        return self.estimates.steps

    @property
    def side(self) -> Estimate | None:
        return self.estimates.side

    @property
    def tie(self) -> Estimate | None:
        return self.estimates.tie

    @property
    def style(self) -> Mapping[str, Estimate]:
        return self.estimates.style


def rate_board(
    outcomes: OutcomeCounts,
    *,
    minimum_votes: int,
    method: Method = Method(),  # noqa: B008 - frozen
    start: Parameters | None = None,
    anchor: Anchor | None = None,
    votes: Votes | None = None,
    errors: Errors | None = None,
) -> BoardRatings:
    """Rate every island of the board.

    Args:
        outcomes: counts of the votes on M competitors.
        minimum_votes: fewer than this and a row is provisional.
        method: the model.
        start: where Newton's method starts, such as the last run's parameters; the result is the
            same.
        anchor: the competitor whose rating is fixed; if None, the mean of each island is.
        votes: the same votes with their voters, challenges or both, whose errors are then by
            voter, by challenge or by both; None if votes are independent.
        errors: how far the ratings may be off, where it is known without the votes.

    Raises:
        DidNotConvergeError: Newton's method did not converge.
    """
    cells = cells_by_side(outcomes) if method.side_effect else cells_by_pair(outcomes)
    connectivity = connectivity_of(outcomes.wins + outcomes.ties > 0)
    if votes is not None:
        errors = _errors_of(votes)
    estimates = estimate(cells, connectivity, method=method, start=start, errors=errors)
    return _rows(outcomes, connectivity, estimates, minimum_votes, anchor)


def rate_styled(
    votes: Votes,
    features: Floats,
    *,
    names: Sequence[str],
    minimum_votes: int,
    method: Method = Method(),  # noqa: B008 - frozen
    start: Parameters | None = None,
    anchor: Anchor | None = None,
    clustered: bool = False,
    errors: Errors | None = None,
) -> BoardRatings:
    """Rate a board with the style of the responses held constant.

    `logit = θ_left - θ_right + x·β`: a preference for style goes into β, not into the strengths.
    There is no ridge: one on the mean loss never vanishes however many votes there are.

    Args:
        votes: the votes.
        features: (N, F) of each vote's left response less the right one; see `style.differences`.
        names: (F,) of the features.
        minimum_votes: fewer than this and a row is provisional.
        method, start: the model, and where Newton's method starts, which changes no result.
        anchor: the competitor whose rating is fixed; if None, the mean of each island is.
        clustered: whether errors are by voter, by challenge or by both, as the votes know them.
        errors: how far the ratings may be off, where it is known otherwise.

    Raises `DidNotConvergeError`. Source: LMSYS, "Does style matter?" (2024).
    """
    outcomes, cells = votes.outcomes(), votes.as_cells(np.ascontiguousarray(features.T))
    connectivity = connectivity_of(outcomes.wins + outcomes.ties > 0)
    if clustered:
        errors = _errors_of(votes)
    start = start or _warm_start(votes, features, connectivity, method)
    estimates = estimate(
        cells, connectivity, method=method, start=start, errors=errors, features=names
    )
    return _rows(outcomes, connectivity, estimates, minimum_votes, anchor)


def measure_inflation(
    votes: Votes,
    *,
    method: Method,
    features: Floats | None = None,
    names: Sequence[str] = (),
) -> Inflation:
    """How many times as large errors are by voter, by challenge or by both, as the votes know them,
    as if votes were independent. The same votes in the same order give the same bits.

    Args:
        votes: the votes.
        method: the model.
        features: (N, F) as for `rate_styled`, if style is held constant.
        names: (F,) of the features.

    Raises:
        DidNotConvergeError: Newton's method did not converge.
    """
    outcomes, start = votes.outcomes(), None
    connectivity = connectivity_of(outcomes.wins + outcomes.ties > 0)
    if features is not None:
        cells = votes.as_cells(np.ascontiguousarray(features.T))
        start = _warm_start(votes, features, connectivity, method)
    else:
        cells = cells_by_side(outcomes) if method.side_effect else cells_by_pair(outcomes)
    is_known = votes.voter is not None or votes.challenge is not None
    errors = _errors_of(votes) if is_known else None
    found = estimate(cells, connectivity, method=method, start=start, errors=errors, features=names)
    return Inflation.of(found.uncertainty, found.covariance)


def _warm_start(
    votes: Votes, features: Floats, connectivity: Connectivity, method: Method
) -> Parameters:
    """A start for a fit with style: strengths from the counts and, where votes are many, effects
    from a sample of them. It saves a Newton step over all votes."""
    counted = cells_by_pair(votes.outcomes())
    plain = estimate(counted, connectivity, method=replace(method, side_effect=False)).parameters
    if len(votes.outcome) < _MANY:
        return plain
    some = slice(None, None, _EVERY)
    sample = votes.only(some)
    outcomes, cells = sample.outcomes(), sample.as_cells(features[some].T)
    try:
        found = estimate(cells, connectivity_of(outcomes.wins + outcomes.ties > 0), method=method)
    except DidNotConvergeError:
        return plain  # the sample does not identify some effect; all votes may
    return replace(found.parameters, theta=plain.theta)


def _errors_of(votes: Votes) -> Errors:
    if votes.voter is None and votes.challenge is None:
        raise ValueError("errors by cluster need the voter or the challenge of each vote")

    def errors(
        cells: Cells, method: Method, at: Parameters, *, information: Floats, plain: Floats
    ) -> Uncertainty:
        single = cells if len(cells.features) else votes.as_cells()
        return of_votes(votes, single, method, at, information=information, plain=plain)

    return errors


def _rows(
    outcomes: OutcomeCounts,
    connectivity: Connectivity,
    estimates: Estimates,
    minimum_votes: int,
    anchor: Anchor | None,
) -> BoardRatings:
    size = outcomes.size
    theta, covariance = _anchored(estimates, connectivity, anchor)
    uncertainty = _within_islands(estimates.uncertainty, connectivity, anchor)
    rating = MEAN_RATING + POINTS_PER_NAT * theta
    margin = np.nan_to_num(POINTS_PER_NAT * uncertainty.margins()[:size], nan=np.inf)
    lower = np.where(connectivity.never_won, -np.inf, rating - margin)
    upper = np.where(connectivity.never_lost, np.inf, rating + margin)
    rank, (rank_low, rank_high) = np.zeros(size, dtype=np.int64), np.zeros((2, size), np.int64)
    expected_wins = np.full(size, np.nan)
    for members in connectivity.members():
        some, block = uncertainty.among(members), covariance[np.ix_(members, members)]
        rank[members] = ranks.lmarena_ranks(lower[members], upper[members])
        rank_low[members], rank_high[members] = ranks.rank_sets(theta[members], block, some)
        expected_wins[members] = contrasts.expected_wins(theta, covariance, members).value
    tallies = _tallies(outcomes)
    return BoardRatings(
        theta=theta,
        theta_se=uncertainty.own[:size],
        rating=rating,
        lower=lower,
        upper=upper,
        rank=rank,
        rank_low=rank_low,
        rank_high=rank_high,
        expected_wins=expected_wins,
        **tallies,
        island=connectivity.island,
        status=_statuses(tallies["votes"], connectivity, minimum_votes),
        covariance=covariance,
        uncertainty=uncertainty,
        estimates=estimates,
        warnings=(*_warnings(connectivity), *estimates.warnings),
    )


def _anchored(
    estimates: Estimates, connectivity: Connectivity, anchor: Anchor | None
) -> tuple[Floats, Floats]:
    """Strengths and their covariance, (M,) and (M, M), as differences from the anchor if there is
    one. The covariance is NaN between islands and for a competitor alone in its island."""
    theta, covariance = estimates.parameters.theta, estimates.strengths.copy()
    covariance[_without_order(connectivity)] = np.nan
    if anchor is None:
        return theta, covariance
    place = np.flatnonzero(connectivity.island == connectivity.island[anchor.index])
    shift = (anchor.rating - MEAN_RATING) / POINTS_PER_NAT - theta[anchor.index]
    theta = theta + np.where(connectivity.island == connectivity.island[anchor.index], shift, 0.0)
    block = covariance[np.ix_(place, place)]
    fixed = covariance[anchor.index, place]
    covariance[np.ix_(place, place)] = block - fixed - fixed[:, None] + fixed[place == anchor.index]
    return theta, covariance


def _without_order(connectivity: Connectivity) -> np.ndarray:
    """(M, M) where no votes connect two, or one is alone in its island."""
    same = connectivity.island[:, None] == connectivity.island
    alone = np.bincount(connectivity.island)[connectivity.island] < 2  # noqa: PLR2004 - it takes two
    return np.asarray(~same | alone)


def _within_islands(
    found: Uncertainty, connectivity: Connectivity, anchor: Anchor | None
) -> Uncertainty:
    """Without what votes do not connect, and of differences from the anchor where there is one."""
    size, nowhere = len(connectivity.island), _without_order(connectivity)
    own, between = found.own.copy(), found.between.copy()
    own[:size][np.diagonal(nowhere)] = np.nan
    between[nowhere] = np.nan
    found = replace(found, own=own, between=between)
    if anchor is None:
        return found
    fixed = found.anchored(anchor.index)
    beside = np.flatnonzero(connectivity.island != connectivity.island[anchor.index])
    fixed.own[beside], fixed.own_degrees[beside] = own[beside], found.own_degrees[beside]
    return fixed


def _tallies(outcomes: OutcomeCounts) -> dict[str, Integers]:
    """(M,) votes on each competitor, in all and by outcome."""
    as_left, as_right = outcomes.counts.sum(axis=2), outcomes.counts.sum(axis=1)
    both = as_left + as_right
    return {
        "votes": both.sum(axis=0),
        "wins": as_left[Outcome.LEFT] + as_right[Outcome.RIGHT],
        "losses": as_left[Outcome.RIGHT] + as_right[Outcome.LEFT],
        "ties": both[Outcome.TIE],
        "both_bad": both[Outcome.BOTH_BAD],
    }


def _warnings(connectivity: Connectivity) -> list[str]:
    warnings = []
    if len(connectivity.members()) > 1:
        warnings.append("Models that no votes connect cannot be ranked against each other.")
    if connectivity.is_open.any():
        warnings.append(
            "Some models never lost or never won outside their group: one-sided bounds, "
            f"estimated with {PRIOR_WIN} of a win added to each side of every compared pair."
        )
    return warnings


def _statuses(
    votes: Integers, connectivity: Connectivity, minimum_votes: int
) -> tuple[RowStatus, ...]:
    unbounded = connectivity.never_lost | connectivity.never_won
    return tuple(
        RowStatus.UNRATED
        if count == 0
        else RowStatus.UNBOUNDED
        if one_sided
        else RowStatus.PROVISIONAL
        if count < minimum_votes
        else RowStatus.ESTABLISHED
        for count, one_sided in zip(votes.tolist(), unbounded.tolist(), strict=True)
    )
