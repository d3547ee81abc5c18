"""What holds on every page: nothing for axe to find, nothing cut off, colours as chosen."""

import gzip
from contextlib import contextmanager
from itertools import groupby
from uuid import UUID

import pytest
from playwright.sync_api import expect

from arena.models import Challenge, ToldRange
from tests.e2e.looking import EVERY, NARROWEST, look_at, sample
from tests.e2e.voting import match_at, open_match
from tests.pages import PAGES as ADDRESSES

MOST_BYTES = 60_000


def go_to_verdict(page, site) -> None:
    open_match(page, site)
    page.locator("#ballot button[value=tie]").click()
    expect(page.locator("[data-verdict]")).to_be_visible()


def go_to_end(page, site) -> None:
    """As one who has voted once, and has read everything else under its author's name."""
    open_match(page, site)
    if page.url.endswith("/matches/end/"):
        return
    voter = match_at(page.url).voter_id
    page.locator("#ballot button[value=tie]").click()
    expect(page.locator("[data-verdict]")).to_be_visible()
    ToldRange.objects.note(voter, [(1, 2**31)])
    page.goto(site)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/end/")


def go_to_own_votes(page, site) -> None:
    go_to_verdict(page, site)
    page.goto(f"{site}/me/")


def go_to_end_of_choice(page, site) -> None:
    """As one who has read all of one challenge under its authors' names."""
    open_match(page, site)
    match = match_at(page.url)
    other = Challenge.objects.exclude(pk=match.challenge_id).order_by("pk").first()
    ToldRange.objects.note(match.voter_id, [(other.pk, other.pk)])
    page.goto(f"{site}/matches/end/?challenge={other.slug}")
    expect(page.locator("[data-end-of-choice]")).to_be_visible()


def go_to(address):
    return lambda page, site: page.goto(f"{site}{address}")


PAGES = {
    "arena:match": open_match,
    "verdict": go_to_verdict,
    "arena:end": go_to_end,
    "end of a choice": go_to_end_of_choice,
    "site:me": go_to_own_votes,
    **{name: go_to(address) for name, address in ADDRESSES.items()},
}
# The gate has a sample of all ways to look at them; `--all` adds every one.
looked_at = pytest.mark.parametrize(
    ("go", "looks"),
    [
        *(pytest.param(go, sample(turn), id=name) for turn, (name, go) in enumerate(PAGES.items())),
        *(
            pytest.param(go, EVERY, id=f"{name}, all", marks=pytest.mark.every)
            for name, go in PAGES.items()
        ),
    ],
)


class Sizes(dict[str, int]):
    """How many bytes are sent for each file, asked once."""

    def of(self, url: str, page) -> int:
        if url not in self:
            self[url] = len(gzip.compress(page.request.get(url).body()))
        return self[url]


@pytest.fixture(scope="module")
def sizes():
    return Sizes()


@looked_at
def test_every_page_is_in_order(site, page, sizes, go, looks):
    with requests_of(page) as asked:
        for language, chosen in groupby(sorted(looks), key=lambda look: look.language):
            page.set_extra_http_headers({"Accept-Language": language})
            go(page, site)
            expect(page.locator("html")).to_have_attribute("lang", language)
            look_at(page, chosen, widths=[NARROWEST])
    assert {url.split("/")[2] for url in asked} == {site.split("/")[2]}
    files = {url for url in asked if "/static/" in url}
    assert 0 < sum(sizes.of(url, page) for url in files) < MOST_BYTES


@contextmanager
def requests_of(page):
    asked: list[str] = []

    def listen(request):
        asked.append(request.url)

    page.on("request", listen)
    yield asked
    page.remove_listener("request", listen)


@pytest.mark.parametrize("address", ["nowhere/", f"matches/{UUID(int=1)}/"])
def test_where_there_is_nothing_all_is_in_order(site, page, complaints, address):
    page.goto(f"{site}/{address}")
    look_at(page)
    assert complaints.pop().endswith("404 (Not Found)")


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
