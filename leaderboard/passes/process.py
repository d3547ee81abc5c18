"""The process that makes passes: started by a worker, which neither waits for it nor outlives it
by more than its own end."""

import logging
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from leaderboard.passes.due import PAUSE, boards_due

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "manage.py", "measure_errors")
# Below whoever serves votes and whoever publishes boards.
NICE = 10
# After a process that failed, nothing is tried again for so long.
PAUSE_AFTER_FAILURE = timedelta(minutes=5)


class PassProcess:
    """At most one at a time for each worker; a lock keeps those of several apart."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.not_before: datetime | None = None

    def start_if_due(self, *, now: datetime) -> bool:
        """Start it if a board is due and none runs; says whether."""
        if self._is_running(now) or (self.not_before and now < self.not_before):
            return False
        if not boards_due(now=now):
            return False
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command, cwd=ROOT, stdin=subprocess.DEVNULL
        )
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, NICE)
        return True

    def _is_running(self, now: datetime) -> bool:
        if self.process is None:
            return False
        spent = _seconds_of_children()
        code = self.process.poll()
        if code is None:
            return True
        # Starting counts too, which on a small arena takes longer than the passes.
        self.not_before = now + PAUSE * timedelta(seconds=_seconds_of_children() - spent)
        self.process = None
        if code:
            logger.error("measuring errors failed with exit code %s", code)
            self.not_before = max(self.not_before, now + PAUSE_AFTER_FAILURE)
        return False


def _seconds_of_children() -> float:
    """What processes that ended have had of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
