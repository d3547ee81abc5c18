"""Ratings computed from vote counts: NumPy arrays in, frozen dataclasses out. Uses no Django."""

from leaderboard.ratings import board, contrasts, elo, estimates, fitting, held_out, ranks, style
from leaderboard.ratings.board import (
    MEAN_RATING,
    POINTS_PER_NAT,
    Anchor,
    BoardRatings,
    RowStatus,
    measure_inflation,
    rate_board,
    rate_styled,
)
from leaderboard.ratings.bootstrap import Bootstrap, bootstrap_estimates
from leaderboard.ratings.cells import LEFT, RIGHT, Cells, cells_by_pair, cells_by_side
from leaderboard.ratings.connectivity import connectivity_of
from leaderboard.ratings.contrasts import (
    Contrast,
    Contrasts,
    ExpectedWins,
    contrast,
    expected_wins,
    votes_to_separate,
)
from leaderboard.ratings.counts import Floats, Integers, Outcome, OutcomeCounts, count_votes
from leaderboard.ratings.covariance import contrast_errors, inverse
from leaderboard.ratings.estimates import Errors, Estimate, estimate, with_prior
from leaderboard.ratings.fitting import DidNotConvergeError, Method, Parameters, derivatives
from leaderboard.ratings.flips import Flip, votes_to_flip
from leaderboard.ratings.held_out import HeldOut, held_out_losses
from leaderboard.ratings.inflation import Inflation
from leaderboard.ratings.ranks import lmarena_ranks
from leaderboard.ratings.rival_score import RivalScore, rival_scores
from leaderboard.ratings.shrunk import USUAL_SPREAD, Shrunk, shrink, spread_of
from leaderboard.ratings.style import differences
from leaderboard.ratings.ties import Ties, chances, equals_tie, logistic
from leaderboard.ratings.uncertainty import CHALLENGE, ONE_VOTER, VOTER, Uncertainty, Z
from leaderboard.ratings.votes import Votes

__all__ = [
    "CHALLENGE",
    "LEFT",
    "MEAN_RATING",
    "ONE_VOTER",
    "POINTS_PER_NAT",
    "RIGHT",
    "USUAL_SPREAD",
    "VOTER",
    "Anchor",
    "BoardRatings",
    "Bootstrap",
    "Cells",
    "Contrast",
    "Contrasts",
    "DidNotConvergeError",
    "Errors",
    "Estimate",
    "ExpectedWins",
    "Flip",
    "Floats",
    "HeldOut",
    "Inflation",
    "Integers",
    "Method",
    "Outcome",
    "OutcomeCounts",
    "Parameters",
    "RivalScore",
    "RowStatus",
    "Shrunk",
    "Ties",
    "Uncertainty",
    "Votes",
    "Z",
    "board",
    "bootstrap_estimates",
    "cells_by_pair",
    "cells_by_side",
    "chances",
    "connectivity_of",
    "contrast",
    "contrast_errors",
    "contrasts",
    "count_votes",
    "derivatives",
    "differences",
    "elo",
    "equals_tie",
    "estimate",
    "estimates",
    "expected_wins",
    "fitting",
    "held_out",
    "held_out_losses",
    "inverse",
    "lmarena_ranks",
    "logistic",
    "measure_inflation",
    "ranks",
    "rate_board",
    "rate_styled",
    "rival_scores",
    "shrink",
    "spread_of",
    "style",
    "votes_to_flip",
    "votes_to_separate",
    "with_prior",
]
