"""Votes in a format of others, written to a file that is then sent.

Streamed as they are read, they would hold a thread and a transaction of the database for as long as
the client takes; a file is written as fast as the disk does, and Granian sends it.
"""

import secrets
import threading
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from arena.arena_settings import current_settings
from arena.errors import ExportBusy, ExportTooLarge, NoExports
from arena.models import PublishDumps
from leaderboard.open_data import AskedVotes, TooManyVotes, export_votes

# What was sent is deleted by the next export after so long.
KEPT_SECONDS = 3_600
# One at a time in each web process, so that other requests have threads left.
_one = threading.BoundedSemaphore(1)


def write_export(asked: AskedVotes, *, now: datetime) -> Path:
    """The file, in a folder of this machine.

    Raises:
        NoExports: the arena publishes no data.
        ExportBusy: another one is being written.
        ExportTooLarge: there are more votes than one request may have.
    """
    if current_settings().publish_dumps == PublishDumps.OFF:
        raise NoExports
    if not _one.acquire(blocking=False):
        raise ExportBusy
    try:
        return _write(asked, now)
    except TooManyVotes as error:
        raise ExportTooLarge(most=settings.EXPORT_VOTES) from error
    finally:
        _one.release()


def _write(asked: AskedVotes, now: datetime) -> Path:
    folder = Path(settings.DATA_DIR) / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    _forget(folder)
    path = folder / f"{secrets.token_hex(16)}-{asked.file_name}"
    lines = export_votes(asked.form, asked.chosen, asked.rules, now=now, most=settings.EXPORT_VOTES)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _forget(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)
