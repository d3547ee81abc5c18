"""Limits per voter and per address: a fixed window of time, counted on the cache's server.

A vote must not depend on that server, so one that does not answer admits everybody, and is left
alone for a while before it is asked again. It is asked directly and not through Django's cache,
which would take six round trips for what is one.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.errors import TooManyRequests

logger = logging.getLogger(__name__)

MINUTE = 60
HOUR = 3600
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
    _admit("vote", _votes_of(voter_id, address), now)


def admit_match(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more match opened.

    Raises:
        TooManyRequests: either has opened too many this minute.
    """
    _admit("match", _votes_of(voter_id, address, times=MATCHES_PER_VOTE), now)


def admit_preview(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more look at how a prompt would be shown; as many as votes are admitted.

    Raises:
        TooManyRequests: either has looked too often this minute.
    """
    _admit("preview", _votes_of(voter_id, address), now)


def admit_submission(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more challenge submitted, or submitted again.

    Raises:
        TooManyRequests: either has submitted too many this hour.
    """
    ours, theirs = settings.SUBMISSIONS_PER_HOUR, settings.SUBMISSIONS_PER_HOUR_PER_ADDRESS
    _admit("submission", _limits(voter_id, ours, address, theirs), now, seconds=HOUR)


def admit_report(*, voter_id: UUID | None, address: str, now: datetime) -> None:
    """Count one more report.

    Raises:
        TooManyRequests: either has reported too often this hour.
    """
    ours, theirs = settings.REPORTS_PER_HOUR, settings.REPORTS_PER_HOUR_PER_ADDRESS
    _admit("report", _limits(voter_id, ours, address, theirs), now, seconds=HOUR)


def address_of(forwarded_for: str, peer: str) -> str:
    """The visitor's address: the peer's, or the one the outermost trusted proxy saw."""
    seen = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    return seen[-proxies] if 0 < proxies <= len(seen) else peer


def _votes_of(voter_id: UUID | None, address: str, *, times: int = 1) -> Mapping[str, int]:
    ours, theirs = settings.VOTES_PER_MINUTE, settings.VOTES_PER_MINUTE_PER_ADDRESS
    return _limits(voter_id, ours * times, address, theirs * times)


def _limits(voter_id: UUID | None, ours: int, address: str, theirs: int) -> Mapping[str, int]:
    """Who is counted, and up to what; 0 is no limit."""
    limits = {f"voter:{voter_id}": ours if voter_id else 0, f"address:{_hashed(address)}": theirs}
    return {who: limit for who, limit in limits.items() if limit}


def _admit(deed: str, limits: Mapping[str, int], now: datetime, *, seconds: int = MINUTE) -> None:
    window, into = divmod(int(now.timestamp()), seconds)
    limited = {f"limit:{deed}:{who}:{window}": limit for who, limit in limits.items()}
    counts = _count(list(limited), seconds) if limited else ()
    if any(count > limit for count, limit in zip(counts, limited.values(), strict=False)):
        raise TooManyRequests(retry_after_seconds=seconds - into)


def _hashed(address: str) -> str:
    """Addresses are counted, not kept."""
    return salted_hmac("arena.throttling", address, algorithm="sha256").hexdigest()[:24]


def _count(keys: Sequence[str], seconds: int) -> Sequence[int]:
    """Add one to each counter and read them; nothing while the server does not answer."""
    global _alone_until  # noqa: PLW0603 - one memory per process of when the server failed
    if time.monotonic() < _alone_until:
        return ()
    try:
        with _server().pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.incr(key)
            for key in keys:
                pipeline.expire(key, seconds)
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
