"""From a board's counts to a published run: its rows, and what it says of itself."""

import logging
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from arena import webhooks
from arena.models import Competitor, HookEvent, insert_rows
from leaderboard import ratings
from leaderboard.models import (
    GENESIS,
    OVERALL,
    RULE_COUNTS,
    Board,
    Entry,
    Interval,
    LedgerEntry,
    RatingRun,
)
from leaderboard.runs.board_counts import BoardCounts
from leaderboard.runs.code_version import code_version
from leaderboard.runs.inflations import MeasuredErrors
from leaderboard.runs.pair_errors import keep_pair_errors

logger = logging.getLogger(__name__)

# What a run keeps of its counts, beside all votes.
_TOTALS = ("imported", "simulated", "excluded", "named_after_session", "never_named")

_METHODS: Mapping[str, str] = {
    Interval.INDEPENDENT: "HC0 sandwich, 95 %",
    Interval.VOTER: "jackknife over voters, Student's t, 95 %",
    Interval.CHALLENGE: "jackknife over challenges, Student's t, 95 %",
    Interval.BOTH: "jackknife over voters and challenges, Student's t, 95 %",
}

type Clock = Callable[[], datetime]
type Columns = dict[str, list[Any]]


def publish_run(
    board: Board,
    counts: BoardCounts,
    rated: ratings.BoardRatings,
    *,
    elos: Mapping[int, float],
    errors: MeasuredErrors | None,
    held_out: dict[str, Any] | None,
    notes: tuple[str, ...],
    started_at: datetime,
    clock: Clock,
) -> RatingRun:
    """Commit the run with its entries, which publishes it.

    Args:
        board, counts, rated: the board, its counts and their ratings.
        elos: by competitor.
        errors: what the last pass over its votes found, if there was one.
        held_out: how well tie models predict votes.
        notes: what else readers should know, beside the warnings of `rated`.
        started_at: when the work began.
        clock: what time it is.
    """
    run = RatingRun(
        started_at=started_at,
        votes=counts.votes,
        **{name: counts.total(name) for name in _TOTALS},
        warnings=[*rated.warnings, *notes],
        held_out=held_out,
        **_facts_of(board, rated, errors),
    )
    with transaction.atomic():
        run.finished_at = clock()
        run.save(force_insert=True)
        _insert_entries(run, columns_of(counts, rated, elos))
        errors_between = rated.uncertainty.normal_errors_between()
        keep_pair_errors(run, counts.competitors, rated.covariance, errors_between)
        _announce(run)
    logger.info("published run %s of %s: %s votes", run.pk, board.slug, run.votes)
    return run


def _announce(run: RatingRun) -> None:
    """Tell webhooks of a run on all votes; those of other boards come at the same time."""
    if run.board.slug != OVERALL:
        return
    names = ("votes", "excluded", "sequence", "head")
    told = {
        "board": OVERALL,
        "run": run.pk,
        **{name: getattr(run, name) for name in names},
        "finished_at": run.finished_at.isoformat(),
        "url": f"{settings.SITE_URL}{reverse('site:leaderboard')}",
    }
    webhooks.announce(HookEvent.RUN_PUBLISHED, told, now=run.finished_at)


def _insert_entries(run: RatingRun, rows: Columns) -> None:
    insert_rows(Entry, {"run_id": [run.pk] * len(rows["competitor_id"]), **rows})


def _facts_of(
    board: Board, rated: ratings.BoardRatings, errors: MeasuredErrors | None
) -> dict[str, Any]:
    """What a run keeps of its board, of the fit and of its errors."""
    return {
        **_facts_of_errors(board, errors),
        "board": board,
        "sequence": board.sequence,
        "generation": board.generation,
        "head": _digest_at(board.sequence),
        "method": method_of(board, rated, errors),
        "log_likelihood": rated.log_likelihood,
        "steps": rated.steps,
        "tie": _as_json(rated.tie),
        "side_effect": _as_json(rated.side),
        "style": {name: _as_json(each) for name, each in rated.style.items()} or None,
    }


def _facts_of_errors(board: Board, errors: MeasuredErrors | None) -> dict[str, Any]:
    if errors is None:
        return {"interval": Interval.INDEPENDENT, "speaks_of": board.speaks_of}
    last = errors.last
    return {
        "interval": last.interval,
        "speaks_of": last.speaks_of,
        "voters": last.voters,
        "challenges": last.challenges,
        "pass_number": last.number,
        "passed_at": last.finished_at,
        "passed_sequence": last.sequence,
    }


def method_of(
    board: Board, rated: ratings.BoardRatings, errors: MeasuredErrors | None
) -> dict[str, Any]:
    """How the run was computed, for whoever wants to repeat it."""
    start = board.window_start
    return {
        "model": "bradley-terry",
        "ties": rated.method.ties.value,
        "side_effect": rated.method.side_effect,
        "style": list(rated.style),
        "window_start": None if start is None else start.isoformat(),
        "anchor": board.anchor.slug if board.anchor else None,
        "interval": _METHODS[errors.last.interval if errors else Interval.INDEPENDENT],
        "ranks": "simultaneous rank sets, 95 %, step-down",
        "elo_k": ratings.elo.K,
        "merged": Competitor.objects.merged_slugs(),
        "minimum_votes": board.votes_to_establish,
        "code": code_version(),
    }


def columns_of(
    counts: BoardCounts, rated: ratings.BoardRatings, elos: Mapping[int, float]
) -> Columns:
    """The rows of a run as columns of `Entry`, the highest rating of the largest island first."""
    order = np.lexsort((-rated.rating, rated.island, rated.votes == 0))
    competitors = counts.competitors[order].tolist()
    columns: Columns = {
        "competitor_id": competitors,
        "position": list(range(1, len(competitors) + 1)),
        "elo": [elos.get(competitor, ratings.elo.START) for competitor in competitors],
        "status": [rated.status[index].value for index in order.tolist()],
    }
    for name in RULE_COUNTS:
        columns[name] = counts.by_competitor(name)[order].tolist()
    for name in ("theta", "rating", "votes", "wins", "losses", "ties", "both_bad", "island"):
        columns[name] = getattr(rated, name)[order].tolist()
    independent = np.sqrt(np.maximum(np.diagonal(rated.covariance), 0.0))
    columns["independent_se"] = [_finite(value) for value in independent[order].tolist()]
    for name in ("theta_se", "lower", "upper", "expected_wins"):
        columns[name] = [_finite(value) for value in getattr(rated, name)[order].tolist()]
    for name in ("rank", "rank_low", "rank_high"):
        # Ranks count from 1; 0 says that there is no order to have a rank in.
        columns[name] = [value or None for value in getattr(rated, name)[order].tolist()]
    return columns


def _finite(value: float) -> float | None:
    """A number, or nothing where it is not bounded."""
    return value if math.isfinite(value) else None


def _as_json(estimate: ratings.Estimate | None) -> dict[str, float | None] | None:
    if estimate is None:
        return None
    names = ("value", "error", "lower", "upper")
    return {name: _finite(getattr(estimate, name)) for name in names}


def _digest_at(sequence: int) -> str:
    at = LedgerEntry.objects.filter(sequence=sequence).values_list("digest", flat=True)
    return at.first() or GENESIS
