"""A tick: plan the ledger's next entries, begin to rate, write them, publish."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC

from django.utils import timezone

from arena.locks import only_one
from leaderboard import ledger
from leaderboard.models import Board, RatingRun
from leaderboard.ratings import elo
from leaderboard.runs import prefetch
from leaderboard.runs.board_counts import BoardCounts
from leaderboard.runs.elo_replay import elo_of
from leaderboard.runs.held_out_cache import held_out_of
from leaderboard.runs.prefetch import Prefetched
from leaderboard.runs.publishing import Clock, publish_run
from leaderboard.runs.readers import resting_boards
from leaderboard.runs.worker_memory import Standing, WorkerMemory

logger = logging.getLogger(__name__)


def recompute_boards(
    memory: WorkerMemory | None = None,
    *,
    clock: Clock = timezone.now,
    everything: bool = False,
    unread_wait: bool = False,
) -> list[RatingRun]:
    """Append what is pending to the ledger and publish a run for each board that it changed.

    Committing a run publishes it; when anything fails, the last run stands. Does nothing while
    another process is at it.

    Args:
        memory: what this worker remembers of earlier ticks; without, all is read anew.
        clock: what time it is; windows end with its day, in UTC.
        everything: publish a run for boards nothing has changed on, too.
        unread_wait: whether boards that nobody reads are published less often; see `readers`.
    """
    memory = memory or WorkerMemory(is_kept=False)
    with only_one("ledger") as is_ours:
        if not is_ours:
            logger.info("another worker is recomputing; leaving it to that one")
            return []
        today = clock().astimezone(UTC).date()
        boards = Board.objects.complete()
        ledger.move_windows(today=today)
        resting = resting_boards(now=clock()) if unread_wait else ()
        prefetched = _append_pending(memory, resting)
        ledger.backfill_boards(today=today)
        chosen = boards.filter(filled=True) if everything else Board.objects.stale()
        chosen = chosen.exclude(pk__in=resting) if resting else chosen
        return _publish_each(chosen.select_related("anchor"), memory, clock, prefetched)


def _append_pending(memory: WorkerMemory, resting: Collection[int]) -> dict[int, Prefetched]:
    """Write what is pending, batch by batch; ratings begin while the last batch is written.

    Returns:
        What is prefetched by board; boards that rest are not.
    """
    prefetched: dict[int, Prefetched] = {}
    try:
        while plan := ledger.plan_batch(memory.event_facts):
            memory.apply(plan.change)
            if plan.is_last:
                prefetched = prefetch.start(plan.change, memory, resting=resting)
            ledger.write(plan)
            memory.written(plan.change)
            if plan.is_last:
                break
    except BaseException:
        memory.forget_counts()
        raise
    return prefetched


def _publish_each(
    boards: Iterable[Board],
    memory: WorkerMemory,
    clock: Clock,
    prefetched: dict[int, Prefetched],
) -> list[RatingRun]:
    """A board that cannot be rated does not keep the others from it."""
    runs, failed = [], []
    for board in boards:
        begun = prefetched.pop(board.pk, None)
        try:
            runs.append(publish(board, memory, clock, prefetched=begun))
        except ArithmeticError as error:
            logger.exception("no run of %s", board.slug)
            failed.append(error)
    if failed:
        raise failed[0]
    return runs


def publish(
    board: Board,
    memory: WorkerMemory,
    clock: Clock,
    *,
    elos: Mapping[int, float] | None = None,
    prefetched: Prefetched | None = None,
) -> RatingRun:
    """Rate the board and publish the run.

    Args:
        board: a filled board.
        memory: what this worker remembers.
        clock: what time it is.
        elos: Elo by competitor, if it is known.
        prefetched: its ratings, if they are begun; of another version they are of no use.
    """
    started_at = clock()
    if prefetched is None or not prefetched.is_of(board):
        prefetched = prefetch.begin(board, memory)
    counts, last = prefetched.counts, prefetched.last
    elos = elo_of(board, memory, last=last) if elos is None else elos
    rated = prefetched.ratings.result()
    run = publish_run(
        board,
        counts,
        rated,
        elos=elos,
        errors=prefetched.errors,
        held_out=held_out_of(board, counts, last=last, beside=memory.held_out),
        notes=_notes(board, counts, memory),
        started_at=started_at,
        clock=clock,
    )
    competitors = counts.competitors.tolist()
    theta = dict(zip(competitors, rated.theta.tolist(), strict=True))
    kept = {each: elos.get(each, elo.START) for each in competitors}
    memory.keep_standing(board, Standing(run.pk, theta, kept))
    return run


def _notes(board: Board, counts: BoardCounts, memory: WorkerMemory) -> tuple[str, ...]:
    """How many votes a style-controlled board leaves out, by the board that counts them."""
    if not board.style_controlled:
        return ()
    values = dict(zip(Board.FILTERS, board.filter_values, strict=True))
    values["style_controlled"] = False
    same = Board.objects.filter(filled=True, **values).order_by("pk").first()
    number = 0 if same is None else memory.board_counts.of(same).votes - counts.votes
    return (f"{number:,} votes on responses nobody knows do not count here.",) if number else ()
