"""The web server's connection to SQLite that stays open."""

import sqlite3
from contextlib import closing

import pytest
from django.db.backends.signals import connection_created
from django.db.utils import ConnectionHandler

from config import sqlite

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path, monkeypatch):
    """One that no other connection of this process has open."""
    monkeypatch.setattr(sqlite, "_held", [])
    holds = connection_created.disconnect(sqlite._hold)
    path = tmp_path / "podium.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE t (x)")
    ours = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    yield ConnectionHandler({"default": ours})["default"]
    while sqlite._held:
        sqlite._held.pop().close()
    if holds:
        sqlite.keep_sqlite_readable()


def read(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM t")
    database.close()


def test_without_it_the_shared_memory_goes_with_the_last_reader(database, tmp_path):
    read(database)
    assert not (tmp_path / "podium.sqlite3-shm").exists()


def test_the_shared_memory_stays_for_readers_on_a_full_disk(database, tmp_path):
    sqlite._hold(database)
    read(database)
    assert (tmp_path / "podium.sqlite3-shm").exists()


def test_a_database_that_is_not_there_is_not_made(database, tmp_path):
    (tmp_path / "podium.sqlite3").unlink()
    sqlite._hold(database)
    assert not (tmp_path / "podium.sqlite3").exists()
    assert sqlite._held == []
