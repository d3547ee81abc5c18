"""Ratings that begin while the database still writes the tallies they are of.

NumPy and the database driver both let other threads work while they do, so a tick takes as long as
the slower of them, not as long as both.
"""

from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from leaderboard import ratings
from leaderboard.ledger import TallyChange
from leaderboard.models import Board, RatingRun
from leaderboard.ratings import BoardRatings
from leaderboard.runs.board_counts import BoardCounts
from leaderboard.runs.inflations import MeasuredErrors
from leaderboard.runs.style_counts import StyleCounts, rate_styled
from leaderboard.runs.worker_memory import WorkerMemory


class _How(TypedDict):
    minimum_votes: int
    method: ratings.Method
    start: ratings.Parameters | None
    anchor: ratings.Anchor | None
    errors: ratings.Errors | None


@dataclass(frozen=True, slots=True)
class Prefetched:
    """A board's newest run, its counts as of a version, the last pass over its votes, and the
    ratings, which may be still to come."""

    version: tuple[int, int]
    last: RatingRun | None
    counts: BoardCounts
    errors: MeasuredErrors | None
    ratings: Future[BoardRatings]

    def is_of(self, board: Board) -> bool:
        """Whether the board's counts and errors are still the same."""
        number = self.errors.last.number if self.errors else 0
        return (self.version, number) == (board.version, board.passes)


def start(
    change: TallyChange, memory: WorkerMemory, *, resting: Collection[int] = ()
) -> dict[int, Prefetched]:
    """Begin to rate the boards that the change, which is not yet written, changes.

    Args:
        change: what is about to be written.
        memory: to which the change is applied; boards whose counts it does not hold are left out.
        resting: boards that will not be published, by id.

    Returns:
        Ratings by board, as they are once the change is written.
    """
    found = {}
    chosen = [board for board in change.boards if board not in resting]
    for board in Board.objects.filter(pk__in=chosen).select_related("anchor"):
        if board.version != change.versions[board.pk]:
            continue
        board.sequence = change.sequence
        if memory.has_counts(board):
            found[board.pk] = begin(board, memory)
    return found


def begin(board: Board, memory: WorkerMemory) -> Prefetched:
    """Begin to rate the board as it is."""
    last = RatingRun.objects.newest(board)
    counts = memory.board_counts.of(board).of_competitors()
    styled = memory.style_counts.of(board) if board.style_controlled else None
    first = None if last is None else _start(counts, last, memory)
    errors = memory.errors.of(board)
    rated = memory.executor.submit(rate, board, counts, start=first, styled=styled, errors=errors)
    return Prefetched(board.version, last, counts, errors, rated)


def rate(
    board: Board,
    counts: BoardCounts,
    *,
    start: ratings.Parameters | None = None,
    styled: StyleCounts | None = None,
    errors: MeasuredErrors | None = None,
) -> BoardRatings:
    """The ratings of a board from its counts alone: the same counts give the same ratings, up to
    rounding, wherever the fit begins. Uses no database.

    Args:
        board: the board.
        counts: its counts.
        start: where the fit begins.
        styled: its counts by response, if it is style-controlled.
        errors: what the last pass over its votes found; without, votes are independent.
    """
    method = ratings.Method(ratings.Ties(board.ties), side_effect=board.side_effect)
    anchor = _anchor(board, counts)
    inflation = None if errors is None else errors.of(counts.competitors)
    how: _How = {
        "minimum_votes": board.votes_to_establish,
        "method": method,
        "start": start,
        "anchor": anchor,
        "errors": inflation,
    }
    if styled is not None:
        return rate_styled(counts, styled, **how)
    return ratings.rate_board(counts.outcomes(), **how)


def _anchor(board: Board, counts: BoardCounts) -> ratings.Anchor | None:
    """A board without votes on its anchor has none."""
    place = np.flatnonzero(counts.competitors == board.anchor_id)
    return ratings.Anchor(int(place[0])) if len(place) else None


def _start(counts: BoardCounts, last: RatingRun, memory: WorkerMemory) -> ratings.Parameters:
    """The last run's parameters, near which the new ones are."""
    theta = memory.standing(last).theta
    return ratings.Parameters(
        np.array([theta.get(competitor, 0.0) for competitor in counts.competitors.tolist()]),
        side=_value(last.side_effect),
        tie=_value(last.tie),
        style=np.array([_value(estimate) for estimate in (last.style or {}).values()]),
    )


def _value(estimate: Mapping[str, float] | None) -> float:
    return estimate["value"] if estimate else 0.0
