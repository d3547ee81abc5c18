"""Tell an outage of the database or the disk from a bug, by the error it raised."""

import errno
import sqlite3

from django.db import Error, InterfaceError, OperationalError

from arena.errors import Unavailable

# The database is away for a moment, or is overloaded.
SOON_SECONDS = 5
# Nothing can be written until the operator does something.
LATER_SECONDS = 60

_PRIMARY_CODE = 0xFF
_SQLITE_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL}
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
}
# A read-only transaction, which a standby has too, and a full disk.
_POSTGRESQL_READ_ONLY = {"25006", "53100"}
# Connection, resources, operator's intervention, system, and rollbacks that a retry repairs.
_POSTGRESQL_AWAY = ("08", "40", "53", "55P03", "57", "58")
_DISK = {errno.ENOSPC, errno.EROFS, errno.EDQUOT}


def outage_of(error: BaseException | None) -> Unavailable | None:
    """The refusal for visitors if `error` is an outage; None if it is anything else."""
    if isinstance(error, Error):
        return _of_database(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        return Unavailable(retry_after_seconds=LATER_SECONDS, is_read_only=True)
    return None


def _of_database(error: Error) -> Unavailable | None:
    cause = error.__cause__ or error
    if (number := getattr(cause, "sqlite_errorcode", None)) is not None:
        primary = number & _PRIMARY_CODE
        return _refusal(is_read_only=primary in _SQLITE_READ_ONLY, is_away=primary in _SQLITE_AWAY)
    if hasattr(cause, "sqlstate"):
        # Without a state the client speaks: the connection was lost, or none could be had.
        is_of_connection = isinstance(error, (InterfaceError, OperationalError))
        state = cause.sqlstate or ("08" if is_of_connection else "")
        is_read_only = state in _POSTGRESQL_READ_ONLY
        return _refusal(is_read_only=is_read_only, is_away=state.startswith(_POSTGRESQL_AWAY))
    return None


def _refusal(*, is_read_only: bool, is_away: bool) -> Unavailable | None:
    if is_read_only:
        return Unavailable(retry_after_seconds=LATER_SECONDS, is_read_only=True)
    return Unavailable(retry_after_seconds=SOON_SECONDS) if is_away else None
