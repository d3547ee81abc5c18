"""The process that makes the nightly dump, so that the worker's memory does not grow by it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from leaderboard.dumps.nightly import is_due

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "manage.py", "publish_dump")
# Below whoever serves votes and whoever publishes boards.
NICE = 10


class DumpProcess:
    """At most one at a time for each worker; a lock keeps those of several apart."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None

    def start_if_due(self, *, now: datetime) -> bool:
        """Start it if a dump is due and none is being made; says whether."""
        if (self.process is not None and self.process.poll() is None) or not is_due(now=now):
            return False
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command, cwd=ROOT, stdin=subprocess.DEVNULL
        )
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, NICE)
        return True
