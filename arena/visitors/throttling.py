"""Rate limits per voter and per address, in fixed windows of time counted in Valkey.

A vote must not depend on that server: while it does not answer, every request is admitted and the
server is not tried again for a while. It is used directly and not through Django's cache, which
would need six round trips instead of one.
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
# How long a server that did not answer is not tried again.
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
    """Count one more preview of a prompt; as many as votes are admitted.

    Raises:
        TooManyRequests: either has previewed too often this minute.
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


def _votes_of(voter_id: UUID | None, address: str, *, times: int = 1) -> Mapping[str, int]:
    ours, theirs = settings.VOTES_PER_MINUTE, settings.VOTES_PER_MINUTE_PER_ADDRESS
    return _limits(voter_id, ours * times, address, theirs * times)


def _limits(voter_id: UUID | None, ours: int, address: str, theirs: int) -> Mapping[str, int]:
    """The limit by counter key; 0 is no limit."""
    limits = {f"voter:{voter_id}": ours if voter_id else 0, f"address:{_hashed(address)}": theirs}
    return {who: limit for who, limit in limits.items() if limit}


def _admit(action: str, limits: Mapping[str, int], now: datetime, *, seconds: int = MINUTE) -> None:
    window, into = divmod(int(now.timestamp()), seconds)
    limited = {f"limit:{action}:{who}:{window}": limit for who, limit in limits.items()}
    counts = _count(list(limited), seconds) if limited else ()
    if any(count > limit for count, limit in zip(counts, limited.values(), strict=False)):
        raise TooManyRequests(retry_after_seconds=seconds - into)


def _hashed(address: str) -> str:
    """A hash of the address, which itself is not stored."""
    return salted_hmac("arena.throttling", address, algorithm="sha256").hexdigest()[:24]


def _count(keys: Sequence[str], seconds: int) -> Sequence[int]:
    """Increment the counters and return them; none while the server does not answer."""
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
    """A client for this location, which connects lazily and keeps its connections."""
    return redis.Redis.from_url(location, **options)
