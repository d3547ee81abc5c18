"""Locks across processes and machines."""

import fcntl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_PAUSE_SECONDS = 0.2


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold the named lock, or yield False at once when somebody else does.

    PostgreSQL: an advisory lock of this session, gone when the connection is. SQLite: a file lock
    in the data folder, gone when the process is.
    """
    held = _on_postgresql(name) if connection.vendor == "postgresql" else _on_file(name)
    with held as is_ours:
        yield is_ours


def hold_in_transaction(name: str) -> bool:
    """Take the named lock until the transaction ends; False at once when another one has it.

    SQLite has one transaction that writes at a time, which is lock enough.
    """
    if connection.vendor != "postgresql":
        return True
    number = zlib.crc32(f"podium {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


class LockBusy(Exception):
    """Another process held a lock for longer than we wait."""


@contextmanager
def wait_for(name: str, *, seconds: float) -> Iterator[None]:
    """Hold the named lock, once whoever holds it is done.

    Raises:
        LockBusy: that took longer.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with only_one(name) as is_ours:
            if is_ours:
                yield
                return
        time.sleep(_PAUSE_SECONDS)
    raise LockBusy(f"{name} is busy")


@contextmanager
def _on_postgresql(name: str) -> Iterator[bool]:
    number = zlib.crc32(f"podium {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _on_file(name: str) -> Iterator[bool]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / f"{name}.lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
