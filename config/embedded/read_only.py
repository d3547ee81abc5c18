"""A data folder whose file system is read-only: what there is can be served, but nothing written.

The settings import this module, so it must not import Django.
"""

import os
from pathlib import Path

from config.embedded.errors import CannotStart

DATABASE = "podium.sqlite3"


def is_read_only(folder: Path) -> bool:
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def is_complete(database: Path) -> bool:
    """Whether the file has all changes; the others are in a file beside it, which SQLite cannot
    read without writing."""
    changes = database.with_name(f"{database.name}-wal")
    return database.is_file() and not (changes.is_file() and changes.stat().st_size)


def require_readable(data: Path) -> None:
    """Check that pages can be served from this folder.

    Raises:
        CannotStart: a sentence that says why not.
    """
    rest = "Make it writable, or choose another folder by --data or PODIUM_DATA."
    start = f"The file system of {data} is read-only"
    if not (data / "secret_key").is_file():
        raise CannotStart(f"{start}, and nothing was served from there yet. {rest}")
    if os.environ.get("DATABASE_URL") or is_complete(data / DATABASE):
        return
    raise CannotStart(
        f"{start}, and its database was not closed, so it cannot be read without writing. {rest}"
    )
