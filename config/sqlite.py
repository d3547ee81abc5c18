"""SQLite in the web server: pages that are read stay up on a full disk."""

import sqlite3
from contextlib import suppress
from typing import Any

from django.db.backends.signals import connection_created

_held: list[sqlite3.Connection] = []


def keep_sqlite_readable() -> None:
    """Hold one connection of this process open from its first use of the database on.

    The last connection that closes deletes the file of shared memory, which the next one must make
    again even to read. On a full disk it cannot, so nothing could be read there.
    """
    connection_created.connect(_hold)


def _hold(connection: Any, **_: Any) -> None:
    if connection.vendor != "sqlite" or _held:
        return
    path = f"file:{connection.settings_dict['NAME']}?mode=rw"
    with suppress(sqlite3.Error):  # the next connection tries again
        held = sqlite3.connect(path, uri=True, check_same_thread=False)
        held.execute("SELECT 1 FROM sqlite_master").fetchall()
        _held.append(held)
