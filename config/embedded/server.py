"""A program the supervisor starts, watches and stops."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Loaded before any fork, because a child must not load libraries between fork and exec.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
# After so many crashes in a row a server counts as down.
MOST_CRASHES = 5
# A server that ran for so long is well: its next crash is the first again.
STEADY_SECONDS = 60
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60
LARGEST_LOG_BYTES = 5_000_000
LINES_SHOWN = 5


@dataclass
class Server:
    """One server process with its log.

    Args:
        keep_open: file descriptors that the process inherits, for the locks they hold.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str]
    folder: Path
    keep_open: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    crashes: int = 0  # in a row
    started_at: float = 0
    next_start: float = 0
    how_it_ended: str = ""

    def start(self) -> None:
        self.rotate_log()
        self.started_at = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the supervisor's own commands
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self.environment,
                pass_fds=self.keep_open,
                # Only the supervisor gets Ctrl-C; it stops the servers in order.
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
            )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_well(self) -> bool:
        """Whether it has run for a while, or has not crashed at all."""
        return self.is_running and (self.crashes == 0 or self._has_run(STEADY_SECONDS))

    @property
    def is_down(self) -> bool:
        return self.crashes >= MOST_CRASHES

    def clean_up_crash(self) -> float:
        """Record a crash, kill the remaining child processes, and return the seconds until the
        next start, which grow with each crash in a row."""
        assert self.process is not None
        code = self.process.returncode
        self._end_children()
        self.process = None
        self.crashes = 1 if self._has_run(STEADY_SECONDS) else self.crashes + 1
        pause = min(FIRST_PAUSE_SECONDS * 2.0 ** (self.crashes - 1), LONGEST_PAUSE_SECONDS)
        self.next_start = time.monotonic() + pause
        killed = code < 0
        self.how_it_ended = (
            f"killed by {signal.Signals(-code).name}" if killed else f"exit code {code}"
        )
        return pause

    def _has_run(self, seconds: float) -> bool:
        return time.monotonic() - self.started_at > seconds

    def stop(self) -> None:
        """SIGTERM, wait, then SIGKILL."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._end_children()
        self.process.wait()
        self.process = None

    def last_lines(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-LINES_SHOWN:])

    def _end_children(self) -> None:
        """Kill the process group: web workers and beat survive when their parent is killed."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def rotate_log(self) -> None:
        rotate(self.log)


def rotate(log: Path) -> None:
    """Move a large log aside, also while a server writes to it; one older log is kept.

    The server appends through a descriptor of its own, so the file is emptied in its place.
    """
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".old.log"))
            os.truncate(log, 0)


def _die_with_parent() -> None:
    """On Linux: get SIGTERM when the supervisor dies, even by kill -9."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
