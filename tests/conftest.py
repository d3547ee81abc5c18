"""Fixtures every test may ask for."""

import gc
from contextlib import contextmanager
from itertools import groupby

import pytest
from coverage import Coverage
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import override_settings
from django.test.utils import teardown_databases
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses
from whitenoise.middleware import WhiteNoiseMiddleware

from arena.arena_settings import current_settings, forget_settings
from arena.matches import narrowed_pools, options
from arena.matches.pool import pools
from arena.models import briefly_kept, masked_responses
from arena.webhooks import listening
from leaderboard.catalogue import forget_spread
from leaderboard.kept import kept
from leaderboard.standings import boards
from tests.databases import make_test_database, wait_until_unused

# How long an example takes says how busy the machine is.
patient = hypotheses(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypotheses.register_profile("every", patient, max_examples=100)
hypotheses.register_profile("sample", patient, max_examples=40)


def pytest_configure(config):
    """Before the tests are collected, which take the profile of that moment."""
    hypotheses.load_profile("every" if config.option.all else "sample")


def forget():
    pools.forget()
    narrowed_pools.forget()
    options.forget()
    forget_spread()
    boards.forget()
    forget_settings()
    masked_responses.forget()
    listening.forget()
    kept.clear()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process keeps in memory is of one test's database, and the language that of its last
    request."""
    forget()
    translation.deactivate()


@pytest.fixture
def settings_are_read(db, monkeypatch):
    """As in a process that has served before: no request need read the settings of the arena."""
    monkeypatch.setattr(briefly_kept, "READ_SECONDS", 3_600.0)
    current_settings()
    masked_responses.current()
    options.current()
    boards.current()


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_quickly():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_found_once():
    """Every client has middleware of its own, which would look for all of them again."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}
    patch = pytest.MonkeyPatch()

    def find_once(middleware):
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files = found

    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _the_cache_is_waited_for():
    """On a machine that has much else to do, longer than a visitor should wait."""
    patience = {"socket_connect_timeout": 60, "socket_timeout": 60}
    cache = settings.CACHES["default"] | {"OPTIONS": patience}
    with override_settings(CACHES={"default": cache}):
        yield


@contextmanager
def unmeasured():
    """What is not counted as covered takes half the time."""
    measuring = Coverage.current()
    if measuring:
        measuring.stop()
    yield
    if measuring:
        measuring.start()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings, request
):
    """In place of pytest-django's, which makes none when only fixtures of modules ask for one."""
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock(), unmeasured():
        made = make_test_database(verbosity=verbosity)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=verbosity)


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """What the tests of a module begin with is made once; each undoes only what it does itself.

    Those that do not ask for it begin with an empty database, as if it were not there.
    """
    forget()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    open_scenes.clear()


def begins_with_scene(item: pytest.Item) -> bool:
    return "scene" in getattr(item, "fixturenames", ())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Of a module, those that share its scene come last, so that it is made once."""
    of_modules = [list(some) for _, some in groupby(items, key=lambda item: item.path)]
    items[:] = [item for some in of_modules for item in sorted(some, key=begins_with_scene)]


def pytest_collection_finish():
    """Modules and tests stay until the end: nothing is found by looking through them again."""
    gc.collect()
    gc.freeze()


open_scenes: list[pytest.FixtureDef] = []


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.argname == "scene":
        open_scenes.append(fixturedef)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A process that takes tests over from another may get them the other way round."""
    if open_scenes and not begins_with_scene(item):
        open_scenes[0].finish(item._request)


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


@pytest.fixture(autouse=True, scope="session")
def _sessions_end_before_their_database():
    """PostgreSQL drops no database in use; a session that is left over is named by its query."""
    destroy = DatabaseCreation._destroy_test_db

    def destroy_once_unused(creation, name, verbosity):
        wait_until_unused(creation, name)
        destroy(creation, name, verbosity)

    # Not taken back, for the database is destroyed after every fixture.
    DatabaseCreation._destroy_test_db = destroy_once_unused
