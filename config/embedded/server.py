"""A program the supervisor starts, watches and stops."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Loaded before any fork, because a child must not load libraries between fork and exec.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
MOST_CRASHES = 5
CRASH_WINDOW_SECONDS = 30
FIRST_PAUSE_SECONDS = 0.5
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
    crashes: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_CRASHES))
    next_start: float = 0

    def start(self) -> None:
        self._rotate_log()
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

    def clean_up_crash(self) -> str:
        """Record a crash, kill the remaining child processes, and return how the process ended."""
        assert self.process is not None
        code = self.process.returncode
        self._end_children()
        self.process = None
        self.crashes.append(time.monotonic())
        self.next_start = self.crashes[-1] + FIRST_PAUSE_SECONDS * 2 ** (len(self.crashes_now) - 1)
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    @property
    def crashes_now(self) -> list[float]:
        return [at for at in self.crashes if at > time.monotonic() - CRASH_WINDOW_SECONDS]

    @property
    def keeps_crashing(self) -> bool:
        return len(self.crashes_now) == MOST_CRASHES

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

    def _rotate_log(self) -> None:
        """Rotate a large log. One older log is kept, so a data folder does not fill up."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))


def _die_with_parent() -> None:
    """On Linux: get SIGTERM when the supervisor dies, even by kill -9."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
