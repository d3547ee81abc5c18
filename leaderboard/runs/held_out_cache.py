"""The held-out loss: how well each model of ties predicts the votes of voters it has not seen. When
it is computed anew, and how a run keeps it."""

import logging
from typing import Any

import numpy as np

from leaderboard import ratings
from leaderboard.models import Board, RatingRun
from leaderboard.ratings import held_out_losses
from leaderboard.runs.board_counts import BoardCounts

logger = logging.getLogger(__name__)

# Fewer votes than this tell nothing.
LEAST_VOTES = 100
# It is computed anew when the votes have changed by this share.
CHANGE = 0.1


def held_out_of(
    board: Board, counts: BoardCounts, *, last: RatingRun | None
) -> dict[str, Any] | None:
    """What the run keeps: `votes` are how many it was computed from, `loss` is in nats a vote,
    `error` that of the difference to the best. Style-controlled boards have one model only."""
    known = None if last is None else last.held_out
    if board.style_controlled or not _is_due(board, counts.votes, known):
        return known
    try:
        found = held_out_losses(counts.by_fold.astype(np.int64), side_effect=board.side_effect)
    except ratings.DidNotConvergeError:
        logger.exception("no held-out loss of %s", board.slug)
        return known
    return {
        "votes": counts.votes,
        "side_effect": board.side_effect,
        "predicted": found.votes,
        "loss": {ties.value: loss for ties, loss in found.loss.items()},
        "error": {ties.value: error for ties, error in found.error.items()},
        "best": found.best.value,
    }


def _is_due(board: Board, votes: int, known: dict[str, Any] | None) -> bool:
    if votes < LEAST_VOTES:
        return False
    if known is None or known["side_effect"] != board.side_effect:
        return True
    return bool(abs(votes - known["votes"]) >= CHANGE * known["votes"])
