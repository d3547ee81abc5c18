"""The PostgreSQL client programs: found, and asked whether they fit the server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import connection

from config.backup.errors import BackupFailed

# Where Debian keeps those of each version.
_INSTALLED = Path("/usr/lib/postgresql")
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def server_major() -> int:
    return connection.pg_version // 10_000  # type: ignore[attr-defined,no-any-return]


def fitting(program: str, *, server: int) -> Path:
    """The first client program that is at least as new as the server.

    Raises:
        BackupFailed: there is none.
    """
    seen = []
    for path in _candidates(program):
        major = _major_of(path)
        if major >= server:
            return path
        version = f"is of version {major}" if major else "does not say its version"
        seen.append(f"{path} {version}")
    found = f"; {', '.join(seen)}" if seen else ""
    raise BackupFailed(
        f"The server is PostgreSQL {server}, and there is no {program} of version {server} or "
        f"newer{found}. Install postgresql-client-{server} and try again."
    )


def run_client(command: list[str | Path]) -> None:
    """Run a client program on the arena's database.

    Raises:
        BackupFailed: it failed; with the last of what it said.
    """
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with our arguments
        command,
        env={**os.environ, **_environment()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split()[-60:])
        raise BackupFailed(f"{Path(command[0]).name} failed: {said}")


def _environment() -> Mapping[str, str]:
    """How the client reaches the database; no password stands among arguments."""
    given = connection.get_connection_params()
    return {_VARIABLES[name]: str(given[name]) for name in given if name in _VARIABLES}


def _candidates(program: str) -> Iterator[Path]:
    if found := shutil.which(program):
        yield Path(found)
    versions = [path for path in _INSTALLED.glob("*/bin") if path.parent.name.isdecimal()]
    for folder in sorted(versions, key=lambda path: -int(path.parent.name)):
        if (folder / program).is_file():
            yield folder / program


def _major_of(program: Path) -> int:
    """The major version of a client program; 0 if it cannot be run or does not say it."""
    try:
        said = subprocess.run(  # noqa: S603 - a program that was found as pg_dump
            [program, "--version"], capture_output=True, text=True, errors="replace", check=False
        )
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", said.stdout)
    return int(number[1]) if number else 0
