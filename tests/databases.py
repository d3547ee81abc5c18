"""The database of each process of tests: one process migrates its own, and the others copy it.

The copies are made of a template that a run of the tests keeps for as long as it lasts.
"""

import fcntl
import gc
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test.utils import setup_databases
from psycopg.sql import SQL, Identifier

# Sessions that are closed are gone within this; a machine may be busy.
ENDING_SECONDS = 60
_SESSIONS = """
    SELECT state, backend_start::text, left(query, 200) FROM pg_stat_activity WHERE datname = %s
"""


def make_test_database(*, verbosity: int) -> list:
    """Make this process's database; returns what Django's `teardown_databases` takes."""
    with _template() as (template, is_new):
        if is_new:
            made = setup_databases(verbosity=verbosity, interactive=False, serialized_aliases=[])
            _keep_as(template)
            return made
        before, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
        _copy(template, name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        return [(connection, before, True)]


def copy_migrated(target: str) -> None:
    """Make another database with all tables: of this name on PostgreSQL, this file on SQLite."""
    with _template() as (template, is_new):
        assert not is_new, "what is copied is made by the fixture django_db_setup"
        _copy(template, target)


@contextmanager
def _template() -> Iterator[tuple[str, bool]]:
    """The run's template, locked; and whether it has yet to be made."""
    folder = Path(os.environ["PODIUM_TEST_RUN"])
    made = folder / "template is made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield template_of(folder), not made.exists()
        made.touch()


def template_of(folder: Path) -> str:
    """A file of SQLite, or the name of a database."""
    if connection.vendor == "sqlite":
        return str(folder / "migrated.sqlite3")
    return folder.name.replace("-", "_")


def _keep_as(template: str) -> None:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as ours, closing(sqlite3.connect(template)) as kept:
            ours.backup(kept)
    else:
        connection.close()
        wait_until_unused(connection.creation, name)
        _copy(name, template)


def _copy(source: str, target: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(source, target)
        return
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(target)))
        copy = SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(copy.format(Identifier(target), Identifier(source)))


def wait_until_unused(creation: BaseDatabaseCreation, name: str) -> None:
    """PostgreSQL neither copies nor drops a database in use."""
    creation.connection.close_pool()
    gc.collect()  # closes the connections of threads that have ended
    until = time.monotonic() + ENDING_SECONDS
    while sessions := sessions_on(creation, name):
        assert time.monotonic() < until, f"{name} is still in use: {sessions}"
        time.sleep(0.1)


def sessions_on(creation: BaseDatabaseCreation, name: str) -> list[tuple[str, ...]]:
    """What is left over, named by its last query."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(_SESSIONS, [name])
        return cursor.fetchall()
