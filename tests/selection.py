"""Which of the tests a run selects; pytest counts the others as deselected."""

from collections.abc import Callable

import pytest
from django.conf import settings


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="every combination, not only the gate's sample"
    )


def pytest_collection_modifyitems(config, items):
    if not config.option.all:
        deselect(config, items, lambda item: item.get_closest_marker("every"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        deselect(config, items, lambda item: item.get_closest_marker("postgresql"))


def deselect(config, items: list[pytest.Item], is_out: Callable[[pytest.Item], object]) -> None:
    out = [item for item in items if is_out(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not is_out(item)]
