"""Voting without a mouse."""

from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import expect

from arena.models import Ending, Match, Outcome, Vote
from tests.e2e.voting import match_at, newest_vote, open_match

KEYS = {
    "ArrowLeft": Outcome.LEFT,
    "ArrowRight": Outcome.RIGHT,
    "ArrowUp": Outcome.TIE,
    "ArrowDown": Outcome.BOTH_BAD,
}


@pytest.mark.parametrize(("key", "outcome"), KEYS.items())
def test_an_arrow_votes(site, page, key, outcome):
    open_match(page, site)
    page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Your vote")).to_be_focused()
    assert newest_vote().outcome == outcome


@pytest.mark.parametrize("key", ["n", "N", "Enter"])
def test_a_key_brings_the_next_pair(site, page, key):
    open_match(page, site)
    first = page.url
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Your vote")).to_be_focused()
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != first)
    expect(page.get_by_role("button", name="A is better")).to_be_visible()


def test_s_skips(site, page):
    open_match(page, site)
    first = page.url
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != first)
    assert match_at(first).ending == Ending.SKIP


def test_the_help_lists_the_keys_and_holds_the_others_back(site, page):
    votes = Vote.objects.count()
    open_match(page, site)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert Vote.objects.count() == votes


def test_keys_do_nothing_while_one_types(site, page):
    open_match(page, site)
    page.evaluate("document.body.prepend(document.createElement('textarea'))")
    page.locator("textarea").press_sequentially("sn")
    page.locator("textarea").press("ArrowLeft")
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()
    assert match_at(page.url).ending is None


def test_the_whole_way_goes_by_tab_and_enter(site, page):
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_role("button", name="Start voting").press("Enter")
    page.get_by_role("button", name="B is better").press("Enter")
    page.get_by_role("button", name="Next pair").press("Enter")
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    assert newest_vote().outcome == Outcome.RIGHT


def test_a_refusal_looks_and_works_like_any_page(site, page, complaints):
    open_match(page, site)
    yesterday = {name: F(name) - timedelta(days=1) for name in ("opened_at", "expires_at")}
    Match.objects.open().update(**yesterday)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="expired")).to_be_focused()
    page.get_by_role("button", name="Colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    complaints.clear()  # the browser's own words about 410


def test_a_vote_that_cannot_be_sent_says_so_and_can_be_sent_again(site, page, context, complaints):
    open_match(page, site)
    context.set_offline(True)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("alert")).to_contain_text("did not reach the arena")
    context.set_offline(False)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    complaints.clear()  # the browser's own words about the lost connection
