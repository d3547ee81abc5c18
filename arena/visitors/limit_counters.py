"""Counters of the limits: in Valkey, or in this process while Valkey does not answer.

Valkey is used directly and not through Django's cache, which would need six round trips instead of
one.
"""

import logging
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

# How long a server that did not answer is not tried again.
LEAVE_ALONE_SECONDS = 5.0
# Counters of a process: about 4 MB.
MOST_LOCAL = 20_000

# One command, since the client takes longer to send and read six than the server to do them.
_INCREMENT = """
    local counts = {}
    for place, key in ipairs(KEYS) do
        counts[place] = redis.call('INCR', key)
        redis.call('EXPIRE', key, ARGV[1])
    end
    return counts
"""

type Clock = Callable[[], float]


class LocalCounters:
    """Counters of this process alone; the one that was used longest ago makes room."""

    def __init__(self, *, clock: Clock, most: int = MOST_LOCAL) -> None:
        self._clock, self._most = clock, most
        self._lock = Lock()
        self._counts: dict[str, tuple[int, float]] = {}

    def count(self, keys: Sequence[str], seconds: int) -> Sequence[int]:
        """Increment the counters and return them; they are kept for so many seconds."""
        until = self._clock() + seconds
        with self._lock:
            if len(self._counts) + len(keys) > self._most:
                self._make_room()
            return [self._increment(key, until) for key in keys]

    def _increment(self, key: str, until: float) -> int:
        number = self._counts.pop(key, (0, until))[0] + 1
        self._counts[key] = number, until  # at the end: the most recently used
        return number

    def _make_room(self) -> None:
        """Drop what has passed, then the oldest, so that half is free and this is rare."""
        now = self._clock()
        standing = [each for each in self._counts.items() if each[1][1] > now]
        self._counts = dict(standing[-(self._most // 2) :])


class Counters:
    """Counters in Valkey; while it does not answer, those of this process stand in."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._local = LocalCounters(clock=clock)
        self._lock = Lock()
        self._alone_until = 0.0
        self._is_local = False

    def count(self, keys: Sequence[str], seconds: int) -> Sequence[int]:
        """Increment the counters and return them, in one round trip."""
        counted = self._execute(lambda server: _increment(server, keys, seconds))
        return self._local.count(keys, seconds) if counted is None else counted

    def are_local(self) -> bool:
        """Whether this process counts by itself. Tries the server, if it is not left alone."""
        return self._execute(lambda server: server.ping()) is None

    def _execute[Answer](self, command: Callable[[redis.Redis], Answer]) -> Answer | None:
        """What the server answers; None while it does not."""
        if self._clock() < self._alone_until:
            return None
        try:
            answer = command(connected_server())
        except (redis.RedisError, OSError) as error:
            self._alone_until = self._clock() + LEAVE_ALONE_SECONDS
            if self._turns(is_local=True):
                logger.warning("the cache does not answer; each process counts limits: %s", error)
            return None
        if self._turns(is_local=False):
            logger.info("the cache answers again; limits are counted for all processes")
        return answer

    def _turns(self, *, is_local: bool) -> bool:
        """Whether this is news, for one thread."""
        with self._lock:
            is_news = self._is_local != is_local
            self._is_local = is_local
        return is_news


def connected_server() -> redis.Redis:
    cache = settings.CACHES["default"]
    return _connected_to(cache["LOCATION"], **cache["OPTIONS"])


def _increment(server: redis.Redis, keys: Sequence[str], seconds: int) -> Sequence[int]:
    counted: list[int] = server.eval(_INCREMENT, len(keys), *keys, seconds)
    return counted


@lru_cache(maxsize=2)
def _connected_to(location: str, **options: float) -> redis.Redis:
    """A client for this location, which connects lazily and keeps its connections."""
    return redis.Redis.from_url(location, **options)


counters = Counters()


def limits_are_local() -> bool:
    """Whether limits are counted by each process alone, since the cache does not answer."""
    return counters.are_local()
