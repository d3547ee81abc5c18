"""Which of the tests a run selects; pytest counts the others as deselected."""

from collections.abc import Callable

import pytest
from django.conf import settings

FIXTURES_OF_DATABASES = {"db", "transactional_db", "live_server", "shared"}


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="every combination, not only the gate's sample"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """First of all, so that `-m database` finds its mark."""
    for item in items:
        if asks_database(item):
            item.add_marker("database")
    if not config.option.all:
        deselect(config, items, lambda item: item.get_closest_marker("every"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        deselect(config, items, lambda item: item.get_closest_marker("postgresql"))


def asks_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    is_of_django = bool(getattr(getattr(item, "cls", None), "databases", None))
    return is_of_django or not FIXTURES_OF_DATABASES.isdisjoint(getattr(item, "fixturenames", ()))


def deselect(config, items: list[pytest.Item], is_out: Callable[[pytest.Item], object]) -> None:
    out = [item for item in items if is_out(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not is_out(item)]
