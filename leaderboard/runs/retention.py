"""What is kept of the past: every run for a week, then the last of each day, for ever."""

import logging
from datetime import datetime
from itertools import batched

from django.db import transaction

from leaderboard.models import Entry, RatingRun

logger = logging.getLogger(__name__)

# Runs per transaction: SQLite lets nobody vote meanwhile.
CHUNK = 20


def forget_old_runs(*, now: datetime) -> int:
    """Delete the runs that finished over a week ago, with their entries, but for the last of each
    UTC day of a board; says how many. The database refuses to delete any other."""
    old = list(RatingRun.objects.to_forget(now=now).order_by("id").values_list("id", flat=True))
    for some in batched(old, CHUNK):
        with transaction.atomic():
            Entry.objects.filter(run__in=some).delete()
            RatingRun.objects.filter(id__in=some).delete()
    logger.info("forgot %s runs", len(old))
    return len(old)
