"""Strengths from few votes, such as those of one voter: Bradley-Terry with a normal prior.

Without a prior, a model that won its only vote would be infinitely strong. With strengths drawn
from a normal distribution whose spread is that of the models of the board, each estimate is shrunk
towards the mean, the more the fewer votes there are.
"""

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import DidNotConvergeError
from leaderboard.ratings.ties import logistic
from leaderboard.ratings.uncertainty import Z

# From zero it takes 4 to 8; the posterior is concave, so no step leads away for long.
MOST_STEPS = 100
TOLERANCE = 1e-10
# In nats, the longest step, so that the first ones cannot overshoot.
LONGEST_STEP = 1.5
# In nats: a spread below this would call all models equal, whatever the votes say; without a board
# the usual one of boards, 100 rating points, is taken.
LEAST_SPREAD, USUAL_SPREAD = 0.1, 0.6


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The posterior of strengths, as a normal distribution around its mode.

    Args:
        theta: (M,) strengths in nats.
        information: (M, M) of the votes, without the prior.
        spread: standard deviation of the prior, in nats.
    """

    theta: Floats
    information: Floats
    spread: float

    def covariance(self, *, times: float = 1.0) -> Floats:
        """(M, M) in nats²; with `times` as many votes, spread over the models in the same way."""
        prior = np.eye(len(self.theta)) / self.spread**2
        return np.asarray(np.linalg.inv(times * self.information + prior))

    def margins(self) -> Floats:
        """(M,) half a 95 % interval of each strength less the mean of all, in nats."""
        size = len(self.theta)
        centred = np.eye(size) - 1 / size
        return np.asarray(Z * np.sqrt(np.diag(centred @ self.covariance() @ centred)))

    def typical_margin(self, *, times: float = 1.0) -> float:
        """Half a 95 % interval of the difference of two models, in nats: the median over pairs."""
        one, other = np.triu_indices(len(self.theta), 1)
        return float(np.median(Z * self._errors(one, other, times=times)))

    def told_apart(self) -> int:
        """How many pairs of models differ by more than a 95 % interval of their difference."""
        one, other = np.triu_indices(len(self.theta), 1)
        gaps = np.abs(self.theta[one] - self.theta[other])
        return int((gaps > Z * self._errors(one, other)).sum())

    def _errors(self, one: Integers, other: Integers, *, times: float = 1.0) -> Floats:
        covariance = self.covariance(times=times)
        both = covariance[one, one] + covariance[other, other] - 2 * covariance[one, other]
        return np.asarray(np.sqrt(both))


def shrink(wins: Floats, *, spread: float) -> Shrunk:
    """The mode of the posterior by Newton's method, and its curvature (Laplace's approximation).

    Args:
        wins: (M, M) how often each was preferred to each, half a win each for a tie.
        spread: standard deviation of the prior of strengths, in nats.

    Raises:
        DidNotConvergeError: `MOST_STEPS` steps were not enough.

    Source:
        Leonard, "An alternative Bayesian approach to the Bradley-Terry model for paired
        comparisons", Biometrics 33 (1977).
    """
    theta = np.zeros(len(wins))
    prior = np.eye(len(wins)) / spread**2
    for _ in range(MOST_STEPS):
        chance = logistic(theta[:, None] - theta)
        votes = wins + wins.T
        gradient = (wins - votes * chance).sum(axis=1) - theta / spread**2
        weights = votes * chance * (1 - chance)
        information = np.diag(weights.sum(axis=1)) - weights
        step = np.linalg.solve(information + prior, gradient)
        largest = float(np.abs(step).max(initial=0.0))
        theta = theta + step * min(1.0, LONGEST_STEP / max(largest, LONGEST_STEP))
        if largest <= TOLERANCE:
            return Shrunk(theta, information, spread)
    raise DidNotConvergeError(f"no mode after {MOST_STEPS} Newton steps")


def spread_of(strengths: Floats, errors: Floats) -> float:
    """How far models lie apart: the standard deviation of a board's strengths in nats, less what
    chance adds to it; empirical Bayes by moments.

    Source:
        Efron and Morris, "Stein's estimation rule and its competitors", JASA 68 (1973).
    """
    if len(strengths) < 2:  # noqa: PLR2004 - one model has no spread
        return USUAL_SPREAD
    variance = float(np.var(strengths, ddof=1) - np.mean(errors**2))
    return math.sqrt(max(variance, LEAST_SPREAD**2))
