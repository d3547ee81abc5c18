"""Citing a run keeps it: of runs older than a week only the last of each day is kept otherwise."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from arena.errors import TooManyRequests
from leaderboard.models import Board, CitedRun, RatingRun

# Of one board and UTC day; whoever comes later cites the last run of the day, which is kept anyway.
MOST_CITED_A_DAY = 24


def is_kept(run: RatingRun, *, now: datetime) -> bool:
    """Whether it is kept for ever: it was cited, or is the last run of a day that is over."""
    if hasattr(run, "cited"):
        return True
    end = _end_of_day(run.finished_at)
    later = RatingRun.objects.filter(board=run.board_id, pk__gt=run.pk, finished_at__lt=end)
    return now >= end and not later.exists()


@transaction.atomic
def cite_run(run: RatingRun, *, now: datetime) -> None:
    """Keep a run; citing it again changes nothing.

    Raises:
        TooManyRequests: enough runs of the board were cited today.
    """
    # One at a time for each board, so that the limit is one.
    Board.objects.select_for_update(no_key=True).get(pk=run.board_id)
    if is_kept(RatingRun.objects.get(pk=run.pk), now=now):
        return
    end = _end_of_day(now)
    today = CitedRun.objects.filter(
        run__board=run.board_id, cited_at__gte=end - timedelta(days=1), cited_at__lt=end
    )
    if today.count() >= MOST_CITED_A_DAY:
        raise TooManyRequests(retry_after_seconds=int((end - now).total_seconds()) + 1)
    CitedRun.objects.create(run=run, cited_at=now)


def _end_of_day(at: datetime) -> datetime:
    day = at.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=UTC)
