"""Archived arenas of earlier versions, and how one is opened.

An archive is a data folder: `podium.sqlite3` (or `podium.sql`, a dump of PostgreSQL), media,
`secret_key`, and `facts.json`, which says what a later version has to find in it.
"""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ARCHIVES = Path(__file__).resolve().parent / "archives"
SQLITE, DUMP, FACTS = "podium.sqlite3", "podium.sql", "facts.json"
# Lines that only psql, or only a server as new as the dump's, understands.
NOT_SENT = ("\\restrict ", "\\unrestrict ", "SET transaction_timeout ")


def archives_of(database: str) -> list[Path]:
    """Every version's, the oldest first.

    Args:
        database: "sqlite" or "postgresql".
    """
    found = sorted(ARCHIVES.glob(f"*.{database}.tar.xz"))
    if not found:
        raise FileNotFoundError(f"there is no archive of {database} in {ARCHIVES}")
    return found


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Make the data folder, and say its facts."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


@contextmanager
def loaded(dump: Path, *, server: str, name: str) -> Iterator[None]:
    """A database of this name with what was dumped; it is dropped at the end.

    Args:
        server: how psycopg reaches any database of the server.
    """
    lines = dump.read_text(encoding="utf-8").split("\n")
    statements = "\n".join(line for line in lines if not line.startswith(NOT_SENT))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(server, dbname=name) as fresh:
                fresh.execute(statements)
            yield
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
