"""Rate limits per voter and per address, in fixed windows of time.

A vote must not depend on the server that counts: while it does not answer, each process counts by
itself.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.errors import TooManyRequests
from arena.visitors import limit_counters

MINUTE = 60
HOUR = 3600
# Opening a match and voting on it are two requests; a skip opens another.
MATCHES_PER_VOTE = 3


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
    counts = limit_counters.counters.count(list(limited), seconds) if limited else ()
    if any(count > limit for count, limit in zip(counts, limited.values(), strict=True)):
        raise TooManyRequests(retry_after_seconds=seconds - into)


def _hashed(address: str) -> str:
    """A hash of the address, which itself is not stored."""
    return salted_hmac("arena.throttling", address, algorithm="sha256").hexdigest()[:24]
