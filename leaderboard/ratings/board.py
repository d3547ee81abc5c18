"""A whole board from its counts: finite, labelled numbers whatever the data."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from leaderboard.ratings import bradley_terry, connectivity, ranks
from leaderboard.ratings.counts import Cube, Floats, Integers

# Rating points per nat, so that 400 points are odds of ten to one, and the board's mean.
POINTS_PER_NAT = 400.0 / np.log(10.0)
MEAN_RATING = 1000.0
# Standard errors to each side of a 95 % interval.
Z = 1.959963984540054
# Where the votes allow no finite maximum, both sides of each compared pair get half a win more:
# the correction of Haldane (1956) and Anscombe (1956). Elsewhere there is no prior at all.
PRIOR_WIN = 0.5


class Standing(StrEnum):
    """What a row's numbers are worth."""

    ESTABLISHED = "established"
    PROVISIONAL = "provisional"
    UNBOUNDED = "unbounded"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True)
class BoardRatings:
    """The rows of a board, each array (M,) in the cube's order.

    Strengths and errors are in nats, ratings and bounds in points; a missing bound is infinite, a
    missing error NaN, a missing rank 0. Ranks, means and expected wins are those of the row's own
    island, since islands have no order between them.
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
    status: tuple[Standing, ...]
    covariance: Floats = field(repr=False)
    log_likelihood: float
    steps: int
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Columns:
    """What the islands fill in."""

    theta: Floats
    covariance: Floats
    rank: Integers
    rank_low: Integers
    rank_high: Integers
    expected_wins: Floats
    never_lost: np.ndarray
    never_won: np.ndarray
    log_likelihood: float = 0.0
    steps: int = 0
    warnings: list[str] = field(default_factory=list)


def rate_board(cube: Cube, *, minimum_votes: int) -> BoardRatings:
    """Rate every island of the board.

    Args:
        cube: counts of M competitors.
        minimum_votes: fewer than this and a row is provisional.

    Raises:
        DidNotConvergeError: the fit of an island did not end.
    """
    size = cube.size
    wins, ties = cube.wins, cube.ties
    totals = wins + wins.T + ties
    island = connectivity.islands(totals > 0)
    columns = _Columns(
        theta=np.zeros(size),
        covariance=np.full((size, size), np.nan),
        rank=np.zeros(size, dtype=np.int64),
        rank_low=np.zeros(size, dtype=np.int64),
        rank_high=np.zeros(size, dtype=np.int64),
        expected_wins=np.full(size, np.nan),
        never_lost=np.zeros(size, dtype=bool),
        never_won=np.zeros(size, dtype=bool),
    )
    for number in range(1, int(island.max(initial=0)) + 1):
        members = np.flatnonzero(island == number)
        if len(members) > 1:
            _rate_island(columns, members, wins, ties)
    if np.count_nonzero(np.bincount(island) > 1) > 1:
        columns.warnings.append(
            "Some models are joined by no chain of votes; islands have no order."
        )
    return _assemble(cube, columns, island, minimum_votes)


def _rate_island(columns: _Columns, members: Integers, wins: Floats, ties: Floats) -> None:
    block = np.ix_(members, members)
    wins, ties = wins[block], ties[block]
    scores = wins + ties / 2
    if not connectivity.is_strongly_connected(scores > 0):
        scores = scores + PRIOR_WIN * (scores + scores.T > 0)
        _mark_unbounded(columns, members, wins + ties > 0)
    fitted = bradley_terry.fit(scores)
    covariance = bradley_terry.sandwich(wins, ties, fitted.theta)
    columns.theta[members] = fitted.theta
    columns.covariance[block] = covariance
    columns.log_likelihood += fitted.log_likelihood
    columns.steps = max(columns.steps, fitted.steps)
    _rank_island(columns, members, fitted.theta, covariance)


def _mark_unbounded(columns: _Columns, members: Integers, scored: np.ndarray) -> None:
    """Find who is in a group nobody outside it scored against, or that never scored outside."""
    for place, member in enumerate(members.tolist()):
        beneath = connectivity.reached_from(place, scored)
        above = connectivity.reached_from(place, scored.T)
        columns.never_lost[member] = set(above) <= set(beneath)
        columns.never_won[member] = set(beneath) <= set(above)
    columns.warnings.append(
        "Some models never lost or never won outside their group: one-sided bounds, "
        f"estimated with {PRIOR_WIN} of a win added to each side of every compared pair."
    )


def _rank_island(columns: _Columns, members: Integers, theta: Floats, covariance: Floats) -> None:
    errors = Z * np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    lower = np.where(columns.never_won[members], -np.inf, theta - errors)
    upper = np.where(columns.never_lost[members], np.inf, theta + errors)
    columns.rank[members] = ranks.lmarena_ranks(lower, upper)
    low, high = ranks.rank_sets(theta, covariance)
    columns.rank_low[members], columns.rank_high[members] = low, high
    chances = bradley_terry.win_probabilities(theta)
    columns.expected_wins[members] = 100 * (chances.sum(axis=1) - 0.5) / (len(members) - 1)


def _assemble(cube: Cube, columns: _Columns, island: Integers, minimum_votes: int) -> BoardRatings:
    wins, losses = cube.wins.sum(axis=1), cube.wins.sum(axis=0)
    both_bad = cube.both_bad.sum(axis=1)
    ties = cube.ties.sum(axis=1) - both_bad
    votes = (wins + losses + ties + both_bad).astype(np.int64)
    errors = np.sqrt(np.maximum(np.diagonal(columns.covariance), 0.0))
    rating = MEAN_RATING + POINTS_PER_NAT * columns.theta
    reach = np.where(np.isnan(errors), np.inf, Z * POINTS_PER_NAT * np.nan_to_num(errors))
    return BoardRatings(
        theta=columns.theta,
        theta_se=errors,
        rating=rating,
        lower=np.where(columns.never_won, -np.inf, rating - reach),
        upper=np.where(columns.never_lost, np.inf, rating + reach),
        rank=columns.rank,
        rank_low=columns.rank_low,
        rank_high=columns.rank_high,
        expected_wins=columns.expected_wins,
        votes=votes,
        wins=wins.astype(np.int64),
        losses=losses.astype(np.int64),
        ties=ties.astype(np.int64),
        both_bad=both_bad,
        island=island,
        status=_statuses(votes, columns, minimum_votes),
        covariance=columns.covariance,
        log_likelihood=columns.log_likelihood,
        steps=columns.steps,
        warnings=tuple(dict.fromkeys(columns.warnings)),  # islands may say the same
    )


def _statuses(votes: Integers, columns: _Columns, minimum_votes: int) -> tuple[Standing, ...]:
    unbounded = columns.never_lost | columns.never_won
    return tuple(
        Standing.UNRATED
        if count == 0
        else Standing.UNBOUNDED
        if one_sided
        else Standing.PROVISIONAL
        if count < minimum_votes
        else Standing.ESTABLISHED
        for count, one_sided in zip(votes.tolist(), unbounded.tolist(), strict=True)
    )
