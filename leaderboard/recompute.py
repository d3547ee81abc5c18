"""What a tick of the clock does: new votes into the tallies, tallies into published runs."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

import numpy as np
from django.utils import timezone

from leaderboard import ledger, ratings
from leaderboard.cubes import BoardCube, Cubes
from leaderboard.elo_replay import elo_of
from leaderboard.filling import fill_boards, move_windows
from leaderboard.ledger import Fold
from leaderboard.locks import only_one
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.publishing import Clock, publish_run

logger = logging.getLogger(__name__)

cubes = Cubes()

# Folds of a tick that are kept for Elo; beyond, it reads the ledger.
MOST_FOLDS = 20


def recompute_boards(*, clock: Clock = timezone.now, everything: bool = False) -> list[RatingRun]:
    """Fold what is pending and publish a run for each board that it changed.

    Committing a run publishes it; when anything fails, the last run stands. Does nothing while
    another process is at it.

    Args:
        clock: what time it is; windows end with its day, in UTC.
        everything: publish a run for boards nothing has changed on, too.
    """
    with only_one("ledger") as is_ours:
        if not is_ours:
            logger.info("another worker is recomputing; leaving it to that one")
            return []
        today = clock().astimezone(UTC).date()
        boards = Board.objects.complete()
        move_windows(today=today)
        folds: list[Fold] = []
        cubes.follow(_keeping(ledger.fold_pending(), folds))
        fill_boards(today=today)
        chosen = boards if everything else Board.objects.stale()
        return [publish(board, clock, folds=folds) for board in chosen.select_related("anchor")]


def _keeping(folds: Iterator[Fold], kept: list[Fold]) -> Iterator[Fold]:
    """The folds, kept as well unless there are too many of them."""
    number = 0
    for number, fold in enumerate(folds, start=1):
        kept.append(fold)
        if number > MOST_FOLDS:
            kept.clear()
        yield fold


def publish(
    board: Board,
    clock: Clock,
    *,
    folds: Sequence[Fold] = (),
    elos: Mapping[int, float] | None = None,
) -> RatingRun:
    """Rate the board and publish the run.

    Args:
        board: a filled board.
        clock: what time it is.
        folds: what this tick folded, for Elo.
        elos: Elo by competitor, if it is known.
    """
    started_at = clock()
    last = RatingRun.objects.newest(board)
    cube = cubes.of(board).of_competitors()
    return publish_run(
        board,
        cube,
        rate(board, cube, start=_start(cube, last)),
        elos=elo_of(board, last=last, folds=folds) if elos is None else elos,
        held_out=None,
        notes=(),
        started_at=started_at,
        clock=clock,
    )


def rate(
    board: Board, cube: BoardCube, *, start: ratings.Parameters | None = None
) -> ratings.BoardRatings:
    """The ratings of a board from its counts alone: the same counts give the same ratings, up to
    rounding, wherever the fit begins."""
    return ratings.rate_board(
        cube.outcomes(),
        minimum_votes=board.votes_to_establish,
        method=ratings.Method(ratings.Ties(board.ties), side_effect=board.side_effect),
        anchor=_anchor(board, cube),
        start=start,
    )


def _anchor(board: Board, cube: BoardCube) -> ratings.Anchor | None:
    """A board without votes on its anchor has none."""
    place = np.flatnonzero(cube.competitors == board.anchor_id)
    return ratings.Anchor(int(place[0])) if len(place) else None


def _start(cube: BoardCube, last: RatingRun | None) -> ratings.Parameters | None:
    """The last run's parameters, near which the new ones are."""
    if last is None:
        return None
    theta = dict(Entry.objects.filter(run=last).values_list("competitor_id", "theta"))
    return ratings.Parameters(
        np.array([theta.get(competitor, 0.0) for competitor in cube.competitors.tolist()]),
        side=_value(last.side_effect),
        tie=_value(last.tie),
    )


def _value(estimate: dict[str, float] | None) -> float:
    return estimate["value"] if estimate else 0.0
