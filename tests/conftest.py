"""Fixtures every test may ask for."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses

from arena.matches.pool import pools
from leaderboard.kept import kept

# How long an example takes says how busy the machine is.
hypotheses.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypotheses.load_profile("patient")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process keeps in memory is of one test's database."""
    pools.forget()
    kept.clear()


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_quickly():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_cache_is_waited_for():
    """On a machine that has much else to do, longer than a visitor should wait."""
    patience = {"socket_connect_timeout": 60, "socket_timeout": 60}
    cache = settings.CACHES["default"] | {"OPTIONS": patience}
    with override_settings(CACHES={"default": cache}):
        yield


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """What the tests of a module begin with is made once; each undoes only what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clear_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _kept_rows_can_be_flushed():
    """Transactional tests on SQLite empty tables by DELETE, which kept rows refuse."""
    flush = DatabaseOperations.execute_sql_flush
    patch = pytest.MonkeyPatch()

    def without_triggers(operations, sql_list):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        flush(operations, sql_list)
        with connection.cursor() as cursor:
            for _, sql in triggers:
                cursor.execute(sql)

    patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
    yield
    patch.undo()
