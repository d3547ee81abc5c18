"""What the others' votes predict of each vote, and how far each voter departs from it."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from leaderboard.integrity.ballots import Ballots
from leaderboard.integrity.spread import excess_variance
from leaderboard.integrity.tested import LEAST_VOTES
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

# The largest variance of tastes looked for, in nats²: wins of 95 % for what is average to others.
MOST_TASTE = 9.0
# What a voter says of one competitor counts in the ratings as at most so many votes.
MOST_WORD = 5.0
# Among fewer other voters nobody can tell what is usual.
LEAST_OTHERS = 20
# Competitors a voter met so often tell something of the voter's taste.
LEAST_MET = 3
# Doubles of one array of influences held at a time: 32 MB.
_MOST_HELD = 4_000_000


@dataclass(frozen=True, slots=True)
class Reference:
    """Ratings of the preferences of those voters who count as honest.

    Ties are left out here: given that one of two is preferred, Davidson's model is that of Bradley
    and Terry, and how readily a voter calls a tie is no ground for suspicion.

    Args:
        theta: (M,) strengths in nats.
        side: what being shown on the left helps, in nats.
        bread: (M + 1, M + 1) inverse of the information, the side last; zeros for the side if the
            votes do not tell it.
        counted: (V,) whose votes were counted.
        weight: (N,) how much each preference counted.
    """

    theta: Floats
    side: float
    bread: Floats = field(repr=False)
    counted: np.ndarray = field(repr=False)
    weight: Floats = field(repr=False)


def refer(decisive: Ballots, *, counted: np.ndarray) -> Reference:
    """Fit the ratings to the preferences of these voters.

    Args:
        decisive: votes that prefer one.
        counted: (V,) which voters count.
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
    """(N,) how much each preference counts: who prefers one competitor a hundred times tells of a
    taste, or of a plan, and hardly more of its strength than who does it `MOST_WORD` times."""
    keys = [decisive.voter * decisive.size + side for side in (decisive.left, decisive.right)]
    known, place = np.unique(np.concatenate(keys), return_inverse=True)
    met = np.bincount(place, minlength=len(known))[place].reshape(2, -1).max(axis=0)
    return np.minimum(1.0, MOST_WORD / met)


def _cells(decisive: Ballots, weight: Floats) -> Cells:
    """Weighed counts by pair and shown side."""
    size = decisive.size
    key = decisive.left * size + decisive.right
    left_won = decisive.outcome == Outcome.LEFT
    won, lost = (np.bincount(key, weight * one, size * size) for one in (left_won, ~left_won))
    there = np.flatnonzero(won + lost)
    counts = np.column_stack([won[there], lost[there], np.zeros(len(there))])
    return Cells(size, there // size, there % size, counts)


@dataclass(frozen=True)
class Predictions:
    """Each preference beside what the votes of all other voters predict.

    Args:
        ballots: the preferences, N of them.
        reference: the ratings.
        logit: (N,) of the left one's being preferred, in nats, the voter's own votes taken out.
        doubt: (M,) variance of each strength, voters taken as they come.
    """

    ballots: Ballots
    reference: Reference
    logit: Floats
    doubt: Floats

    @cached_property
    def left_won(self) -> np.ndarray:
        return np.asarray(self.ballots.outcome == Outcome.LEFT)

    @cached_property
    def excess(self) -> Floats:
        """(N,) what left scored less what was expected."""
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
    def stakes(self) -> "Stakes":
        return _stakes(self)

    @cached_property
    def taste(self) -> float:
        """The spread in nats of what honest voters hold of one competitor beyond its rating."""
        stakes = self.stakes
        met = (stakes.votes >= LEAST_MET) & self.reference.counted[stakes.voter]
        variance = stakes.variance[met]
        found = excess_variance(
            stakes.excess[met],
            chance=variance,
            unit=variance**2 + stakes.rivals[met],
            most=MOST_TASTE,
            weight=(variance / (1 + variance)) ** 2,
        )
        return math.sqrt(found)

    def tested(self) -> np.ndarray:
        """(V,) who can be compared with others: who prefers often enough, among enough such."""
        often = self.votes >= LEAST_VOTES
        others = (often & self.reference.counted).sum() - 1
        return often & bool(others >= LEAST_OTHERS)

    def by_taste(self, weight: Floats) -> Floats:
        """(V,) what tastes, and doubt about the ratings, add to the variance of each voter's
        Σ weight · excess."""
        stakes = self.stakes
        load = np.bincount(
            stakes.group, stakes.sign * (weight * self.variance)[stakes.vote], len(stakes.voter)
        )
        each = self.taste**2 + self.doubt[stakes.competitor]
        return np.bincount(stakes.voter, load**2 * each, self.ballots.voters)

    def sum(self, values: Floats) -> Floats:
        """(V,) of each voter."""
        return np.bincount(self.ballots.voter, values, self.ballots.voters)


@dataclass(frozen=True, slots=True)
class Stakes:
    """What each voter did for each competitor met: G groups of votes, by voter, then competitor.

    Args:
        voter, competitor: (G,).
        votes: (G,) preferences between it and others.
        excess: (G,) what it won, less what was expected.
        variance: (G,) of that, by chance alone.
        rivals: (G,) what tastes of one nat for its rivals add to that.
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
    """Take each voter's own votes out of what is predicted of them.

    By one Newton step, so what is left of a voter's own influence is of the second order.

    Source:
        Pregibon, Ann. Stat. 9 (1981); Liang and Zeger, Biometrika 73 (1986), for the doubt.
    """
    theta, side = reference.theta, reference.side
    logit = theta[decisive.left] - theta[decisive.right] + side
    excess = (decisive.outcome == Outcome.LEFT) - logistic(logit)
    excess *= reference.weight
    width = decisive.size + 1
    doubt = np.zeros(width)
    step = max(1, _MOST_HELD // width)
    for first in range(0, decisive.voters, step):
        voters = min(step, decisive.voters - first)
        begin, end = np.searchsorted(decisive.voter, [first, first + voters])
        some = slice(int(begin), int(end))
        who, left, right = decisive.voter[some] - first, decisive.left[some], decisive.right[some]
        moved = scores(who, left, right, excess[some], voters, decisive.size) @ reference.bread
        doubt += (moved**2).sum(axis=0)
        logit[some] -= moved[who, left] - moved[who, right] + moved[who, -1]
    return Predictions(decisive, reference, logit, doubt[:-1])


def scores(
    who: Integers, left: Integers, right: Integers, excess: Floats, voters: int, size: int
) -> Floats:
    """(voters, M + 1) the slope of each voter's log-likelihood by the strengths and the side."""
    width = size + 1
    total = np.bincount(who * width + left, excess, voters * width)
    total -= np.bincount(who * width + right, excess, voters * width)
    total += np.bincount(who * width + size, excess, voters * width)
    return np.asarray(total.reshape(voters, width))


def _stakes(predictions: Predictions) -> Stakes:
    ballots = predictions.ballots
    number, size = len(ballots.voter), ballots.size
    keys = np.concatenate(
        [ballots.voter * size + ballots.left, ballots.voter * size + ballots.right]
    )
    order = np.argsort(keys, kind="stable")
    known, group = np.unique(keys[order], return_inverse=True)
    vote, sign = order % max(number, 1), np.where(order < number, 1.0, -1.0)
    variance = predictions.variance[vote]
    return Stakes(
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
