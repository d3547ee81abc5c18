"""A real browser on the real site; anything its console complains of fails the test."""

import os

import pytest
from django.db import connections
from playwright.sync_api import expect

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium
from tests.e2e.trap import Trap
from tests.e2e.under_way import counted

# What is waited for comes at once, but not on a machine that has much else to do.
expect.set_options(timeout=60_000)
# Playwright's loop runs in the test's own thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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
def live_server(django_db_setup, live_server):
    """Stopped before its database is destroyed, which a late request would still ask."""
    return live_server


@pytest.fixture(autouse=True)
def quiet_end(request):
    """The database is emptied only when nothing is asked of it any more."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    with counted() as under_way:
        yield
        under_way.wait_until_none()


@pytest.fixture
def site(transactional_db, clear_cache, live_server) -> str:
    """The address of a rated arena."""
    make_arena(competitors=3, challenges=4)
    cast_votes(12)
    recompute_boards()
    return live_server.url


@pytest.fixture
def complaints():
    """What consoles say while the test runs; there must be nothing in the end."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def context(quiet_end, context, complaints):
    """Playwright's browser context, listened to, and closed before the site is."""
    context.on("console", lambda message: keep_errors(complaints, message))
    context.on("weberror", lambda failure: complaints.append(str(failure.error)))
    return context


def keep_errors(complaints: list[str], message) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(f"{message.type}: {message.text}")
