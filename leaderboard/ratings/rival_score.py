"""A score like Rival's, from win rate, consistency and credibility.

Rival (rival.tips/methodology) names these three factors only; the definitions are this project's
own, and the methodology page prints them from the constants here.
"""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.counts import Floats, Integers

FULL_SCORE = 1000.0
# Votes at which a competitor is half credible.
HALF_CREDIBLE_VOTES = 20.0
# Votes at the competitor's mean that are added to each challenge, so that chance on a challenge
# with few votes is not taken for unevenness.
SHRINKAGE_VOTES = 5.0
# A standard deviation of win rates this large is no consistency at all; no larger one is possible.
LARGEST_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class RivalScore:
    """Each (M,): `score` from 0 to 1000, and its factors from 0 to 1."""

    score: Floats
    win_rate: Floats
    consistency: Floats
    credibility: Floats


def rival_scores(wins: Integers, ties: Integers, votes: Integers) -> RivalScore:
    """`1000 · win rate · consistency · credibility`.

    With w wins, t ties and n votes on a challenge, and W, T, N of them in all:

    * win rate `r = (W + T/2) / N`, 0 without votes;
    * consistency `1 - min(1, sd / 0.5)`, where sd is the standard deviation, over the challenges
      with a vote, each counted once, of the shrunk win rates `(w + t/2 + 5 r) / (n + 5)`;
    * credibility `N / (N + 20)`.

    Args:
        wins, ties, votes: (M, Q) of each competitor on each challenge; both-bad is a tie.

    Raises:
        ValueError: more wins and ties than votes.
    """
    if (wins < 0).any() or (ties < 0).any() or (wins + ties > votes).any():
        raise ValueError("wins and ties must be among the votes")
    scored = wins + ties / 2
    number = votes.sum(axis=1)
    win_rate = np.divide(scored.sum(axis=1), number, out=np.zeros(len(number)), where=number > 0)
    spread = _spread(scored, votes, win_rate)
    consistency = 1 - np.minimum(1.0, spread / LARGEST_SPREAD)
    credibility = number / (number + HALF_CREDIBLE_VOTES)
    score = FULL_SCORE * win_rate * consistency * credibility
    return RivalScore(score, win_rate, consistency, credibility)


def _spread(scored: Floats, votes: Integers, win_rate: Floats) -> Floats:
    """(M,) standard deviation of the shrunk win rates; 0 for fewer than two challenges."""
    mean = win_rate[:, None]
    shrunk = (scored + SHRINKAGE_VOTES * mean) / (votes + SHRINKAGE_VOTES)
    seen = votes > 0
    number = np.maximum(seen.sum(axis=1), 1)
    centre = np.where(seen, shrunk, 0.0).sum(axis=1) / number
    squares = np.where(seen, (shrunk - centre[:, None]) ** 2, 0.0).sum(axis=1)
    return np.asarray(np.sqrt(squares / number))
