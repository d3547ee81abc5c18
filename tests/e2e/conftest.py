"""A real browser on the real site; anything its console complains of fails the test."""

import os

import pytest

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium
from tests.e2e.trap import Trap
from tests.e2e.under_way import counted

# Playwright's loop runs in the test's own thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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


@pytest.fixture
def quiet_end(transactional_db, live_server):
    """The database is emptied only when nothing is asked of it any more."""
    with counted() as under_way:
        yield
        under_way.wait_until_none()


@pytest.fixture
def site(quiet_end, clear_cache, live_server) -> str:
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
