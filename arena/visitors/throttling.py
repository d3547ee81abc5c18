"""Rate limits per voter, per address and per network, in fixed windows of time.

A vote must not depend on the server that counts: while it does not answer, each process counts by
itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.errors import TooManyRequests
from arena.measures import Measure, count
from arena.visitors import limit_counters
from arena.visitors.client_address import network_of

MINUTE = 60
HOUR = 3600
# Opening a match and voting on it are two requests; a skip opens another.
MATCHES_PER_VOTE = 3


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the limit that is nearest leaves of `limit` in this window of time."""

    action: str
    limit: int
    left: int
    window_seconds: int
    reset_seconds: int


def admit_vote(*, voter_id: UUID | None, address: str, now: datetime) -> Allowance | None:
    """Count one more vote of this voter from this address.

    Raises:
        TooManyRequests: the voter, the address or its network has voted too often this minute.
    """
    return _admit("vote", _votes_of(voter_id, address), now)


def admit_match(*, voter_id: UUID | None, address: str, now: datetime) -> Allowance | None:
    """Count one more match opened.

    Raises:
        TooManyRequests: the voter, the address or its network has opened too many this minute.
    """
    return _admit("match", _votes_of(voter_id, address, times=MATCHES_PER_VOTE), now)


def admit_preview(*, voter_id: UUID | None, address: str, now: datetime) -> Allowance | None:
    """Count one more preview of a prompt; as many as votes are admitted.

    Raises:
        TooManyRequests: the voter, the address or its network has previewed too often this minute.
    """
    return _admit("preview", _votes_of(voter_id, address), now)


def admit_submission(*, voter_id: UUID | None, address: str, now: datetime) -> Allowance | None:
    """Count one more challenge submitted, or submitted again.

    Raises:
        TooManyRequests: the voter, the address or its network has submitted too many this hour.
    """
    limits = (
        settings.SUBMISSIONS_PER_HOUR,
        settings.SUBMISSIONS_PER_HOUR_PER_ADDRESS,
        settings.SUBMISSIONS_PER_HOUR_PER_NETWORK,
    )
    return _admit("submission", _limited(voter_id, address, limits), now, seconds=HOUR)


def admit_report(*, voter_id: UUID | None, address: str, now: datetime) -> Allowance | None:
    """Count one more report.

    Raises:
        TooManyRequests: the voter, the address or its network has reported too often this hour.
    """
    limits = (
        settings.REPORTS_PER_HOUR,
        settings.REPORTS_PER_HOUR_PER_ADDRESS,
        settings.REPORTS_PER_HOUR_PER_NETWORK,
    )
    return _admit("report", _limited(voter_id, address, limits), now, seconds=HOUR)


def admit_key(*, key_id: int, now: datetime) -> Allowance | None:
    """Count one more request with this key of the API.

    Raises:
        TooManyRequests: there were too many this minute.
    """
    limit = settings.KEY_REQUESTS_PER_MINUTE
    return _admit("key", {f"key:{key_id}": limit} if limit else {}, now)


def _votes_of(voter_id: UUID | None, address: str, *, times: int = 1) -> Mapping[str, int]:
    limits = (
        settings.VOTES_PER_MINUTE * times,
        settings.VOTES_PER_MINUTE_PER_ADDRESS * times,
        settings.VOTES_PER_MINUTE_PER_NETWORK * times,
    )
    return _limited(voter_id, address, limits)


def _limited(
    voter_id: UUID | None, address: str, limits: tuple[int, int, int]
) -> Mapping[str, int]:
    """The limit by counter key, of limits by voter, address and network; 0 is no limit."""
    by_voter, by_address, by_network = limits
    network = network_of(address)
    limited = {
        f"voter:{voter_id}": by_voter if voter_id else 0,
        f"address:{_hashed(address)}": by_address,
        f"network:{_hashed(network)}": by_network if network else 0,
    }
    return {who: limit for who, limit in limited.items() if limit}


def _admit(
    action: str, limits: Mapping[str, int], now: datetime, *, seconds: int = MINUTE
) -> Allowance | None:
    """Count it, and say what the nearest limit leaves; None without any limit."""
    if not limits:
        return None
    window, into = divmod(int(now.timestamp()), seconds)
    limited = {f"limit:{action}:{who}:{window}": limit for who, limit in limits.items()}
    counts = limit_counters.counters.count(list(limited), seconds)
    left, limit = min(
        (limit - each, limit) for each, limit in zip(counts, limited.values(), strict=True)
    )
    if left < 0:
        count(Measure.LIMIT_HIT, action)
        raise TooManyRequests(
            retry_after_seconds=seconds - into,
            action=action,
            limit=limit,
            window_seconds=seconds,
        )
    return Allowance(action, limit, left, seconds, seconds - into)


def _hashed(address: str) -> str:
    """A hash of the address, which itself is not stored."""
    return salted_hmac("arena.throttling", address, algorithm="sha256").hexdigest()[:24]
