"""Authors named at the end of a session, or never, in a real browser."""

import pytest
from playwright.sync_api import expect

from arena.models import Competitor
from tests.e2e.looking import LANGUAGES, Look, look_at, sample, set_width
from tests.e2e.voting import match_at, open_match

RECORDED = "[data-verdict]"


@pytest.fixture
def after_session(site, settings):
    settings.NAME_AUTHORS, settings.SESSION_VOTES = "after_session", 2
    return site


def names_on(page):
    text = page.locator("main").inner_text()
    return {each.name for each in Competitor.objects.all() if each.name in text}


def test_a_session_goes_by_keys_from_vote_to_vote_to_its_page(after_session, page):
    open_match(page, after_session)
    first = page.url
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Your vote")).to_be_focused()
    expect(page.locator("[data-waiting]")).to_contain_text("1 vote of 2")
    assert names_on(page) == set()
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/sessions/*/")
    assert match_at(first).left_competitor.name in names_on(page)
    page.keyboard.press("n")
    page.wait_for_url("**/matches/*/")
    expect(page.get_by_role("button", name="A is better")).to_be_visible()


def test_authors_are_named_on_request(after_session, page):
    open_match(page, after_session)
    match = match_at(page.url)
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Name them now").click()
    page.wait_for_url("**/sessions/*/")
    assert names_on(page) >= {match.left_competitor.name, match.right_competitor.name}


def test_where_authors_are_never_named_one_goes_on(site, settings, page):
    settings.NAME_AUTHORS = "never"
    open_match(page, site)
    first = page.url
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Your vote")).to_be_focused()
    assert names_on(page) == set()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_session_are_in_order(after_session, page, language):
    looks = [Look(language, look.colours, look.width, look.asked) for look in sample(0)]
    page.set_extra_http_headers({"Accept-Language": language})
    set_width(page, 1600)
    open_match(page, after_session)
    page.locator("#ballot button[value=tie]").click()
    expect(page.locator(RECORDED)).to_be_visible()
    look_at(page, looks)
    page.locator(f"{RECORDED} form[action='/sessions/'] button").click()
    page.wait_for_url("**/sessions/*/")
    look_at(page, looks)
