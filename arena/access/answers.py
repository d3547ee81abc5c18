"""Answers kept by `Idempotency-Key`, so that a write that is sent again is not done again.

An answer is written in the transaction of what the write changes: whatever crashes, either both are
there or neither, and nothing has to be released.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from arena.errors import IdempotencyKeyInUse, IdempotencyKeyNotValid, IdempotencyKeyReused
from arena.locks import hold_in_transaction
from arena.models import ApiAnswer

KEPT_FOR = timedelta(days=1)
LONGEST_NAME = 255
_NAME = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_NAME}}}")
_LEAST_QUOTED = 2
_busy: set[str] = set()
_busy_lock = Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A write as its sender names it: `digest` says what it is, `name` which one."""

    owner: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def wanted_answer(
    *, owner: str, header: str, method: str, address: str, content_type: str, body: bytes
) -> Wanted:
    """What an `Idempotency-Key` asks for; it may have quotes around it, as in the standard's draft.

    Raises:
        IdempotencyKeyNotValid: it is empty, too long, or has other than visible ASCII characters.
    """
    name = header.strip()
    if len(name) >= _LEAST_QUOTED and name[0] == name[-1] == '"':
        name = name[1:-1]
    if not _NAME.fullmatch(name):
        raise IdempotencyKeyNotValid
    parts = (method.encode(), address.encode(errors="surrogateescape"), content_type.encode())
    digest = hashlib.sha256()
    for part in (*parts, body):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return Wanted(owner, name, digest.hexdigest())


@contextmanager
def answering(wanted: Wanted) -> Iterator[None]:
    """Keep others of this process out while the write is answered.

    Raises:
        IdempotencyKeyInUse: another one is at it.
    """
    key = f"{wanted.owner} {wanted.name}"
    with _busy_lock:
        if key in _busy:
            raise IdempotencyKeyInUse
        _busy.add(key)
    try:
        yield
    finally:
        with _busy_lock:
            _busy.discard(key)


def find_answer(wanted: Wanted, *, now: datetime) -> Kept | None:
    """The answer that was kept; None for a write that is new. Call it in the write's transaction,
    at whose end others may go on.

    Raises:
        IdempotencyKeyInUse: another process is at it.
        IdempotencyKeyReused: the name was given to another write.
    """
    if not hold_in_transaction(f"answer {wanted.owner} {wanted.name}"):
        raise IdempotencyKeyInUse
    rows = ApiAnswer.objects.of(wanted.owner, wanted.name)
    there = rows.first()
    if there is None:
        return None
    if there.answered_at <= now - KEPT_FOR:
        rows.delete()
        return None
    if there.request_digest != wanted.digest:
        raise IdempotencyKeyReused
    return Kept(there.status, there.headers, bytes(there.body))


def keep_answer(wanted: Wanted, kept: Kept, *, now: datetime) -> None:
    ApiAnswer.objects.create(
        owner=wanted.owner,
        name=wanted.name,
        request_digest=wanted.digest,
        status=kept.status,
        headers=dict(kept.headers),
        body=kept.body,
        answered_at=now,
    )


def forget_answers(*, now: datetime) -> None:
    """Delete answers that are older than a day."""
    ApiAnswer.objects.filter(answered_at__lte=now - KEPT_FOR).delete()
