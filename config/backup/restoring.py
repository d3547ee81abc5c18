"""Restoring a backup into an empty place."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.backup import archive, clients
from config.backup.archive import DATABASE, FOLDERS, SECRET_KEY, Manifest
from config.backup.errors import BackupFailed
from config.embedded.folder import lock

# With rows in one of these, a place is not empty.
_CONTENT = ("arena_vote", "arena_match", "arena_challenge", "arena_competitor", "auth_user")
# What PostgreSQL notes of its schema from loading until all is proved to agree, so that a restore
# that was killed between the two can be done again.
_UNPROVED = "Podium: loaded from a backup, not yet proved"
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore_backup(path: Path) -> Manifest:
    """Restore the database and the files, and have everything computed anew and compared.

    All is unpacked and checked beside its place. The files are moved first, since files that
    nothing names do no harm, and the database last.

    Raises:
        BackupFailed: the place is not empty, the backup is of another kind of database or is not
            whole, or its tables do not agree with its ledger.
    """
    with _nobody_serves(), _draft_folder() as folder:
        _refuse_content()
        manifest = archive.read_archive(path.resolve(), folder)
        if manifest.database != connection.vendor:
            raise BackupFailed(
                f"The backup is of {_KINDS.get(manifest.database, manifest.database)}, and this "
                f"place is on {_KINDS[connection.vendor]}. Look at DATABASE_URL."
            )
        if connection.vendor == "sqlite":
            _prove(folder)
            _move_files(folder)
            _move_sqlite(folder)
        else:
            _move_files(folder)
            _load_postgresql(folder)
    return manifest


def _prove(folder: Path) -> None:
    """Upgrade and rebuild the copy where it was unpacked, so a bad one never gets into place."""
    own = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / DATABASE}"}
    own |= {"PODIUM_DATA": str(folder), "SECRET_KEY": settings.SECRET_KEY}
    manage = Path(__file__).resolve().parent.parent.parent / "manage.py"
    for command in (["migrate", "--no-input", "--verbosity", "0"], ["rebuild"]):
        done = subprocess.run([sys.executable, manage, *command], env=own, check=False)  # noqa: S603
        if done.returncode:
            raise BackupFailed(f"Nothing was restored: {command[0]} of the backup failed.")


def _move_files(folder: Path) -> None:
    """File by file, so that it can be done again after an interruption."""
    for name in FOLDERS:
        for source in sorted((folder / name).rglob("*")):
            target = settings.DATA_DIR / source.relative_to(folder)
            if source.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
    if (folder / SECRET_KEY).is_file():
        (folder / SECRET_KEY).replace(settings.DATA_DIR / SECRET_KEY)


def _move_sqlite(folder: Path) -> None:
    connection.close()
    target = Path(settings.DATABASES["default"]["NAME"])
    with (folder / DATABASE).open("rb") as file:
        os.fsync(file.fileno())
    for left in ("-wal", "-shm"):  # of the empty database that is replaced
        target.with_name(target.name + left).unlink(missing_ok=True)
    (folder / DATABASE).replace(target)
    archive.sync_folder(target.parent)


def _load_postgresql(folder: Path) -> None:
    """In one transaction, from a whole file: whatever is killed, all or nothing is there."""
    server = clients.server_major()
    script = folder / "script.sql"
    options = ("--no-owner", "--no-privileges", "--file", script)
    clients.run_client([clients.fitting("pg_restore", server=server), *options, folder / DATABASE])
    connection.close()
    afresh = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    psql = clients.fitting("psql", server=server)
    quiet = ("--no-psqlrc", "--quiet", "--output", os.devnull)
    whole = ("--set", "ON_ERROR_STOP=1", "--single-transaction")
    noted = f"COMMENT ON SCHEMA public IS '{_UNPROVED}'"
    steps = ("--command", afresh, "--file", script, "--command", noted)
    clients.run_client([psql, *quiet, *whole, *steps])
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("rebuild")
    except CommandError as error:
        raise BackupFailed(f"The backup was restored, but does not agree: {error}") from error
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON SCHEMA public IS NULL")


def _refuse_content() -> None:
    if connection.vendor == "postgresql" and _is_unproved():
        return  # an interrupted restore, which is done again
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _CONTENT:
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a name from above
                if cursor.fetchone():
                    raise BackupFailed(
                        f"There is an arena already ({table} has rows). Restore into an empty "
                        "place: another data folder by --data, or an empty database."
                    )


def _is_unproved() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace) = %s", [_UNPROVED])
        return bool(cursor.fetchone()[0])


@contextmanager
def _nobody_serves() -> Iterator[None]:
    try:
        held = lock(settings.DATA_DIR / "supervisor.lock")
    except BlockingIOError:
        raise BackupFailed(f"Podium runs on {settings.DATA_DIR}. Stop it first.") from None
    with held:
        yield


@contextmanager
def _draft_folder() -> Iterator[Path]:
    """On the disk of the data folder; what an interrupted restore left there is removed."""
    folder = settings.DATA_DIR / ".restore"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
