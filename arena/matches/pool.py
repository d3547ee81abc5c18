"""Which pairs may be served, and how likely each is: a picture held in memory.

A match is drawn from this picture, so serving one sorts and counts no table. The worker makes it
and stores it; a web process reads what is stored, and makes one itself only where no worker does.
The picture may be seconds old; `arena.matches.pairing` asks the database whether what it drew may
still be shown.
"""

import threading
import time

from arena.matches.drawing import Pool
from arena.matches.pool_building import VOTES_SECONDS, build_pool, pool_from_bytes
from arena.models import PoolSnapshot, PoolVersion, Stored, masked_responses

# How often a web process asks whether there is a newer picture, which is two rows.
VERSION_SECONDS = 1.0
# How long it waits for the worker to make one of changed responses before it does so itself.
WORKER_SECONDS = 5.0


class PoolCache:
    """The pool of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._serial = 0
        self._checked_at = self._built_at = 0.0
        self._behind_since: float | None = None

    def current(self) -> Pool:
        """The pool as of some seconds ago."""
        now = time.monotonic()
        pool = self._pool
        if pool is not None and now - self._checked_at < VERSION_SECONDS:
            return pool
        # One thread refreshes; the others go on with what there is, if there is anything.
        is_ours = self._lock.acquire(blocking=pool is None)
        if pool is not None and not is_ours:
            return pool
        try:
            return self._refreshed(now)
        finally:
            self._lock.release()

    def rebuilt(self, *, instead_of: Pool | None = None) -> Pool:
        """A pool read this moment, or by another thread since `instead_of` was current."""
        with self._lock:
            if self._pool is not None and instead_of not in {None, self._pool}:
                return self._pool
            return self._build(PoolVersion.objects.current(), time.monotonic())

    def forget(self) -> None:
        with self._lock:
            self._pool = None
            self._serial = 0

    def _refreshed(self, now: float) -> Pool:
        version, stored = PoolVersion.objects.current(), PoolSnapshot.objects.stored()
        self._checked_at = now
        if stored is not None and stored.version == version and stored.serial != self._serial:
            self._load(stored, now)
        pool = self._pool
        if pool is None or self._must_build(pool, version, stored, now):
            pool = self._build(version, now)
        return pool

    def _must_build(self, pool: Pool, version: int, stored: Stored | None, now: float) -> bool:
        if stored is None:  # there has never been a worker
            return pool.version != version or now - self._built_at > VOTES_SECONDS
        if pool.version == version:
            self._behind_since = None
            return False
        if self._behind_since is None:
            self._behind_since = now
        return now - self._behind_since > WORKER_SECONDS

    def _load(self, stored: Stored, now: float) -> None:
        pool = pool_from_bytes(PoolSnapshot.objects.content())
        if pool is not None:
            masked_responses.forget()  # before any of them is drawn
            self._pool, self._built_at = pool, now
        self._serial = stored.serial

    def _build(self, version: int, now: float) -> Pool:
        pool = build_pool(version=version)
        masked_responses.forget()
        self._pool, self._built_at = pool, now
        self._behind_since = None
        return pool


pools = PoolCache()
