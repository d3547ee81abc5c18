"""Tests of agreement: does a voter agree with the others as an honest one would?

*Surprising*: too many preferences against those of the others, or against very clear ones.
*Random*: no agreement at all where honest voters agree.
"""

import numpy as np

from leaderboard.integrity.predictions import Predictions
from leaderboard.integrity.spread import excess_variance
from leaderboard.integrity.tails import gamma_tail, normal_tail
from leaderboard.integrity.tested import Evidence, Tested
from leaderboard.ratings import Floats, logistic

# The prediction of the ratings counts as so many past votes on the pair, so that a pair without
# other votes has ranks too.
PRIOR_VOTES = 10.0
# Upper bounds of the searches for excess variance: of Fisher's statistic, as a factor less 1, and
# of the slopes of voters.
MOST_FACTOR = 9.0
MOST_SLOPE_VARIANCE = 4.0


def vote_surprisingly(predictions: Predictions) -> Tested:
    """Fisher's method on the ranks of the outcomes among those the others gave for the same pair.

    The rank p-value of a preference for the pair's favourite is 1; that of the other one, the share
    q of such preferences among all others on the pair. Fisher's -2 Σ log q would follow a χ² law if
    ranks were continuous and honest voters alike. As they are not, it is compared with the gamma
    distribution of its own mean and variance, tastes included.

    Source:
        Chiang et al., "Chatbot Arena", ICML (2024), section 5.3; Fisher, Statistical Methods for
        Research Workers (1932); Brown, Biometrics 31 (1975), for its mean and variance.
    """
    chance = _ranked(predictions)
    unlikely = np.minimum(chance, 1 - chance)
    upset = np.where(chance >= 0.5, ~predictions.left_won, predictions.left_won)  # noqa: PLR2004 - half
    weight = -2 * np.log(unlikely)
    mean = predictions.sum(weight * unlikely)
    value = predictions.sum(weight * upset)
    by_chance = predictions.sum(weight**2 * unlikely * (1 - unlikely))
    direction = np.where(chance >= 0.5, -1.0, 1.0)  # noqa: PLR2004 - half
    variance = by_chance + predictions.by_taste(weight * direction)
    tested = predictions.tested()
    known = tested & predictions.reference.counted
    factor = 1 + excess_variance(
        (value - mean)[known], chance=variance[known], unit=variance[known], most=MOST_FACTOR
    )
    p = np.where(tested, gamma_tail(value, mean, variance * factor), np.nan)
    upsets = predictions.sum(upset.astype(np.float64))

    def evidence(voter: int) -> Evidence:
        return {
            "votes": int(predictions.votes[voter]),
            "against_the_favourite": int(upsets[voter]),
            "expected_against": round(float(predictions.sum(unlikely)[voter]), 1),
            "vote_surprisingly": round(float(value[voter]), 1),
            "expected_surprise": round(float(mean[voter]), 1),
        }

    return Tested(p, evidence)


def vote_at_random(predictions: Predictions) -> Tested:
    """Score test of whether a voter's preferences ignore quality.

    The slope of the preferences on the predicted logits is 1 on average; the test is one-sided,
    against less. How much honest voters differ in slope, beyond tastes and chance, is estimated.

    Source:
        Cox, Biometrika 45 (1958), for the slope of logits as a measure of agreement.
    """
    weight = predictions.logit
    value = predictions.sum(weight * predictions.excess)
    power = predictions.sum(weight**2 * predictions.variance)
    variance = power + predictions.by_taste(weight)
    tested = predictions.tested() & (power > 0)
    known = tested & predictions.reference.counted
    heed = excess_variance(
        value[known],
        chance=variance[known],
        unit=power[known] ** 2,
        most=MOST_SLOPE_VARIANCE,
        weight=(power[known] / (1 + power[known])) ** 2,
    )
    error = np.sqrt(np.maximum(variance + heed * power**2, 1e-12))
    p = np.where(tested, normal_tail(-value / error), np.nan)

    def evidence(voter: int) -> Evidence:
        return {
            "votes": int(predictions.votes[voter]),
            "slope": round(float(1 + value[voter] / max(power[voter], 1e-9)), 2),
            "usual_spread": round(heed**0.5, 2),
        }

    return Tested(p, evidence)


def _ranked(predictions: Predictions) -> Floats:
    """(N,) the share of left among the others' preferences on the pair, as it was shown, the
    prediction counted as `PRIOR_VOTES` votes."""
    ballots, reference = predictions.ballots, predictions.reference
    pair = np.minimum(ballots.left, ballots.right) * ballots.size
    pair = pair + np.maximum(ballots.left, ballots.right)
    is_first = ballots.left < ballots.right
    first_won = predictions.left_won == is_first
    counts = reference.counted[ballots.voter]
    known, place = np.unique(pair, return_inverse=True)
    wins = np.bincount(place, first_won & counts, len(known))[place]
    votes = np.bincount(place, counts, len(known))[place]
    _, own = np.unique(ballots.voter * len(known) + place, return_inverse=True)
    wins = wins - np.bincount(own, first_won & counts)[own]
    votes = votes - np.bincount(own, counts)[own]
    predicted = logistic(predictions.logit)
    left_wins = np.where(is_first, wins, votes - wins)
    return np.asarray((left_wins + PRIOR_VOTES * predicted) / (votes + PRIOR_VOTES))
