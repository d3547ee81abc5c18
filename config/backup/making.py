"""Making a backup, also while the arena serves."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from arena.media import FOLDER as COPIES
from arena.models import stored_files
from config.backup import archive, clients
from config.backup.archive import DATABASE, FOLDERS, SECRET_KEY, Manifest
from config.backup.errors import BackupFailed
from leaderboard.models import LedgerEntry

type Say = Callable[[str], object]


def make_backup(path: Path, *, now: datetime, say: Say) -> Manifest:
    """Copy the database and the files into one archive at `path`, which appears when it is whole.

    The database is copied first: files are only added while an arena serves, so those that the
    copy names are there.

    Raises:
        BackupFailed: the folder cannot be written, or the database cannot be copied.
    """
    path = path.resolve()
    try:
        with _draft_folder(path) as folder:
            manifest = Manifest(connection.vendor, now.isoformat(), LedgerEntry.objects.head()[0])
            named = {name for name, _ in stored_files()}
            copy_database(folder / DATABASE)
            archive.write_archive(folder / "archive", _members(folder / DATABASE), manifest)
            (folder / "archive").replace(path)
            archive.sync_folder(path.parent)
    except OSError as error:
        raise BackupFailed(f"{path} cannot be written ({error.strerror or error}).") from error
    if missing := {name for name in named if f"media/{name}" not in manifest.files}:
        say(f"{len(missing)} files of responses are not in the media folder: {sorted(missing)[:5]}")
    return manifest


def copy_database(copy: Path) -> None:
    """A copy as the database is at one point of time; nobody waits for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        return
    program = clients.fitting("pg_dump", server=clients.server_major())
    options = ("--format=custom", "--no-owner", "--no-privileges")
    clients.run_client([program, *options, "--file", copy])
    if not copy.is_file() or not copy.stat().st_size:
        raise BackupFailed(f"{program} wrote no copy of the database.")


def _members(database: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, database
    key = settings.DATA_DIR / SECRET_KEY
    if key.is_file():
        yield SECRET_KEY, key
    for folder in FOLDERS:
        root = settings.DATA_DIR / folder
        for path in sorted(root.rglob("*")):
            name = f"{folder}/{path.relative_to(root).as_posix()}"
            # What is served is made again from the files as they were received.
            is_copy = name.startswith(f"media/{COPIES}/")
            if path.is_file() and not path.is_symlink() and not is_copy:
                yield name, path


@contextmanager
def _draft_folder(path: Path) -> Iterator[Path]:
    """A folder beside the archive for what is not whole yet; one that was left is emptied.

    Raises:
        BackupFailed: another backup to this file is under way.
    """
    folder = path.with_name(f".{path.name}.partial")
    folder.mkdir(mode=0o700, exist_ok=True)
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise BackupFailed(f"Another backup to {path} is under way.") from None
    try:
        for left in folder.iterdir():
            left.unlink()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(number)
