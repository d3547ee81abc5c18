"""What a process keeps of a table for some time, so that no match and no vote waits for a query."""

import threading
import time
from collections.abc import Callable

# How often a process reads it again.
READ_SECONDS = 1.0


class BrieflyKept[Value]:
    """A value that is read again once it is so old; what another process changes holds by then.

    Args:
        read: asks the database.
        seconds: how old it may be; `READ_SECONDS` if None.
    """

    def __init__(self, read: Callable[[], Value], *, seconds: float | None = None) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: tuple[Value] | None = None
        self._read_at = 0.0

    def current(self) -> Value:
        kept, now = self._kept, time.monotonic()
        if kept is not None and now - self._read_at < (self._seconds or READ_SECONDS):
            return kept[0]
        # One thread reads; the others go on with what there is, if there is anything.
        is_ours = self._lock.acquire(blocking=kept is None)
        if kept is not None and not is_ours:
            return kept[0]
        try:
            value = self._read()
            self._kept, self._read_at = (value,), now
            return value
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Read again when it is next asked for."""
        with self._lock:
            self._kept = None
