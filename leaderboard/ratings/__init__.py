"""Ratings from counts: NumPy arrays in, frozen results out. Knows no Django."""

from leaderboard.ratings import elo
from leaderboard.ratings.board import BoardRatings, Standing, rate_board
from leaderboard.ratings.bradley_terry import DidNotConvergeError
from leaderboard.ratings.counts import Cube, Outcome, count_votes

__all__ = [
    "BoardRatings",
    "Cube",
    "DidNotConvergeError",
    "Outcome",
    "Standing",
    "count_votes",
    "elo",
    "rate_board",
]
