"""Ratings from counts: NumPy arrays in, frozen results out. Knows no Django.

What bears its module's name (`bootstrap`, `contrasts`, `held_out`, `rival_score`) is imported from
there.
"""

from leaderboard.ratings import elo, style
from leaderboard.ratings.board import Anchor, BoardRatings, Standing, rate_board, rate_styled
from leaderboard.ratings.bootstrap import Bootstrap
from leaderboard.ratings.contrasts import (
    Contrast,
    Contrasts,
    ExpectedWins,
    contrast,
    expected_wins,
    votes_to_separate,
)
from leaderboard.ratings.counts import Cube, Outcome, count_votes
from leaderboard.ratings.estimates import Estimate
from leaderboard.ratings.fitting import DidNotConvergeError, Method, Parameters
from leaderboard.ratings.flips import Flip, votes_to_flip
from leaderboard.ratings.held_out import HeldOut
from leaderboard.ratings.rival_score import RivalScore
from leaderboard.ratings.ties import Ties
from leaderboard.ratings.votes import Votes

__all__ = [
    "Anchor",
    "BoardRatings",
    "Bootstrap",
    "Contrast",
    "Contrasts",
    "Cube",
    "DidNotConvergeError",
    "Estimate",
    "ExpectedWins",
    "Flip",
    "HeldOut",
    "Method",
    "Outcome",
    "Parameters",
    "RivalScore",
    "Standing",
    "Ties",
    "Votes",
    "contrast",
    "count_votes",
    "elo",
    "expected_wins",
    "rate_board",
    "rate_styled",
    "style",
    "votes_to_flip",
    "votes_to_separate",
]
