"""A real browser on the real site; anything its console complains of fails the test."""

import os
from contextlib import closing, contextmanager

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections
from django.test import modify_settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.conftest import forget, unmeasured
from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium
from tests.e2e.tabs import Tabs
from tests.e2e.trap import Trap
from tests.e2e.under_way import counted

# What is waited for comes at once, but not on a machine that has much else to do.
expect.set_options(timeout=60_000)
# Playwright's loop runs in the test's own thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True, scope="module")
def _covers_nothing():
    """What only a browser test runs has no test of its own yet."""
    with unmeasured():
        yield


@pytest.fixture(scope="session")
def playwright(playwright):
    """While its event loop runs, asgiref counts this thread as an async one and keeps another
    connection for it, which is closed before the loop stops: afterwards nobody finds it."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def trap():
    """Where every host below .example is."""
    with Trap() as trap:
        yield trap


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, trap):
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium() or pytest.fail(MISSING, pytrace=False),
        "headless": True,
        "args": [*ARGUMENTS, f"--host-resolver-rules=MAP *.example 127.0.0.1:{trap.port}"],
    }


@pytest.fixture(scope="session")
def server(django_db_setup):
    """The site in a thread, stopped before its database is destroyed."""
    # Or the body of each answer waits until its headers are acknowledged, for 40 ms.
    WSGIRequestHandler.disable_nagle_algorithm = True
    server = LiveServer("localhost", start=False)
    # Static files come from the site, as in production: a browser does not ask for each again.
    server.thread.static_handler = lambda site: site
    with modify_settings(ALLOWED_HOSTS={"append": server.thread.host}):
        server.start()
        yield server
    server.stop()


@pytest.fixture(scope="session")
def live_server(server):
    """The same for a test that has the database to itself."""
    return server


@pytest.fixture(scope="module")
def shared(server, django_db_blocker):
    """A database that the tests of a module share: each is another visitor, or only reads."""
    forget()
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def site(shared, server) -> str:
    """The address of a rated arena."""
    return make_site(server)


@pytest.fixture
def site_alone(transactional_db, live_server) -> str:
    """The same for a test that has the database to itself."""
    return make_site(live_server)


def make_site(server) -> str:
    cache.clear()
    make_arena(competitors=3, challenges=4)
    cast_votes(12)
    recompute_boards()
    return server.url


@pytest.fixture(autouse=True)
def quiet_end(request):
    """A test ends when nothing is asked of its server any more; limits begin anew with each."""
    if "server" not in request.fixturenames:
        yield
        return
    if "shared" not in request.fixturenames:
        request.getfixturevalue("transactional_db")
    cache.clear()
    with counted() as under_way:
        yield
        under_way.wait_until_none()


@pytest.fixture
def complaints():
    """What consoles say while the test runs; there must be nothing in the end."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture(scope="module")
def tabs(browser, server):
    with closing(Tabs(browser, server.url)) as tabs:
        yield tabs


@pytest.fixture
def context(request, quiet_end, browser, browser_context_args, complaints):
    """Listened to. Tests that share a database share it, too; else it is closed before the site is.

    In place of pytest-playwright's, which opens a new one for each test.
    """
    if "shared" in request.fixturenames:
        lent = request.getfixturevalue("tabs").lend(browser_context_args)
    else:
        lent = browser.new_context(**browser_context_args)
    with lent as context, listened_to(context, complaints):
        yield context


@pytest.fixture
def page(context):
    return context.pages[0] if context.pages else context.new_page()


@contextmanager
def listened_to(context, complaints: list[str]):
    listeners = {
        "console": lambda message: keep_errors(complaints, message),
        "weberror": lambda failure: complaints.append(str(failure.error)),
    }
    for event, listener in listeners.items():
        context.on(event, listener)
    yield
    context.cookies()  # what was said before arrives before this answer
    for event, listener in listeners.items():
        context.remove_listener(event, listener)


def keep_errors(complaints: list[str], message) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(f"{message.type}: {message.text}")
