"""Rate a whole board from its vote counts.

Every row gets finite numbers and a status that says how far to trust them, whatever the data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

import numpy as np

from leaderboard.ratings import contrasts, ranks
from leaderboard.ratings.cells import Cells, cells_by_pair, cells_by_side
from leaderboard.ratings.connectivity import Connectivity, connectivity_of
from leaderboard.ratings.counts import Floats, Integers, Outcome, OutcomeCounts
from leaderboard.ratings.covariance import cluster_meat
from leaderboard.ratings.estimates import PRIOR_WIN, Estimate, Estimates, Meat, Z, estimate
from leaderboard.ratings.fitting import DidNotConvergeError, Method, Parameters
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
    (M, M), NaN between islands.
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
) -> BoardRatings:
    """Rate every island of the board.

    Args:
        outcomes: counts of the votes on M competitors.
        minimum_votes: fewer than this and a row is provisional.
        method: the model.
        start: where Newton's method starts, such as the last run's parameters; the result is the
            same.
        anchor: the competitor whose rating is fixed; if None, the mean of each island is.
        votes: the same votes with their voters, for standard errors clustered by voter; None for
            errors that take votes as independent.

    Raises:
        DidNotConvergeError: Newton's method did not converge.
    """
    cells = cells_by_side(outcomes) if method.side_effect else cells_by_pair(outcomes)
    connectivity = connectivity_of(outcomes.wins + outcomes.ties > 0)
    meat = None if votes is None else _clustered(votes)
    estimates = estimate(cells, connectivity, method=method, start=start, meat=meat)
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
) -> BoardRatings:
    """Rate a board with the style of the responses held constant.

    `logit = θ_left - θ_right + x·β`: a voter's preference for style goes into β, not into the
    strengths. There is no ridge: one on the mean loss, as some use, never vanishes however many
    votes there are.

    Args:
        votes: the votes.
        features: (N, F) of each vote's left response less the right one; see `style.differences`.
        names: (F,) of the features.
        minimum_votes: fewer than this and a row is provisional.
        method: the model.
        start: where Newton's method starts, which changes only how long it takes.
        anchor: the competitor whose rating is fixed; if None, the mean of each island is.
        clustered: whether standard errors are clustered by voter.

    Raises:
        DidNotConvergeError: Newton's method did not converge.

    Source:
        LMSYS, "Does style matter?" (2024).
    """
    outcomes = votes.outcomes()
    connectivity = connectivity_of(outcomes.wins + outcomes.ties > 0)
    cells = votes.as_cells(np.ascontiguousarray(features.T))
    meat = partial(_by_voter, votes) if clustered else None
    start = start or _warm_start(votes, features, connectivity, method)
    estimates = estimate(cells, connectivity, method=method, start=start, meat=meat, features=names)
    return _rows(outcomes, connectivity, estimates, minimum_votes, anchor)


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


def _clustered(votes: Votes) -> Meat:
    return lambda _, method, at: _by_voter(votes, votes.as_cells(), method, at)


def _by_voter(votes: Votes, cells: Cells, method: Method, at: Parameters) -> Floats:
    if votes.voter is None:
        raise ValueError("errors by voter need to know the voter of each vote")
    return cluster_meat(cells, votes.voter, method, at)


def _rows(
    outcomes: OutcomeCounts,
    connectivity: Connectivity,
    estimates: Estimates,
    minimum_votes: int,
    anchor: Anchor | None,
) -> BoardRatings:
    size = outcomes.size
    theta, covariance = _anchored(estimates, connectivity, anchor)
    errors = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    rating = MEAN_RATING + POINTS_PER_NAT * theta
    margin = np.where(np.isnan(errors), np.inf, Z * POINTS_PER_NAT * np.nan_to_num(errors))
    lower = np.where(connectivity.never_won, -np.inf, rating - margin)
    upper = np.where(connectivity.never_lost, np.inf, rating + margin)
    rank, rank_low, rank_high = (np.zeros(size, dtype=np.int64) for _ in range(3))
    expected_wins = np.full(size, np.nan)
    for members in connectivity.members():
        block = covariance[np.ix_(members, members)]
        rank[members] = ranks.lmarena_ranks(lower[members], upper[members])
        rank_low[members], rank_high[members] = ranks.rank_sets(theta[members], block)
        expected_wins[members] = contrasts.expected_wins(theta, covariance, members).value
    tallies = _tallies(outcomes)
    return BoardRatings(
        theta=theta,
        theta_se=errors,
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
        estimates=estimates,
        warnings=(*_warnings(connectivity), *estimates.warnings),
    )


def _anchored(
    estimates: Estimates, connectivity: Connectivity, anchor: Anchor | None
) -> tuple[Floats, Floats]:
    """Strengths and their covariance, (M,) and (M, M), as differences from the anchor if there is
    one. The covariance is NaN between islands and for a competitor alone in its island."""
    theta, covariance = estimates.parameters.theta, estimates.strengths.copy()
    same = connectivity.island[:, None] == connectivity.island
    alone = np.bincount(connectivity.island)[connectivity.island] < 2  # noqa: PLR2004 - it takes two
    covariance[~same | alone] = np.nan
    if anchor is None:
        return theta, covariance
    place = np.flatnonzero(connectivity.island == connectivity.island[anchor.index])
    shift = (anchor.rating - MEAN_RATING) / POINTS_PER_NAT - theta[anchor.index]
    theta = theta + np.where(connectivity.island == connectivity.island[anchor.index], shift, 0.0)
    block = covariance[np.ix_(place, place)]
    fixed = covariance[anchor.index, place]
    covariance[np.ix_(place, place)] = block - fixed - fixed[:, None] + fixed[place == anchor.index]
    return theta, covariance


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
