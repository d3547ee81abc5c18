"""Rows of a board with three notices, and the chart of its history, are in view at once."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from leaderboard.models import RatingRun
from tests.e2e.looking import look_at
from tests.leaderboard.views.large import make_large
from tests.leaderboard.views.runs import publish_with_few

ROWS = """() => [...document.querySelectorAll(".ratings--board tbody:not(.ratings__fold) tr")]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""
NAMES_NO_VOTER = "9,000 votes name no voter: each counts as if another voter had cast it."


@pytest.fixture(scope="module")
def site(shared, server) -> str:
    """The address of a board of 35 models, 12 of them with few votes, and three notices."""
    cache.clear()
    make_large(competitors=23, boards=19, days=9, votes=40, until=timezone.now())
    publish_with_few(12, imported=900, simulated=80, warnings=[NAMES_NO_VOTER])
    return server.url


@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 8), (390, 844, 4)])
def test_rows_are_in_view(site, page, width, height, least):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/leaderboard/")
    assert page.locator(".line--notice").count() == 3
    assert page.evaluate(ROWS) >= least


def test_the_page_of_a_run_is_in_order(site, page):
    run = RatingRun.objects.earliest("pk")
    page.goto(f"{site}/runs/{run.pk}/?folded=shown")
    look_at(page)


def test_history_opens_with_its_chart_in_view(site, page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/leaderboard/overall/history/")
    box = page.locator(".chart__wide svg").bounding_box()
    assert box["y"] + box["height"] <= 900
