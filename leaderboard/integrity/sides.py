"""Test of preferring one side.

Sides are drawn at random, so whatever an honest voter prefers is on the left half of the time, and
the test needs no ratings. Voters may have a slight habit, whose spread is estimated.
"""

import numpy as np

from leaderboard.integrity.predictions import Predictions
from leaderboard.integrity.spread import excess_variance
from leaderboard.integrity.tails import wins_tails
from leaderboard.integrity.tested import LEAST_VOTES, Evidence, Tested

# Bounds of what counts as habit: the usual share of the left, and the variance of habits in nats².
LEAST_SHARE, MOST_SHARE = 0.4, 0.6
MOST_HABIT = 0.25


def prefer_one_side(predictions: Predictions) -> Tested:
    """Exact given the population's share of the left and the spread of habits; two-sided."""
    votes, left = predictions.votes, predictions.sum(predictions.left_won.astype(np.float64))
    counted = predictions.reference.counted & (votes > 0)
    share = _share(float(left[counted].sum()), int(votes[counted].sum()))
    tested = counted & (votes >= LEAST_VOTES)
    chance = votes.astype(np.float64) * (share * (1 - share))
    spread = excess_variance(
        (left - votes * share)[tested],
        chance=chance[tested],
        unit=chance[tested] ** 2,
        most=MOST_HABIT,
    )
    upper, lower = wins_tails(
        group=predictions.ballots.voter,
        groups=len(votes),
        logit=np.full(len(predictions.logit), np.log(share / (1 - share))),
        won=predictions.left_won,
        spread=spread**0.5,
    )
    p = np.where(votes >= LEAST_VOTES, np.minimum(1.0, 2 * np.minimum(upper, lower)), np.nan)

    def evidence(voter: int) -> Evidence:
        return {
            "votes": int(votes[voter]),
            "left": int(left[voter]),
            "usual_share": round(share, 3),
            "usual_spread": round(spread**0.5, 3),
        }

    return Tested(p, evidence)


def _share(left: float, votes: int) -> float:
    return min(max((left + 0.5) / (votes + 1), LEAST_SHARE), MOST_SHARE)
