"""The main jobs of the staff, done in Chromium; every page of the desk, looked at by axe."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from arena.models import (
    Challenge,
    ContentImport,
    Exclusion,
    Leak,
    Outcome,
    Report,
    Response,
    Voter,
)
from leaderboard.models import Board, Entry, Inspection, RatingRun, Suspicion, SuspicionGround
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, make_staff, make_submission, serve, vote_on
from tests.e2e.looking import look_at, pages_in_turn

PAGES = {
    "queue": "/staff/",
    "votes": "/staff/votes/",
    "effect": "/staff/votes/effect/?kind=exclude&outcome=left",
    "challenges": "/staff/challenges/",
    "challenge": "/staff/challenges/reasoning-0/",
    "responses": "/staff/responses/",
    "models": "/staff/models/",
    "model": "/staff/models/competitor-0/",
    "content": "/staff/content/",
    "audit": "/staff/audit/",
    "status": "/staff/status/",
    "second step": "/staff/second-step/",
    "confirm": "/staff/confirm/",
    "revise": "/staff/challenges/reasoning-0/revise/",
    "report": "/challenges/reasoning-0/report/",
}
ITEMS = ("submission", "report", "leak", "voter", "content")


@pytest.fixture(scope="module")
def waiting(site):
    """One item of each kind waits for somebody of the staff."""
    return make_items()


@pytest.fixture
def desk(site, waiting, page):
    """The browser of somebody of the staff, who only looks."""
    sign_in(page, site, waiting)
    return site


@pytest.fixture
def desk_alone(site_alone, page):
    """The browser of somebody of the staff, who decides."""
    sign_in(page, site_alone, make_items())
    return site_alone


def make_items():
    match = serve()
    Report.objects.create(
        challenge=match.challenge,
        response=match.left,
        voter=match.voter,
        reason="broken",
        words="It is cut off.",
        reported_at=NOON,
    )
    Leak.objects.create(
        response=match.right,
        found=[{"text": "I am Ada.", "start": 5, "end": 8, "why": "says of itself"}],
        found_at=NOON,
    )
    ContentImport.objects.create(
        source="here", state="failed", report={"refused": 1, "refusals": ["a:1: no"]}, begun_at=NOON
    )
    make_submission()
    suspect(Voter.objects.first())
    return make_staff()


def sign_in(page, site, person):
    client = Client()
    client.force_login(person)
    kept = client.session
    kept["confirmed_at"] = timezone.now().timestamp()
    kept.save()
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def suspect(voter):
    look = Inspection.objects.create(
        inspected_at=NOON, votes=9, last_vote=9, voters=9, found=1, level=0.05, taste=0, rounds=1
    )
    Suspicion.objects.create(
        voter=voter,
        ground=SuspicionGround.ONE_SIDE,
        inspection=look,
        opened_at=timezone.now(),
        votes=9,
        p=0.0001,
        q=0.001,
        evidence={"left": 9, "of": 9},
    )


def item_of(site, page, kind):
    page.goto(f"{site}/staff/?kind={kind}")
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/staff/items/**")  # a click does not wait for the page it asks for


@pytest.mark.parametrize(("name", "looks"), pages_in_turn([*PAGES, *ITEMS]))
def test_every_page_of_the_desk_is_in_order(desk, page, name, looks):
    if name in PAGES:
        page.goto(desk + PAGES[name])
    else:
        item_of(desk, page, name)
    look_at(page, looks)


def test_a_submitted_challenge_is_published_by_keys_alone(desk_alone, page):
    page.goto(f"{desk_alone}/staff/?kind=submission")
    page.keyboard.press("j")
    expect(page.locator("[data-row]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Three doors")
    expect(page.locator(".themes__each")).to_have_count(2)
    page.keyboard.press("c")
    expect(page.get_by_text("You have claimed it")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="Publish")).to_be_visible()
    assert Challenge.objects.get(title="Three doors").state == "published"
    page.goto(f"{desk_alone}/challenges/three-doors/")
    expect(page.locator("h1")).to_have_text("Three doors")


def test_a_rigger_is_excluded_and_the_board_moves_back(desk_alone, page):
    before = ratings()
    rigger = Voter.objects.create()
    for seed in range(4):
        match = serve(voter=rigger, seed=seed)
        favours_left = match.left_competitor.slug == "competitor-0"
        vote_on(match, Outcome.LEFT if favours_left else Outcome.RIGHT)
    recompute_boards()
    assert ratings() != before
    suspect(rigger)
    page.goto(f"{desk_alone}/staff/items/voter/{rigger.pk}/")
    page.get_by_role("link", name="The board without them").click()
    expect(page.get_by_text("4 votes would change.")).to_be_visible()
    page.get_by_label("Rule").select_option("manipulation")
    page.get_by_role("textbox", name="Reason").fill("Always against the others.")
    page.get_by_role("button", name="Exclude them").click()
    expect(page.get_by_text("4 votes changed")).to_be_visible()
    assert Exclusion.objects.standing().filter(vote__voter=rigger).count() == 4
    recompute_boards()
    for now, then in zip(ratings(), before, strict=True):
        assert now == pytest.approx(then, abs=1e-6)
    page.goto(f"{desk_alone}/changelog/")
    expect(page.get_by_role("cell", name="Manipulation")).to_be_visible()


def ratings():
    run = RatingRun.objects.newest(Board.objects.overall())
    rows = Entry.objects.filter(run=run).order_by("competitor")
    return [tuple(row) for row in rows.values_list("competitor", "rating", "lower", "upper")]


def test_a_visitor_reports_and_the_staff_decides_with_one_key(site_alone, page, browser):
    page.goto(site_alone)
    page.get_by_role("button", name="Start voting").first.click()
    page.get_by_role("link", name=re.compile("Report A")).click()
    page.get_by_label("What is wrong?").select_option("harmful")
    page.get_by_label("Say more").fill("It tells to eat glue.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("A person will look at it")).to_be_visible()
    report = Report.objects.get()
    staff = browser.new_context().new_page()
    sign_in(staff, site_alone, make_staff())
    staff.goto(f"{site_alone}/staff/")
    staff.locator("[data-row]").click()
    expect(staff.get_by_text("It tells to eat glue.")).to_be_visible()
    staff.keyboard.press("a")
    expect(staff.get_by_text("Nothing waits. Well done.")).to_be_visible()
    staff.context.close()
    report.refresh_from_db()
    assert report.state == "upheld"
    assert not Response.objects.visible().filter(pk=report.response_id).exists()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_text("A response was withdrawn")).to_be_visible()


def test_several_items_are_chosen_and_decided_by_keys(desk_alone, page):
    page.goto(f"{desk_alone}/staff/")
    for _ in range(5):
        page.keyboard.press("j")
    expect(page.locator("[data-row]").last).to_be_focused()
    row = page.locator("[data-queue] li").filter(has_text="Report").first
    row.locator("[data-row]").focus()
    page.keyboard.press("x")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("r")
    expect(page.get_by_text("1 item is chosen")).to_be_visible()
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("1 item decided.")).to_be_visible()
    assert not Report.objects.open().exists()


def test_a_response_on_the_desk_is_in_order(desk, page):
    page.goto(f"{desk}/staff/responses/")
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="The response")).to_be_visible()
    look_at(page)


def test_all_challenges_of_a_page_are_chosen_and_retire(desk_alone, page):
    page.goto(f"{desk_alone}/staff/challenges/?state=published")
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Retire").click()
    expect(page.get_by_text("rows would change")).to_be_visible()
    look_at(page)
    page.get_by_role("textbox", name="Reason").fill("The season is over.")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("rows changed.")).to_be_visible()
    assert not Challenge.objects.published().exists()


def test_votes_are_chosen_from_their_list(desk_alone, page):
    page.goto(f"{desk_alone}/staff/votes/")
    for row in page.locator("input[type=checkbox][name=vote]").all()[:2]:
        row.check()
    page.get_by_role("button", name="See the board without the chosen").click()
    expect(page.get_by_text("2 votes would change.")).to_be_visible()
    page.get_by_label("Rule").select_option("test_vote")
    page.get_by_role("textbox", name="Reason").fill("Trials.")
    page.get_by_role("button", name="Exclude them").click()
    expect(page.get_by_text("2 votes changed")).to_be_visible()
    assert Exclusion.objects.standing().count() == 2
