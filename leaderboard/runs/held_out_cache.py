"""The held-out loss: how well each model of ties predicts the votes of voters it has not seen. When
it is computed anew, and how a run keeps it.

Each model is fitted five times, which for hundreds of competitors takes many times as long as all
else that a tick does. A worker does that beside its ticks, and the next run keeps it.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from leaderboard import ratings
from leaderboard.ledger import Integers
from leaderboard.models import Board, RatingRun
from leaderboard.ratings import held_out_losses
from leaderboard.runs.board_counts import BoardCounts

logger = logging.getLogger(__name__)

# Fewer votes than this tell nothing.
LEAST_VOTES = 100
# It is computed anew when the votes have changed by this share.
CHANGE = 0.1
# Of so many competitors it takes a tenth of a second: a tick waits for it.
FEW = 80

type HeldOut = dict[str, Any]


class HeldOutWork:
    """The losses that a worker computes beside its ticks, one after the other."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="held-out")
        self._begun: dict[int, Future[HeldOut | None]] = {}

    def of(self, board: Board, counts: BoardCounts) -> HeldOut | None:
        """That which was begun at an earlier tick, if it is done; else it is begun now, unless it
        is. None if there is none yet."""
        begun = self._begun.get(board.pk)
        if begun is None:
            # The counts change while it is computed.
            folds = counts.by_fold.astype(np.int64)
            self._begun[board.pk] = self._executor.submit(_computed, board, folds, counts.votes)
        elif begun.done():
            return self._begun.pop(board.pk).result()
        return None

    def wait(self) -> None:
        """Until all that was begun is done."""
        for begun in self._begun.values():
            begun.exception()


def held_out_of(
    board: Board,
    counts: BoardCounts,
    *,
    last: RatingRun | None,
    beside: HeldOutWork | None = None,
) -> HeldOut | None:
    """What the run keeps: `votes` are how many it was computed from, `loss` is in nats a vote,
    `error` that of the difference to the best. Style-controlled boards have one model only.

    Args:
        board, counts: the board.
        last: its newest run, whose loss stands until the votes have changed.
        beside: what computes those of many competitors; None to wait for them.
    """
    known = None if last is None else last.held_out
    if board.style_controlled or not _is_due(board, counts.votes, known):
        return known
    if beside is None or len(counts.competitors) <= FEW:
        return _computed(board, counts.by_fold.astype(np.int64), counts.votes) or known
    return beside.of(board, counts) or known


def _computed(board: Board, folds: Integers, votes: int) -> HeldOut | None:
    """None if a model cannot be fitted."""
    try:
        found = held_out_losses(folds, side_effect=board.side_effect)
    except ratings.DidNotConvergeError:
        logger.exception("no held-out loss of %s", board.slug)
        return None
    return {
        "votes": votes,
        "side_effect": board.side_effect,
        "predicted": found.votes,
        "loss": {ties.value: loss for ties, loss in found.loss.items()},
        "error": {ties.value: error for ties, error in found.error.items()},
        "best": found.best.value,
    }


def _is_due(board: Board, votes: int, known: HeldOut | None) -> bool:
    if votes < LEAST_VOTES:
        return False
    if known is None or known["side_effect"] != board.side_effect:
        return True
    return bool(abs(votes - known["votes"]) >= CHANGE * known["votes"])
