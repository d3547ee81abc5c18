"""Ratings from counts: NumPy arrays in, frozen results out. Knows no Django."""

from leaderboard.ratings import elo, style
from leaderboard.ratings.board import Anchor, BoardRatings, Standing, rate_board, rate_styled
from leaderboard.ratings.counts import Cube, Outcome, count_votes
from leaderboard.ratings.estimates import Estimate
from leaderboard.ratings.fitting import DidNotConvergeError, Method, Parameters
from leaderboard.ratings.ties import Ties
from leaderboard.ratings.votes import Votes

__all__ = [
    "Anchor",
    "BoardRatings",
    "Cube",
    "DidNotConvergeError",
    "Estimate",
    "Method",
    "Outcome",
    "Parameters",
    "Standing",
    "Ties",
    "Votes",
    "count_votes",
    "elo",
    "rate_board",
    "rate_styled",
    "style",
]
