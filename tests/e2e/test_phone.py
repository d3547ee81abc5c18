"""Voting on a phone, by touch; and in any browser that runs no script."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import keep_errors
from tests.e2e.looking import LANGUAGES, NARROWEST
from tests.e2e.voting import newest_vote, open_match

# What a finger hits, in pixels: WCAG 2.2, 2.5.5.
FINGER = 44


@pytest.fixture
def phone(site, browser, complaints):
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        context.on("console", lambda message: keep_errors(complaints, message))
        yield context.new_page()


def test_what_votes_is_as_large_as_a_finger(site, phone):
    open_match(phone, site)
    for button in phone.locator("#ballot button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= FINGER, button.text_content()


def test_a_tap_votes_and_the_next_brings_another_pair(site, phone):
    open_match(phone, site)
    first = phone.url
    phone.get_by_role("button", name="A is better").tap()
    expect(phone.get_by_role("heading", name="Your vote")).to_be_visible()
    assert newest_vote().outcome == "left"
    phone.get_by_role("button", name="Next pair").tap()
    expect(phone.get_by_role("button", name="A is better")).to_be_visible()
    assert phone.url != first


def test_one_response_is_shown_at_a_time(site, phone):
    open_match(phone, site)
    expect(phone.locator("#response-a")).to_be_in_viewport()
    expect(phone.locator("#response-b")).not_to_be_in_viewport()
    phone.get_by_role("link", name="Response B").tap()
    expect(phone.locator("#response-b")).to_be_in_viewport()
    expect(phone.locator("#response-a")).not_to_be_in_viewport()


def test_the_same_way_goes_without_javascript(site, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        open_match(page, site)
        page.get_by_role("button", name="Both bad").click()
        expect(page.get_by_role("heading", name="Your vote: Both")).to_be_visible()
        assert newest_vote().outcome == "both_bad"
        page.get_by_role("button", name="Next pair").click()
        page.get_by_role("button", name="Skip").click()
        expect(page.get_by_role("button", name="A is better")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="A is better")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_navigation_ends_at_the_gutter_of_the_narrowest_screen(page, site, language):
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    page.context.add_cookies([{"name": "language", "value": language, "url": site}])
    page.goto(f"{site}/methodology/")
    gutter = page.locator(".site-nav a").first.bounding_box()["x"]
    last = page.locator(".site-nav a").last.bounding_box()
    assert last["x"] + last["width"] <= NARROWEST - gutter
