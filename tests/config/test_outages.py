"""While the database or the disk is away, visitors are told so, and what is read stays up."""

import errno

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from arena.matches import pool
from arena.outages import outage_of
from config import outages
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

JSON = {"content_type": "application/json"}


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()
    cast_votes(6)
    recompute_boards()


@pytest.fixture
def read_only(arena):
    """As a standby, a disk that failed, or an operator who moves the database has it."""
    pool.pools.current()
    sqlite = connection.vendor == "sqlite"
    with transaction.atomic():
        run("PRAGMA query_only=ON" if sqlite else "SET TRANSACTION READ ONLY")
        yield
        if sqlite:
            connection.connection.execute("PRAGMA query_only=OFF")  # after an error, too
        transaction.set_rollback(True)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def away(monkeypatch):
    """A server that cannot be reached, for whatever asks it first."""
    error = OperationalError("couldn't get a connection after 3.00 sec")
    error.__cause__ = lost()

    def refuse(*args, **kwargs):
        raise error

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "cursor", refuse)


def lost():
    psycopg = pytest.importorskip("psycopg")
    return psycopg.OperationalError("the connection is closed")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_that_is_read_stays_up_on_a_read_only_database(client, read_only, address):
    assert client.get(address).status_code == 200


def test_opening_a_match_on_a_read_only_database_is_answered_by_a_page(client, read_only):
    answer = client.post("/matches/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert 'data-code="unavailable"' in answer.text
    assert "Nothing can be saved" in answer.text


def test_the_api_answers_an_outage_by_a_problem(client, read_only):
    answer = client.post("/api/v1/matches/", **JSON)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("address", ["/", "/healthz/", "/api/v1/boards/"])
def test_without_a_database_the_answer_is_to_come_back(away, address):
    answer = Client().get(address)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_an_outage_that_middleware_meets_is_one_too(rf, away):
    try:
        connection.cursor()
    except OperationalError:
        assert outages.server_error(rf.get("/")).status_code == 503


def test_another_error_stays_an_error(rf):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        assert outages.server_error(rf.get("/")).status_code == 500


def test_a_table_that_is_not_there_is_a_bug_and_no_outage(arena):
    with pytest.raises(Exception) as raised, connection.cursor() as cursor:  # noqa: PT011
        cursor.execute("SELECT 1 FROM nowhere")
    assert outage_of(raised.value) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_read_only_disk_is_an_outage(number):
    outage = outage_of(OSError(number, "no"))
    assert outage is not None
    assert outage.is_read_only


def test_another_error_of_a_file_is_a_bug():
    assert outage_of(FileNotFoundError(errno.ENOENT, "no")) is None
