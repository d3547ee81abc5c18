"""Proposing a challenge in a real browser, with and without JavaScript."""

from datetime import timedelta
from secrets import token_urlsafe

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from arena.models import Challenge, ChallengeState
from arena.moderation import send_back_challenge
from arena.submissions import tickets
from tests.arrange import make_challenge, make_submission
from tests.e2e.looking import look_at

PROMPT = "Explain to a child of five why the sky is blue, in three short sentences."

with_and_without_javascript = pytest.mark.parametrize(
    "browser_context_args", [True, False], ids=["with JavaScript", "without"], indirect=True
)


@pytest.fixture
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


@pytest.fixture(scope="module")
def site(site) -> str:
    """Where a challenge may be sent as fast as a browser writes it."""
    challenge = make_challenge("why-blue")
    challenge.prompt = PROMPT.replace("five", "six")
    challenge.save()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tickets, "LEAST", timedelta(0))
        yield site


@pytest.fixture(autouse=True)
def _nothing_waits(site):
    """What waits for review counts as similar to the prompt of the next test."""
    Challenge.objects.filter(state=ChallengeState.SUBMITTED).update(state=ChallengeState.DRAFT)


def fill(page, *, title="Blue sky", prompt="Write a limerick about a lighthouse."):
    page.get_by_label("Title").fill(title)
    page.get_by_label("Prompt", exact=True).fill(prompt)
    page.get_by_label("Category").select_option("Reasoning")


def go_to_form(page, site):
    page.goto(f"{site}/submit/")
    fill(page, prompt=PROMPT)
    expect(page.get_by_text("Nearly the same prompt")).to_be_visible()


def go_to_mistakes(page, site):
    page.goto(f"{site}/submit/")
    fill(page, title="", prompt="Short")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_role("alert")).to_be_visible()


def go_to_waiting(page, site):
    make_submission(token := token_urlsafe())
    page.goto(f"{site}/submit/{token}/")


def go_to_sent_back(page, site):
    send_back(make_submission(token := token_urlsafe()).challenge)
    page.goto(f"{site}/submit/{token}/")


def send_back(challenge):
    note = "Which car, and where is the goat?"
    send_back_challenge(challenge=challenge, note=note, actor=None, now=timezone.now())


PAGES = {
    "form": go_to_form,
    "mistakes": go_to_mistakes,
    "waiting": go_to_waiting,
    "sent back": go_to_sent_back,
}


# What a console rightly says: the form was answered with 400, and a preview that was on its way
# was given up, for the next one or because the form was sent.
EXPECTED = (
    "400 (Bad Request)",
    "error: htmx:afterRequest",
    "error: htmx:sendAbort",
    "error: htmx:sendError",
)


@pytest.fixture
def complaints(complaints):
    yield complaints
    complaints[:] = [said for said in complaints if not any(one in said for one in EXPECTED)]


@pytest.mark.parametrize("go", PAGES.values(), ids=PAGES)
def test_every_page_is_in_order(site, page, go):
    go(page, site)
    look_at(page)


@with_and_without_javascript
def test_a_challenge_is_sent_and_followed_by_its_link(site, page):
    page.goto(site)
    page.get_by_role("contentinfo").get_by_role("link", name="Submit a challenge").click()
    fill(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_role("heading", name="Waiting for review")).to_be_visible()
    expect(page.get_by_role("textbox", name="Private link")).to_have_value(page.url)
    assert Challenge.objects.latest("pk").title == "Blue sky"
    assert Challenge.objects.latest("pk").state == ChallengeState.SUBMITTED


@with_and_without_javascript
def test_what_was_sent_back_is_changed_and_sent_again(site, page):
    go_to_sent_back(page, site)
    page.get_by_label("Prompt", exact=True).fill("Behind which of three doors is the goat?")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", name="Waiting for review")).to_be_visible()
    assert Challenge.objects.filter(prompt__contains="goat", state="submitted").exists()


@with_and_without_javascript
def test_one_who_was_told_of_a_likeness_goes_on(site, page):
    page.goto(f"{site}/submit/")
    fill(page, prompt=PROMPT)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="There is one like it")).to_be_focused()
    expect(page.get_by_text("Nearly the same prompt")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Waiting for review")).to_be_visible()


@with_and_without_javascript
def test_who_asks_for_a_preview_lands_on_it(site, page):
    page.goto(f"{site}/submit/")
    fill(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="As voters will see it")).to_be_focused()


def test_a_likeness_is_beside_the_button_that_sends(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    go_to_form(page, site)
    page.get_by_role("button", name="Send for review").scroll_into_view_if_needed()
    expect(page.get_by_text("Nearly the same prompt")).to_be_in_viewport()


def test_the_preview_follows_what_is_written_and_keeps_the_place(site, page):
    page.goto(f"{site}/submit/")
    prompt = page.get_by_label("Prompt", exact=True)
    prompt.press_sequentially("Write a limerick about a lighthouse.")
    expect(page.locator("#preview")).to_contain_text("limerick about a lighthouse")
    expect(prompt).to_be_focused()
    page.get_by_label("Kind of response").select_option("SVG")
    expect(page.locator("#preview")).to_contain_text("SVG · Medium")


def test_a_likeness_is_told_to_those_who_do_not_see_it(site, page):
    go_to_form(page, site)
    expect(page.get_by_role("status")).to_have_text("There is 1 challenge like it.")


def test_mistakes_are_where_one_lands(site, page):
    go_to_mistakes(page, site)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Short")


def test_a_paste_that_is_too_long_is_not_cut(site, page):
    page.goto(f"{site}/submit/")
    page.get_by_label("Title").fill("x" * 130)
    expect(page.get_by_text("130 of 120 characters")).to_be_visible()
    assert page.get_by_label("Title").input_value() == "x" * 130


def test_the_link_is_copied(site, page, context):
    context.grant_permissions(["clipboard-write"])
    go_to_waiting(page, site)
    link = page.url
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    page.goto(f"{site}/submit/")
    page.get_by_label("Title").press("ControlOrMeta+v")
    expect(page.get_by_label("Title")).to_have_value(link)


def test_a_double_click_sends_one(site, page):
    page.goto(f"{site}/submit/")
    fill(page, title="Sent twice")
    page.get_by_role("button", name="Send for review").dblclick()
    expect(page.get_by_role("heading", name="Waiting for review")).to_be_visible()
    assert Challenge.objects.filter(title="Sent twice").count() == 1


def test_the_form_is_filled_and_sent_by_keyboard_alone(site, page):
    page.goto(f"{site}/submit/")
    page.get_by_label("Title").focus()
    page.keyboard.type("Blue sky")
    page.keyboard.press("Tab")
    page.keyboard.type("Write a limerick about a lighthouse.")
    page.keyboard.press("Tab")
    page.keyboard.type("Reasoning")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Waiting for review")).to_be_visible()
