"""The leaderboard's controls and charts in a real browser."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.looking import look_at, pages_in_turn
from tests.leaderboard.views.large import make_large

ADDRESSES = {
    "table": "/leaderboard/",
    "sorted": "/leaderboard/?sort=-votes&q=lumen",
    "not found": "/leaderboard/?q=nobody",
    "intervals": "/leaderboard/overall/intervals/",
    "pairs": "/leaderboard/overall/pairs/",
    "votes": "/leaderboard/overall/pairs/?show=votes&top=12",
    "deviation": "/leaderboard/overall/pairs/?show=deviation&top=12",
    "history": "/leaderboard/overall/history/",
}
ROWS = ".ratings--board tbody tr"
without_javascript = pytest.mark.parametrize("browser_context_args", [False], indirect=True)


@pytest.fixture
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


@pytest.fixture(scope="module")
def site(shared, server) -> str:
    """The address of a board of 26 models, over nine days, with 30 boards."""
    cache.clear()
    make_large(competitors=26, boards=30, days=9, until=timezone.now())
    return server.url


def open_everything(page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize(("name", "looks"), pages_in_turn(ADDRESSES))
def test_every_page_is_in_order_with_everything_open(site, page, name, looks):
    page.goto(f"{site}{ADDRESSES[name]}")
    open_everything(page)
    look_at(page, looks)


def test_typing_filters_and_keeps_the_focus(site, page):
    page.goto(f"{site}/leaderboard/")
    field = page.get_by_label("Find a model")
    field.press_sequentially("lumen", delay=20)
    expect(page.locator(ROWS)).to_have_count(3)
    expect(page.locator("#told")).to_have_text("3 of 26 models")
    expect(field).to_be_focused()
    expect(field).to_have_value("lumen")
    assert "q=lumen" in page.url


def test_a_heading_sorts_by_the_keyboard_and_keeps_the_focus(site, page):
    page.goto(f"{site}/leaderboard/")
    page.locator("#sort-votes").focus()
    for order in ("descending", "ascending"):
        page.keyboard.press("Enter")
        expect(page.locator(f'th[aria-sort="{order}"]')).to_contain_text("Votes")
        expect(page.locator("#sort-votes")).to_be_focused()
    assert page.url.endswith("?sort=votes")


def test_a_search_keeps_the_order_and_an_order_keeps_the_search(site, page):
    page.goto(f"{site}/leaderboard/")
    page.locator("#sort-votes").click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("Votes")
    page.get_by_label("Provider").select_option("Aster")
    expect(page.locator(ROWS)).to_have_count(4)
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("Votes")
    page.locator("#sort-wins").click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("wins of 100")
    expect(page.locator(ROWS)).to_have_count(4)


def test_the_back_button_brings_back_what_was_shown(site, page):
    page.goto(f"{site}/leaderboard/")
    page.get_by_label("Provider").select_option("Aster")
    expect(page.locator(ROWS)).to_have_count(4)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(26)
    expect(page.get_by_label("Provider")).to_have_value("")


@without_javascript
def test_everything_works_without_javascript(site, page):
    page.goto(f"{site}/leaderboard/")
    page.get_by_label("Find a model").fill("lumen")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(ROWS)).to_have_count(3)
    page.locator("#sort-votes").click()
    expect(page.locator(ROWS)).to_have_count(3)
    page.get_by_role("link", name="Pairs").click()
    expect(page.locator(".heat__cell")).to_have_count(3 * 2)
    page.get_by_role("link", name="History").click()
    page.get_by_text("Choose models").click()
    page.get_by_role("checkbox", name="Wren 2").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".legend li")).to_have_count(6)


def test_a_board_is_picked_from_thirty(site, page):
    page.goto(f"{site}/leaderboard/")
    page.get_by_text("All 30 boards").click()
    page.get_by_role("navigation", name="All boards").get_by_role("link", name="Topic 17").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Topic 17")
    expect(page.locator(".boards summary")).to_contain_text("Topic 17")
    page.get_by_text("All 30 boards").click()
    listed = page.get_by_role("navigation", name="All boards")
    expect(listed.get_by_role("link", name="Topic 17")).to_have_attribute("aria-current", "page")


def test_the_slider_tells_each_day(site, page):
    page.goto(f"{site}/leaderboard/overall/history/")
    slider = page.get_by_role("slider", name="Day")
    newest = page.locator(".legend [data-value]").first.text_content()
    slider.focus()
    page.keyboard.press("Home")
    first = page.locator("[data-day-table] tbody tr").last
    expect(page.locator("[data-day-name]")).to_have_text(first.locator("th").text_content())
    told = page.locator(".legend [data-value]").first
    expect(told).to_have_text(first.locator("td").first.text_content())
    assert told.text_content() != newest


def test_the_pointer_tells_the_day_it_is_at(site, page):
    page.goto(f"{site}/leaderboard/overall/history/")
    page.locator(".chart__wide svg").hover(position={"x": 60, "y": 150})
    first = page.locator("[data-day-table] tbody tr").last.locator("th").text_content()
    expect(page.locator("[data-day-name]")).to_have_text(first)
    expect(page.locator(".chart__wide .lines__guide[data-shown]")).to_have_count(1)


def test_a_line_stands_out_while_its_name_has_the_focus(site, page):
    page.goto(f"{site}/leaderboard/overall/history/")
    page.locator(".legend a").nth(1).focus()
    lit = page.locator(".chart__wide .lines__series[data-lit]")
    expect(lit).to_have_count(1)
    expect(lit.locator(".lines__band")).to_be_visible()


def test_models_are_chosen_without_losing_the_place(site, page):
    page.goto(f"{site}/leaderboard/overall/history/")
    page.get_by_text("Choose models").click()
    box = page.get_by_role("checkbox", name="Wren 2")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".legend li")).to_have_count(6)
    expect(box).to_be_focused()
    expect(page.get_by_role("slider", name="Day")).to_be_visible()


def test_a_cell_is_read_by_pointing_at_it(site, page):
    page.goto(f"{site}/leaderboard/overall/pairs/")
    cell = page.locator(".heat__cell").first
    cell.hover()
    expect(page.locator("[data-told]")).to_have_text(cell.locator("title").text_content())


def test_a_choice_keeps_the_focus(site, page):
    page.goto(f"{site}/leaderboard/overall/pairs/")
    page.locator("#show-votes").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#show-votes")).to_have_attribute("aria-current", "true")
    expect(page.locator("#show-votes")).to_be_focused()


@pytest.mark.parametrize("name", ["intervals", "pairs", "history"])
def test_a_chart_is_printed_without_the_controls(site, page, name):
    page.goto(f"{site}/leaderboard/overall/{name}/")
    page.emulate_media(media="print")
    expect(page.locator("figure.chart svg[role=img]").locator("visible=true").first).to_be_visible()
    expect(page.locator(".tabs")).to_be_hidden()
