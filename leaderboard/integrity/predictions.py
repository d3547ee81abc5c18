"""Predict each vote from the votes of the other voters, and compare each voter with that."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from leaderboard.integrity.ballots import Ballots
from leaderboard.integrity.spread import excess_variance
from leaderboard.integrity.tested import LEAST_OTHERS, LEAST_VOTES
from leaderboard.ratings import (
    LEFT,
    RIGHT,
    Cells,
    Floats,
    Integers,
    Method,
    Outcome,
    connectivity_of,
    derivatives,
    estimate,
    inverse,
    logistic,
    with_prior,
)

# Upper bound of the variance of tastes, in nats²: wins of 95 % for what is average to others.
MOST_TASTE = 9.0
# A voter's votes on one competitor count in the reference ratings as at most so many.
MOST_WEIGHT = 5.0
# Competitors a voter met fewer times are not used to estimate tastes.
LEAST_MET = 3
# Doubles of one array of influences held at a time: 32 MB.
_MOST_HELD = 4_000_000


@dataclass(frozen=True, slots=True)
class Reference:
    """Ratings fitted to the preferences of the voters who count as honest.

    Ties are left out here: given that one of two is preferred, Davidson's model is that of Bradley
    and Terry, and how often a voter votes for a tie is no ground for suspicion.

    Args:
        theta: (M,) strengths in nats.
        side: the side effect (advantage of the left), in nats.
        bread: (M + 1, M + 1) inverse of the information, the side last; zeros for the side if
            the votes do not identify it.
        counted: (V,) which voters were included.
        weight: (N,) the weight of each preference.
    """

    theta: Floats
    side: float
    bread: Floats = field(repr=False)
    counted: np.ndarray = field(repr=False)
    weight: Floats = field(repr=False)


def fit_reference(decisive: Ballots, *, counted: np.ndarray) -> Reference:
    """Fit the ratings to the preferences of these voters.

    Args:
        decisive: votes that prefer one.
        counted: (V,) which voters to include.
    """
    weight = np.where(counted[decisive.voter], weights_of(decisive), 0.0)
    cells = _cells(decisive, weight)
    scored = np.zeros((decisive.size,) * 2, dtype=bool)
    scored[cells.left, cells.right] = cells.counts[:, LEFT] > 0
    scored[cells.right, cells.left] |= cells.counts[:, RIGHT] > 0
    connectivity = connectivity_of(scored)
    found = estimate(cells, connectivity, method=Method(side_effect=True))
    at, method = found.parameters, found.method
    information = derivatives(with_prior(cells, connectivity), method, at).pinned(
        connectivity.island
    )
    bread = np.zeros((decisive.size + 1, decisive.size + 1))
    width = len(information)
    bread[:width, :width] = inverse(information)
    return Reference(at.theta, at.side, bread, counted, weight)


def weights_of(decisive: Ballots) -> Floats:
    """(N,) weights of the preferences: a voter's votes on one competitor count together as at most
    `MOST_WEIGHT`, since more of them show taste or intent rather than strength."""
    keys = [decisive.voter * decisive.size + side for side in (decisive.left, decisive.right)]
    known, place = np.unique(np.concatenate(keys), return_inverse=True)
    met = np.bincount(place, minlength=len(known))[place].reshape(2, -1).max(axis=0)
    return np.minimum(1.0, MOST_WEIGHT / met)


def _cells(decisive: Ballots, weight: Floats) -> Cells:
    """Weighted counts by pair and shown side."""
    size = decisive.size
    key = decisive.left * size + decisive.right
    left_won = decisive.outcome == Outcome.LEFT
    won, lost = (np.bincount(key, weight * one, size * size) for one in (left_won, ~left_won))
    there = np.flatnonzero(won + lost)
    counts = np.column_stack([won[there], lost[there], np.zeros(len(there))])
    return Cells(size, there // size, there % size, counts)


@dataclass(frozen=True)
class Predictions:
    """Each preference with its prediction from the votes of all other voters.

    Args:
        ballots: the preferences, N of them.
        reference: the ratings.
        logit: (N,) predicted logit of left, in nats, without the voter's own votes.
        strength_variance: (M,) variance of each strength, clustered by voter.
    """

    ballots: Ballots
    reference: Reference
    logit: Floats
    strength_variance: Floats

    @cached_property
    def left_won(self) -> np.ndarray:
        return np.asarray(self.ballots.outcome == Outcome.LEFT)

    @cached_property
    def excess(self) -> Floats:
        """(N,) score of left less its expected score."""
        return np.asarray(self.left_won - logistic(self.logit))

    @cached_property
    def variance(self) -> Floats:
        """(N,) of the excess, by chance alone."""
        chance = logistic(self.logit)
        return np.asarray(chance * (1 - chance))

    @cached_property
    def votes(self) -> Integers:
        """(V,) preferences of each voter."""
        return np.bincount(self.ballots.voter, minlength=self.ballots.voters)

    @cached_property
    def totals(self) -> "CompetitorTotals":
        return _competitor_totals(self)

    @cached_property
    def taste(self) -> float:
        """Standard deviation in nats of honest voters' tastes for a competitor."""
        totals = self.totals
        met = (totals.votes >= LEAST_MET) & self.reference.counted[totals.voter]
        variance = totals.variance[met]
        found = excess_variance(
            totals.excess[met],
            chance=variance,
            unit=variance**2 + totals.rivals[met],
            most=MOST_TASTE,
            weight=(variance / (1 + variance)) ** 2,
        )
        return math.sqrt(found)

    def tested(self) -> np.ndarray:
        """(V,) which voters have enough preferences to be tested, given enough such voters."""
        often = self.votes >= LEAST_VOTES
        others = (often & self.reference.counted).sum() - 1
        return often & bool(others >= LEAST_OTHERS)

    def by_taste(self, weight: Floats) -> Floats:
        """(V,) variance that tastes, and the uncertainty of the ratings, add to each voter's
        Σ weight · excess."""
        totals = self.totals
        load = np.bincount(
            totals.group, totals.sign * (weight * self.variance)[totals.vote], len(totals.voter)
        )
        each = self.taste**2 + self.strength_variance[totals.competitor]
        return np.bincount(totals.voter, load**2 * each, self.ballots.voters)

    def sum(self, values: Floats) -> Floats:
        """(V,) sums over the votes of each voter."""
        return np.bincount(self.ballots.voter, values, self.ballots.voters)


