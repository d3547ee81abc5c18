"""Online Elo, in the order of the votes: a live view, not the ranking."""

from collections.abc import Sequence

from leaderboard.ratings.counts import SCORE, Outcome

# Rating points one vote can move; small, so that the order of votes matters little.
K = 4.0
START = 1000.0
# Points that make odds of ten to one.
SCALE = 400.0


def replay(
    *,
    left: Sequence[int],
    right: Sequence[int],
    outcome: Sequence[Outcome],
    start: Sequence[float],
) -> list[float]:
    """Ratings after these votes, one after the other.

    Args:
        left, right: (N,) indices of who was shown where.
        outcome: (N,) what was voted.
        start: (M,) ratings before the first vote, in points.

    Returns:
        (M,) ratings after the last vote, in points.

    Source:
        Elo, The Rating of Chessplayers, Past and Present (1978).
    """
    ratings = list(start)
    score = [SCORE[each] for each in Outcome]
    for a, b, result in zip(left, right, outcome, strict=True):
        expected = 1.0 / (1.0 + 10.0 ** ((ratings[b] - ratings[a]) / SCALE))
        change = K * (score[result] - expected)
        ratings[a] += change
        ratings[b] -= change
    return ratings


__all__ = ["SCALE", "START", "K", "Outcome", "replay"]
