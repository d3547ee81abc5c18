"""What a tick of the clock does: new votes into the tallies, tallies into published runs."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from django.utils import timezone

from arena.locks import only_one
from leaderboard.ledger import Fold, append, fill_boards, move_windows
from leaderboard.models import Board, RatingRun
from leaderboard.runs import prefetch
from leaderboard.runs.board_counts import BoardCube
from leaderboard.runs.elo_replay import elo_of
from leaderboard.runs.held_out_cache import foresight
from leaderboard.runs.prefetch import Drafts
from leaderboard.runs.publishing import Clock, publish_run

logger = logging.getLogger(__name__)

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
        foreseen = Drafts()
        folds = _fold(foreseen)
        fill_boards(today=today)
        chosen = boards if everything else Board.objects.stale()
        return _publish_each(chosen.select_related("anchor"), clock, folds, foreseen)


def _fold(foreseen: Drafts) -> list[Fold]:
    """Fold what is pending, and rate the boards that it changes while the last of it is written."""

    def follow(fold: Fold) -> None:
        prefetch.follow(fold)
        if len(fold.events) < append.BATCH:
            foreseen.foresee(fold)

    folds: list[Fold] = []
    try:
        for fold in append.fold_pending(before_writing=follow):
            _keep(fold, folds)
    except BaseException:
        prefetch.forget()
        raise
    return folds


def _publish_each(
    boards: Iterable[Board], clock: Clock, folds: Sequence[Fold], foreseen: Drafts
) -> list[RatingRun]:
    """A board that cannot be rated does not keep the others from it."""
    runs, failed = [], []
    for board in boards:
        try:
            runs.append(publish(board, clock, folds=folds, foreseen=foreseen))
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
    foreseen: Drafts | None = None,
) -> RatingRun:
    """Rate the board and publish the run.

    Args:
        board: a filled board.
        clock: what time it is.
        folds: what this tick folded, for Elo.
        elos: Elo by competitor, if it is known.
        foreseen: drafts that may be begun.
    """
    started_at = clock()
    draft = prefetch.draft(board) if foreseen is None else foreseen.of(board)
    cube, last = draft.cube, draft.last
    elos = elo_of(board, last=last, folds=folds) if elos is None else elos
    return publish_run(
        board,
        cube,
        draft.ratings.result(),
        elos=elos,
        held_out=foresight(board, cube, last=last),
        notes=_notes(board, cube),
        started_at=started_at,
        clock=clock,
    )


def _notes(board: Board, cube: BoardCube) -> tuple[str, ...]:
    """How many votes a style-controlled board leaves out, told by the board that counts them."""
    if not board.style_controlled:
        return ()
    filters = dict(zip(Board.FILTERS, board.slice, strict=True)) | {"style_controlled": False}
    same = Board.objects.filter(filled=True, **filters).order_by("pk").first()
    number = 0 if same is None else prefetch.cubes.of(same).votes - cube.votes
    return (f"{number:,} votes on responses nobody knows do not count here.",) if number else ()
