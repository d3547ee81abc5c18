"""Connections to the database: stale ones are replaced before a request gets them.

The settings import this module, so it must not import Django.
"""

import select
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import psycopg

# A firewall may drop an idle connection without a word; how long one is believed to be there.
IDLE_SECONDS = 30.0

_asked_at: "WeakKeyDictionary[psycopg.Connection[Any], float]" = WeakKeyDictionary()


def check_connection(connection: "psycopg.Connection[Any]") -> None:
    """Raise unless the connection can be used; the pool then replaces it.

    A server that stops or restarts closes its connections, which makes their sockets readable; an
    idle one never is. So a healthy connection costs a system call and no round trip, but for one
    round trip in half a minute.
    """
    now = time.monotonic()
    is_known = now - _asked_at.get(connection, 0.0) < IDLE_SECONDS
    try:
        if is_known and not _is_readable(connection):
            return
        connection.execute("")
    except Exception:
        # The others of this pool are as old: replace them together, not one after the other.
        pool: Any = connection._pool  # noqa: SLF001 - where Django looks for it, too
        pool.check()
        raise
    _asked_at[connection] = now


def _is_readable(connection: "psycopg.Connection[Any]") -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))
