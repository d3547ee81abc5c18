"""A vote in a real browser: by mouse, by keyboard, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from arena.models import Ending, Kind, Outcome, Vote
from tests.arrange import make_challenge, make_competitor, make_response
from tests.e2e.voting import match_at, newest_vote, open_match


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


BUTTONS = {
    "A is better": Outcome.LEFT,
    "B is better": Outcome.RIGHT,
    "Tie": Outcome.TIE,
    "Both bad": Outcome.BOTH_BAD,
}


@pytest.mark.parametrize(("button", "outcome"), BUTTONS.items())
def test_a_vote_by_mouse_reveals_both_models(site, page, button, outcome):
    open_match(page, site)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Your vote")).to_be_focused()
    vote = newest_vote()
    assert vote.outcome == outcome
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_contain_text(vote.left_competitor.name)
    expect(verdict).to_contain_text(vote.right_competitor.name)


def test_no_model_is_named_before_the_vote(site, page):
    open_match(page, site)
    expect(page.locator("body")).not_to_contain_text("Competitor-")
    page.get_by_role("button", name="Tie").click()
    expect(page.locator("[data-verdict]")).to_be_visible()
    expect(page.locator("#title-a")).to_contain_text(newest_vote().left_competitor.name)


def test_the_next_pair_is_one_click_away(site, page):
    open_match(page, site)
    first = page.url
    page.get_by_role("button", name="Tie").click()
    page.get_by_role("button", name="Next pair").click()
    page.wait_for_url(lambda url: url != first)
    expect(page.get_by_role("button", name="A is better")).to_be_visible()


def test_a_double_click_votes_once(site, page):
    votes = Vote.objects.count()
    open_match(page, site)
    page.get_by_role("button", name="A is better").dblclick()
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    assert Vote.objects.count() == votes + 1


def test_a_skipped_match_takes_no_vote(site, page):
    open_match(page, site)
    first = page.url
    page.get_by_role("button", name="Skip").click()
    page.wait_for_url(lambda url: url != first)
    assert match_at(first).ending == Ending.SKIP
    page.goto(first)
    expect(page.get_by_role("heading", name="You skipped this match")).to_be_visible()
    expect(page.get_by_role("button", name="A is better")).to_have_count(0)


def test_a_refused_vote_says_why_and_goes_on(site, page, context, complaints):
    open_match(page, site)
    elsewhere = context.new_page()
    elsewhere.goto(page.url)
    elsewhere.get_by_role("button", name="Skip").click()
    elsewhere.wait_for_url(lambda url: url != page.url)
    page.get_by_role("button", name="A is better").click()
    expect(page.get_by_role("heading", name="This match is over")).to_be_focused()
    page.get_by_role("button", name="New match").click()
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    assert all("410 (Gone)" in said for said in complaints)
    complaints.clear()


def test_the_vote_bar_never_leaves_the_screen(site, page):
    open_match(page, site)
    for height in (400, 900):
        page.set_viewport_size({"width": 360, "height": height})
        for name in (*BUTTONS, "Skip"):
            expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_a_web_page_is_shown_in_a_frame(live_server, page):
    challenge = make_challenge("a-page")
    for name in ("ada", "bea"):
        content = "<!doctype html><title>x</title><h1>Hello from the frame</h1>"
        make_response(challenge, make_competitor(name), content=content, kind=Kind.WEB_PAGE)
    open_match(page, live_server.url)
    for letter in ("A", "B"):
        frame = page.frame_locator(f'iframe[title="Response {letter}"]')
        expect(frame.get_by_role("heading", name="Hello from the frame")).to_be_visible()


def test_voting_on_everything_ends_on_a_friendly_page(live_server, page, complaints):
    challenge = make_challenge("only")
    for name in ("ada", "bea"):
        make_response(challenge, make_competitor(name))
    open_match(page, live_server.url)
    page.get_by_role("button", name="Tie").click()
    page.get_by_role("button", name="Next pair").click()
    heading = "You have judged everything you can judge blind"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
