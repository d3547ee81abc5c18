"""What holds on every page: nothing for axe to find, nothing cut off, colours as chosen."""

import gzip
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.voting import open_match
from tests.pages import PAGES as ADDRESSES

MOST_BYTES = 60_000
# A screen of 1,280 pixels is 640 wide when zoomed to 200 %, and 320 at 400 %.
WIDTHS = (1600, 768, 640, 360, 320)


def go_to_verdict(page, site) -> None:
    open_match(page, site)
    page.locator("#ballot button[value=tie]").click()
    expect(page.locator("[data-verdict]")).to_be_visible()


def go_to(address):
    return lambda page, site: page.goto(f"{site}{address}")


PAGES = {
    "arena:match": open_match,
    "verdict": go_to_verdict,
    **{name: go_to(address) for name, address in ADDRESSES.items()},
}
every_page = pytest.mark.parametrize("go", PAGES.values(), ids=PAGES)


@every_page
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(site, page, go, colours):
    page.emulate_media(color_scheme=colours)
    go(page, site)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", ["nowhere/", f"matches/{UUID(int=1)}/"])
def test_axe_finds_nothing_where_there_is_nothing(site, page, complaints, address):
    page.goto(f"{site}/{address}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert complaints.pop().endswith("404 (Not Found)")


@every_page
def test_nothing_is_wider_than_the_screen(site, page, go):
    page.set_viewport_size({"width": 1600, "height": 800})
    go(page, site)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_page
def test_nothing_is_asked_of_another_host(site, page, go):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, site)
    assert {url.split("/")[2] for url in asked} == {site.split("/")[2]}


@every_page
def test_styles_and_scripts_are_small(site, page, go):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, site)
    files = [page.request.get(url).body() for url in set(asked) if "/static/" in url]
    assert files
    assert sum(len(gzip.compress(file)) for file in files) < MOST_BYTES


def test_chosen_colours_stay(site, page):
    page.emulate_media(color_scheme="light")
    page.goto(site)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Colours").click()
    page.goto(f"{site}/leaderboard/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_board_shows_every_model_with_its_interval(site, page):
    page.goto(f"{site}/leaderboard/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.locator("svg.interval circle")).to_have_count(3)
