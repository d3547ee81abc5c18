"""Making the dump of a day, and removing those that the rule does not keep."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error

from arena.arena_settings import current_settings
from arena.locks import LockBusy, only_one
from arena.models import PublishDumps
from leaderboard.dumps.retention import KeptDumps, days_to_keep
from leaderboard.dumps.storage import DumpStorage, StorageFailed, current_storage
from leaderboard.models import PublishedDump
from leaderboard.open_data import DumpRefused, export_dump

logger = logging.getLogger(__name__)

# After an attempt that failed or was interrupted, the next one.
AGAIN_AFTER = timedelta(hours=1)

type Say = Callable[[str], object]


def is_due(*, now: datetime) -> bool:
    """Whether the dump of this day is to be made now: its time has come, and it was not tried in
    the last hour."""
    now = now.astimezone(UTC)
    if current_settings().publish_dumps == PublishDumps.OFF or now.time() < settings.DUMP_TIME:
        return False
    tried = PublishedDump.objects.filter(day=now.date()).first()
    return tried is None or (tried.finished_at is None and tried.started_at <= now - AGAIN_AFTER)


def publish_dump(
    *, now: datetime, say: Say = str, clock: Callable[[], datetime] | None = None
) -> PublishedDump:
    """Make the dump of this day, store it, and remove those that the rule does not keep.

    One that is there already stays as it is, so that its link never changes. What an interrupted
    run left is removed.

    Args:
        now: what time it is.
        say: called with a line for each table.
        clock: what time it is at the end; `now` by default.

    Raises:
        DumpRefused: dumps are turned off, or another one is being made.
        StorageFailed: it cannot be stored.
        LockBusy: a recomputation did not end in time.
    """
    if current_settings().publish_dumps == PublishDumps.OFF:
        raise DumpRefused(
            "This arena publishes no dumps. Run ./run manage arena_settings set publish_dumps "
            "nightly, or use export_dump for one that is not published."
        )
    with only_one("nightly_dump") as is_ours:
        if not is_ours:
            raise DumpRefused("Another dump is being made.")
        storage = current_storage()
        day = now.astimezone(UTC).date()
        there = PublishedDump.objects.whole().filter(day=day).first()
        made = there or _attempt(storage, now, say, clock or (lambda: now))
        _keep_by_rule(storage)
    return made


def _attempt(
    storage: DumpStorage, now: datetime, say: Say, clock: Callable[[], datetime]
) -> PublishedDump:
    begun = PublishedDump.objects.begin(now.astimezone(UTC).date(), now=now)

    def make(folder: Path) -> dict[str, Any]:
        return export_dump(folder, now=now, say=say)

    try:
        storage.tidy()
        # Made, but nobody was told: a crash came between.
        storage.remove(begun.day)
        begun.manifest = storage.write(begun.day, make)
    except (DumpRefused, StorageFailed, LockBusy, OSError, Error) as error:
        PublishedDump.objects.filter(pk=begun.pk).update(failure=str(error) or repr(error))
        raise
    begun.finished_at = max(clock(), begun.started_at)
    begun.save(update_fields=["manifest", "finished_at"])
    logger.info("published the dump of %s", begun.day)
    return begun


def _keep_by_rule(storage: DumpStorage) -> None:
    """Rows whose dump is gone, as in a restored database, go as well."""
    rule = KeptDumps(settings.DUMPS_DAILY, settings.DUMPS_WEEKLY, settings.DUMPS_MONTHLY)
    stored = set(storage.days())
    kept = days_to_keep(stored, rule)
    for day in sorted(stored - kept):
        # First nobody is led to it any more.
        PublishedDump.objects.filter(day=day).delete()
        storage.remove(day)
        logger.info("removed the dump of %s", day)
    PublishedDump.objects.whole().exclude(day__in=kept).delete()
    last = PublishedDump.objects.whole().first()
    if last is not None:
        PublishedDump.objects.filter(finished_at__isnull=True, day__lt=last.day).delete()
