"""Reading about models and challenges in a real browser."""

import pytest
from playwright.sync_api import expect

from arena.models import Voter
from leaderboard.views.compare import SHARED_PER_PAGE
from tests.arrange import make_arena
from tests.e2e.voting import open_match


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


def test_one_goes_from_the_board_to_a_model_to_its_response(site, page):
    page.goto(f"{site}/leaderboard/")
    page.get_by_role("link", name="Competitor-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Competitor-1")
    page.locator("#responses").get_by_role("link", name="Reasoning 2").click()
    expect(page.get_by_role("heading", name="Provenance")).to_be_visible()


def test_two_models_are_chosen_and_compared(site, page):
    page.goto(f"{site}/compare/")
    page.get_by_label("First").select_option("Competitor-0")
    page.get_by_label("Second").select_option("Competitor-2")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/competitor-0/competitor-2/")
    expect(page.locator(".verdict-line")).not_to_be_empty()


def test_challenges_are_filtered(site, page):
    page.goto(f"{site}/challenges/")
    page.get_by_label("Words of the title or prompt").fill("reasoning-3")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".challenges > li")).to_have_count(1)


def test_a_browser_is_forgotten(site, page):
    open_match(page, site)
    keyless = Voter.objects.filter(key=None).count()
    page.goto(f"{site}/privacy/")
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("do not know this browser")
    assert Voter.objects.filter(key=None).count() == keyless + 1


@pytest.mark.parametrize("browser_context_args", [True], indirect=True)
def test_shared_challenges_come_as_one_scrolls(live_server, page):
    make_arena(competitors=2, challenges=2 * SHARED_PER_PAGE + 1)
    page.goto(f"{live_server.url}/compare/competitor-0/competitor-1/")
    shared = page.locator("article.shared")
    for number in (SHARED_PER_PAGE, 2 * SHARED_PER_PAGE, 2 * SHARED_PER_PAGE + 1):
        expect(shared).to_have_count(number)
        shared.last.scroll_into_view_if_needed()
        page.mouse.wheel(0, 20_000)


@pytest.mark.parametrize("browser_context_args", [False], indirect=True)
def test_without_javascript_they_come_by_a_link(live_server, page):
    make_arena(competitors=2, challenges=SHARED_PER_PAGE + 1)
    page.goto(f"{live_server.url}/compare/competitor-0/competitor-1/")
    page.get_by_role("link", name="More shared challenges").click()
    expect(page.locator("article.shared")).to_have_count(1)
