"""A pool whose server closed its connections, such as by a restart, gives a request a new one."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler
from psycopg import OperationalError

from config.connections import check_connection

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AT_ONCE = 4
END_ALL = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE application_name = 'stale'
"""


@pytest.fixture
def database():
    """A pool of our own on the tests' database."""
    of_tests = settings.DATABASES["default"]
    options = {**of_tests["OPTIONS"], "application_name": "stale"}
    ours = {**of_tests, "OPTIONS": options}
    handler = ConnectionHandler({"default": of_tests, "stale": ours})  # a pool by its alias
    yield handler["stale"]
    handler["stale"].close_pool()


def use(database):
    """What a request does: take a connection, ask, give it back."""
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")
    database.close()


def fill(database):
    """Let the pool hold several connections, as under load."""
    database.pool.open()
    taken = [database.pool.getconn() for _ in range(AT_ONCE)]
    for each in taken:
        database.pool.putconn(each)


def end_all():
    with connection.cursor() as cursor:
        cursor.execute(END_ALL)
        return cursor.fetchone()[0]


def test_after_a_restart_no_request_gets_a_stale_connection(database):
    use(database)
    fill(database)
    assert end_all() >= AT_ONCE
    for _ in range(2 * AT_ONCE):
        use(database)


def test_a_connection_that_is_closed_is_noticed(database):
    use(database)
    database.ensure_connection()
    inner = database.connection
    inner.close()
    with pytest.raises(OperationalError):
        check_connection(inner)
    database.close()


def test_a_healthy_connection_costs_no_round_trip(database, monkeypatch):
    use(database)
    database.ensure_connection()
    asked = []
    monkeypatch.setattr(type(database.connection), "execute", lambda *_: asked.append(1))
    check_connection(database.connection)
    assert asked == []
    database.close()


def test_a_connection_that_was_idle_is_asked(database, monkeypatch):
    use(database)
    database.ensure_connection()
    monkeypatch.setattr("config.connections.IDLE_SECONDS", 0.0)
    asked = []
    monkeypatch.setattr(type(database.connection), "execute", lambda *_: asked.append(1))
    check_connection(database.connection)
    assert asked == [1]
    database.close()
