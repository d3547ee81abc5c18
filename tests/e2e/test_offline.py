"""The next pair while the server cannot be reached, or only slowly."""

from playwright.sync_api import expect

from tests.e2e.voting import open_match


def vote(page) -> None:
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()


def test_next_while_offline_keeps_the_page_and_says_so(site, page, complaints):
    page.route("**/matches/", lambda route: route.abort("internetdisconnected"))
    open_match(page, site)
    vote(page)
    shown = page.url
    page.get_by_role("button", name="Next pair").click()
    expect(page.get_by_role("alert")).to_contain_text("You seem to be offline")
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    assert page.url == shown
    page.unroute("**/matches/")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != shown)
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    complaints.clear()  # the browser's own words about the lost connection


def test_a_prefetched_pair_needs_no_network_to_appear(site, page, context, complaints):
    open_match(page, site)
    page.wait_for_load_state("networkidle")  # the next one is here
    vote(page)
    shown = page.url
    context.set_offline(True)
    page.get_by_role("button", name="Next pair").click()
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    assert page.url != shown
    context.set_offline(False)
    complaints.clear()  # the browser's own words about the lost connection


def test_without_a_prefetched_pair_next_opens_one_without_leaving_the_page(site, page):
    page.route("**/matches/", lambda route: route.fulfill(status=204))
    open_match(page, site)
    vote(page)
    page.unroute("**/matches/")
    page.evaluate("window.stays = 'here'")  # a page that is loaded anew has no such value
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    assert page.evaluate("window.stays") == "here"
