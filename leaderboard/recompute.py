"""From tallies to a published run: what a tick of the clock does."""

import logging
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from leaderboard import ledger, ratings
from leaderboard.cubes import BoardCube, Cubes
from leaderboard.elo_replay import elo_of
from leaderboard.locks import only_one
from leaderboard.models import GENESIS, Board, Entry, LedgerEntry, RatingRun
from leaderboard.models.tally import COUNTS

logger = logging.getLogger(__name__)

cubes = Cubes()

type Clock = Callable[[], datetime]


def recompute_boards(*, clock: Clock = timezone.now, everything: bool = False) -> list[RatingRun]:
    """Fold what is pending and publish a run for each board that it changed.

    Committing a run publishes it; when anything fails, the last run stands. Does nothing while
    another process is at it.

    Args:
        clock: what time it is.
        everything: publish a run for boards nothing has changed on, too.
    """
    with only_one("ledger") as is_ours:
        if not is_ours:
            logger.info("another worker is recomputing; leaving it to that one")
            return []
        cubes.follow(ledger.fold_pending())
        boards = Board.objects.complete() if everything else Board.objects.stale()
        return [_publish(board, clock) for board in boards]


def _publish(board: Board, clock: Clock) -> RatingRun:
    elos = elo_of(board, last=RatingRun.objects.newest(board))
    return publish_run(board, cubes.of(board), elos=elos, clock=clock)


def publish_run(
    board: Board, cube: BoardCube, *, elos: Mapping[int, float], clock: Clock
) -> RatingRun:
    """Rate the board's cube and commit the run with its entries."""
    started_at = clock()
    rated = rate(board, cube)
    run = RatingRun(
        board=board,
        started_at=started_at,
        sequence=board.sequence,
        head=_digest_at(board.sequence),
        votes=sum(cube.total(count) for count in COUNTS[: len(ratings.Outcome)]),
        imported=cube.total("imported"),
        simulated=cube.total("simulated"),
        excluded=cube.total("excluded"),
        method=method_of(board),
        log_likelihood=rated.log_likelihood,
        steps=rated.steps,
        warnings=list(rated.warnings),
    )
    with transaction.atomic():
        run.finished_at = clock()
        run.save(force_insert=True)
        Entry.objects.bulk_create(entries_of(run, cube, rated, elos))
    logger.info("published run %s of %s: %s votes", run.pk, board.slug, run.votes)
    return run


def rate(board: Board, cube: BoardCube) -> ratings.BoardRatings:
    """The ratings of a board from its counts alone: the same counts give the same ratings."""
    columns = [COUNTS.index(outcome.name.lower()) for outcome in ratings.Outcome]
    counts = ratings.Cube(cube.counts[columns])
    return ratings.rate_board(counts, minimum_votes=board.votes_to_establish)


def method_of(board: Board) -> dict[str, Any]:
    """How the run was computed, for whoever wants to repeat it."""
    return {
        "model": "bradley-terry",
        "tie": "half a win",
        "interval": "HC0 sandwich, 95 %",
        "ranks": "simultaneous rank sets, 95 %, step-down",
        "elo_k": ratings.elo.K,
        "minimum_votes": board.votes_to_establish,
    }


def entries_of(
    run: RatingRun, cube: BoardCube, rated: ratings.BoardRatings, elos: Mapping[int, float]
) -> list[Entry]:
    """The rows of the run, the highest rating of the largest island first."""
    order = np.lexsort((-rated.rating, rated.island, rated.votes == 0))
    return [
        _entry(run, position, int(cube.competitors[index]), index, rated, elos)
        for position, index in enumerate(order.tolist(), start=1)
    ]


def _entry(
    run: RatingRun,
    position: int,
    competitor: int,
    index: int,
    rated: ratings.BoardRatings,
    elos: Mapping[int, float],
) -> Entry:
    numbers = {name: float(getattr(rated, name)[index]) for name in ("theta", "rating")}
    bounds = {name: _finite(getattr(rated, name)[index]) for name in _BOUNDS}
    counts = {name: int(getattr(rated, name)[index]) for name in _COUNTS}
    ranks = {name: _rank(getattr(rated, name)[index]) for name in _RANKS}
    return Entry(
        run=run,
        competitor_id=competitor,
        position=position,
        elo=elos.get(competitor, ratings.elo.START),
        status=rated.status[index],
        **numbers,
        **bounds,
        **counts,
        **ranks,
    )


_BOUNDS = ("theta_se", "lower", "upper", "expected_wins")
_COUNTS = ("votes", "wins", "losses", "ties", "both_bad", "island")
_RANKS = ("rank", "rank_low", "rank_high")


def _finite(value: float) -> float | None:
    """A number, or nothing where it is not bounded."""
    return float(value) if math.isfinite(value) else None


def _rank(value: int) -> int | None:
    """Ranks count from 1; 0 says that there is no order to have a rank in."""
    return int(value) or None


def _digest_at(sequence: int) -> str:
    at = LedgerEntry.objects.filter(sequence=sequence).values_list("digest", flat=True)
    return at.first() or GENESIS