@dataclass(frozen=True, slots=True)
class CompetitorTotals:
    """Sums for each voter and competitor: G groups of votes, by voter, then competitor.

    Args:
        voter, competitor: (G,).
        votes: (G,) preferences between it and others.
        excess: (G,) score of the competitor less its expected score.
        variance: (G,) of that, by chance alone.
        rivals: (G,) variance added by tastes for its opponents, for a spread of one nat.
        group, vote, sign: (2N,) every vote twice: for the left one, 1, and for the right one, -1.
    """

    voter: Integers
    competitor: Integers
    votes: Integers
    excess: Floats
    variance: Floats
    rivals: Floats
    group: Integers = field(repr=False)
    vote: Integers = field(repr=False)
    sign: Floats = field(repr=False)


def predict(decisive: Ballots, reference: Reference) -> Predictions:
    """Predict each vote without the voter's own votes.

    By one Newton step, so what is left of a voter's own influence is of the second order.

    Source:
        Pregibon, Ann. Stat. 9 (1981); Liang and Zeger, Biometrika 73 (1986), for the
        variance of strengths.
    """
    theta, side = reference.theta, reference.side
    logit = theta[decisive.left] - theta[decisive.right] + side
    excess = (decisive.outcome == Outcome.LEFT) - logistic(logit)
    excess *= reference.weight
    width = decisive.size + 1
    strength_variance = np.zeros(width)
    step = max(1, _MOST_HELD // width)
    for first in range(0, decisive.voters, step):
        voters = min(step, decisive.voters - first)
        begin, end = np.searchsorted(decisive.voter, [first, first + voters])
        some = slice(int(begin), int(end))
        who, left, right = decisive.voter[some] - first, decisive.left[some], decisive.right[some]
        moved = scores(who, left, right, excess[some], voters, decisive.size) @ reference.bread
        strength_variance += (moved**2).sum(axis=0)
        logit[some] -= moved[who, left] - moved[who, right] + moved[who, -1]
    return Predictions(decisive, reference, logit, strength_variance[:-1])


def scores(
    who: Integers, left: Integers, right: Integers, excess: Floats, voters: int, size: int
) -> Floats:
    """(voters, M + 1) gradient of each voter's log-likelihood by the strengths and the side."""
    width = size + 1
    total = np.bincount(who * width + left, excess, voters * width)
    total -= np.bincount(who * width + right, excess, voters * width)
    total += np.bincount(who * width + size, excess, voters * width)
    return np.asarray(total.reshape(voters, width))


def _competitor_totals(predictions: Predictions) -> CompetitorTotals:
    ballots = predictions.ballots
    number, size = len(ballots.voter), ballots.size
    keys = np.concatenate(
        [ballots.voter * size + ballots.left, ballots.voter * size + ballots.right]
    )
    order = np.argsort(keys, kind="stable")
    known, group = np.unique(keys[order], return_inverse=True)
    vote, sign = order % max(number, 1), np.where(order < number, 1.0, -1.0)
    variance = predictions.variance[vote]
    return CompetitorTotals(
        voter=known // size,
        competitor=known % size,
        votes=np.bincount(group, minlength=len(known)),
        excess=np.bincount(group, sign * predictions.excess[vote], len(known)),
        variance=np.bincount(group, variance, len(known)),
        rivals=np.bincount(group, variance**2, len(known)),
        group=group,
        vote=vote,
        sign=sign,
    )
