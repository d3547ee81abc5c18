"""What a tick of the clock does: new votes into the tallies, tallies into published runs."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

import numpy as np
from django.utils import timezone

from leaderboard import ledger, ratings
from leaderboard.cubes import BoardCube, Cubes
from leaderboard.elo_replay import elo_of
from leaderboard.filling import fill_boards, move_windows
from leaderboard.foresight import foresight
from leaderboard.ledger import Fold
from leaderboard.locks import only_one
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.publishing import Clock, publish_run
from leaderboard.styles import Styles, rate_styled

logger = logging.getLogger(__name__)

cubes = Cubes()
styles = Styles()

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
        for fold in ledger.fold_pending():
            cubes.follow(fold)
            styles.follow(fold)
            _keep(fold, folds)
        fill_boards(today=today)
        chosen = boards if everything else Board.objects.stale()
        return _publish_each(chosen.select_related("anchor"), clock, folds)


def _publish_each(boards: Iterable[Board], clock: Clock, folds: Sequence[Fold]) -> list[RatingRun]:
    """A board that cannot be rated does not keep the others from it."""
    runs, failed = [], []
    for board in boards:
        try:
            runs.append(publish(board, clock, folds=folds))
        except ArithmeticError as error:
            logger.exception("no run of %s", board.slug)
            failed.append(error)
    if failed:
        raise failed[0]
    return runs


def _keep(fold: Fold, kept: list[Fold]) -> None:
    """Keep the fold for Elo, which reads the ledger itself when the first ones are gone."""
    kept.append(fold)
    del kept[:-MOST_FOLDS]


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
        rate(board, cube, start=_start(cube, last), styles=styles),
        elos=elo_of(board, last=last, folds=folds) if elos is None else elos,
        held_out=foresight(board, cube, last=last),
        notes=_notes(board, cube),
        started_at=started_at,
        clock=clock,
    )


def rate(
    board: Board,
    cube: BoardCube,
    *,
    start: ratings.Parameters | None = None,
    styles: Styles | None = None,
) -> ratings.BoardRatings:
    """The ratings of a board from its counts alone: the same counts give the same ratings, up to
    rounding, wherever the fit begins.

    Args:
        board: the board.
        cube: its counts.
        start: where the fit begins.
        styles: where cells of style-controlled boards are remembered, if anywhere.
    """
    method = ratings.Method(ratings.Ties(board.ties), side_effect=board.side_effect)
    anchor = _anchor(board, cube)
    if board.style_controlled:
        cells = (styles or Styles()).of(board)
        return rate_styled(board, cube, cells, method=method, start=start, anchor=anchor)
    return ratings.rate_board(
        cube.outcomes(),
        minimum_votes=board.votes_to_establish,
        method=method,
        anchor=anchor,
        start=start,
    )


def _notes(board: Board, cube: BoardCube) -> tuple[str, ...]:
    """How many votes a style-controlled board leaves out, told by the board that counts them."""
    if not board.style_controlled:
        return ()
    filters = dict(zip(Board.FILTERS, board.slice, strict=True)) | {"style_controlled": False}
    same = Board.objects.filter(filled=True, **filters).order_by("pk").first()
    number = 0 if same is None else cubes.of(same).votes - cube.votes
    return (f"{number:,} votes on responses nobody knows do not count here.",) if number else ()


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
        style=np.array([_value(estimate) for estimate in (last.style or {}).values()]),
    )


def _value(estimate: dict[str, float] | None) -> float:
    return estimate["value"] if estimate else 0.0
