"""Limits per voter and per address: a fixed window of a minute, counted on the cache's server.

A vote must not depend on that server, so one that does not answer admits everybody, and is left
alone for a while before it is asked again. It is asked directly and not through Django's cache,
which would take six round trips for what is one.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.errors import TooManyRequests

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
# How long a cache that did not answer is not asked.
LEAVE_ALONE_SECONDS = 5.0
# Opening a match and voting on it are two requests; a skip opens another.
MATCHES_PER_VOTE = 3

_alone_until = 0.0


def admit_vote(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more vote of this voter from this address.

    Raises:
        TooManyRequests: either has voted too often this minute.
    """
    _admit("vote", voter_id, address, now, times=1)


def admit_match(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more match opened.

    Raises:
        TooManyRequests: either has opened too many this minute.
    """
    _admit("match", voter_id, address, now, times=MATCHES_PER_VOTE)


def address_of(forwarded_for: str, peer: str) -> str:
    """The visitor's address: the peer's, or the one the outermost trusted proxy saw."""
    seen = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    return seen[-proxies] if 0 < proxies <= len(seen) else peer


def _admit(deed: str, voter_id: UUID | None, address: str, now: datetime, *, times: int) -> None:
    limits = {
        f"voter:{voter_id}": settings.VOTES_PER_MINUTE * times if voter_id else 0,
        f"address:{_hashed(address)}": settings.VOTES_PER_MINUTE_PER_ADDRESS * times,
    }
    window, into = divmod(int(now.timestamp()), WINDOW_SECONDS)
    limited = {f"limit:{deed}:{who}:{window}": limit for who, limit in limits.items() if limit}
    counts = _count(list(limited)) if limited else ()
    if any(count > limit for count, limit in zip(counts, limited.values(), strict=False)):
        raise TooManyRequests(retry_after_seconds=WINDOW_SECONDS - into)


def _hashed(address: str) -> str:
    """Addresses are counted, not kept."""
    return salted_hmac("arena.throttling", address, algorithm="sha256").hexdigest()[:24]


def _count(keys: Sequence[str]) -> Sequence[int]:
    """Add one to each counter and read them; nothing while the server does not answer."""
    global _alone_until  # noqa: PLW0603 - one memory per process of when the server failed
    if time.monotonic() < _alone_until:
        return ()
    try:
        with _server().pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.incr(key)
            for key in keys:
                pipeline.expire(key, WINDOW_SECONDS)
            answers: list[int] = pipeline.execute()
    except (redis.RedisError, OSError):
        logger.warning("the cache does not answer; limits are off for %s s", LEAVE_ALONE_SECONDS)
        _alone_until = time.monotonic() + LEAVE_ALONE_SECONDS
        return ()
    return answers[: len(keys)]


def _server() -> redis.Redis:
    cache = settings.CACHES["default"]
    return _connected_to(cache["LOCATION"], **cache["OPTIONS"])


@lru_cache(maxsize=2)
def _connected_to(location: str, **options: float) -> redis.Redis:
    """Connects when first asked; the client keeps its connections."""
    return redis.Redis.from_url(location, **options)
