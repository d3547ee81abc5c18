"""Proposing a challenge and following it: with htmx and without, and who may see what."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arena.forms import ProposalForm
from arena.models import Challenge, ChallengeState, Submission, Voter
from arena.models.challenge import LANGUAGE_TAG
from arena.moderation import publish_challenge, reject_challenge, send_back_challenge
from arena.submissions import tickets
from arena.visitors.voters import read_voter
from tests.arrange import make_category, make_challenge, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HTMX = {"HX-Request": "true"}
PROMPT = "Explain to a child of five why the sky is blue, in three short sentences."
LONG_ENOUGH = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _a_category(db):
    make_category()


def filled(**changes):
    """What a person sends who opened the form half a minute ago."""
    return {
        "title": "Blue sky",
        "prompt": PROMPT,
        "category": make_category().pk,
        "kind": "text",
        "difficulty": "easy",
        "message": "From my daughter.",
        "ticket": tickets.issue(now=timezone.now() - LONG_ENOUGH),
    } | changes


def send(client, **changes):
    return client.post("/submit/", filled(**changes))


def publish(challenge):
    publish_challenge(challenge=challenge, actor=None, now=timezone.now())


def send_back(challenge, note="Which child?"):
    send_back_challenge(challenge=challenge, note=note, actor=None, now=timezone.now())


def make_published(prompt=PROMPT, **more):
    challenge = make_challenge("why-blue", **more)
    challenge.prompt = prompt
    challenge.save()
    return challenge


def test_a_form_leads_to_its_private_page(client):
    answer = send(client)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "Waiting for review" in page.text
    assert PROMPT in page.text
    assert f"http://testserver{answer.headers['Location']}" in page.text


def test_the_form_itself_carries_a_ticket(client):
    page = client.get("/submit/").text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    with time_machine.travel(timezone.now() + LONG_ENOUGH, tick=False):
        assert send(client, ticket=ticket).status_code == 303


def test_whoever_submits_is_a_voter_from_then_on(client):
    send(client)
    assert Submission.objects.get().voter == Voter.objects.get()
    assert client.cookies["voter"].value


def test_a_voter_who_submits_stays_the_same_voter(client):
    send(client)
    cookie = client.cookies["voter"].value
    answer = send(client, hinted="1")
    assert "voter" not in answer.cookies
    assert set(Submission.objects.values_list("voter", flat=True)) == {read_voter(cookie)}


def test_looking_at_the_form_makes_nobody_a_voter(client):
    client.get("/submit/")
    client.post("/submit/", filled(preview="1"))
    assert not Voter.objects.exists()
    assert not Challenge.objects.exists()


def test_sent_twice_it_is_one_challenge_with_one_link(client):
    ticket = tickets.issue(now=timezone.now() - LONG_ENOUGH)
    first, second = (send(client, ticket=ticket, hinted="1") for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Challenge.objects.count() == 1


WRONG = {
    "title": ["", "   ", "x" * 121, "\u202e\u2066"],
    "prompt": ["", "Too short", "x" * 20_001],
    "category": ["", "0", "reasoning"],
    "kind": ["", "smell"],
    "difficulty": ["", "odd"],
    "language": ["klingon", "EN"],
    "message": ["x" * 1_001],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG.items() for value in values]
)
def test_errors_are_shown_beside_their_fields_and_nothing_is_lost(client, field, value):
    answer = send(client, **{field: value})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.text
    assert "From my daughter." in answer.text or field == "message"
    assert "What you write appears here" not in answer.text
    assert not Challenge.objects.exists()


def test_a_mistake_says_what_to_do(client):
    page = send(client, title="", prompt="Too short", category="").text
    for told in (
        "Give it a title.",
        "Write at least 10 characters; these are 9.",
        "Choose a category.",
    ):
        assert told in page


def test_a_prompt_s_lines_are_counted_and_kept_as_one_sign(client):
    prompt = "\r\n".join(["line"] * 4_000)  # 19,999 signs with one per end, 23,998 with two
    assert send(client, prompt=prompt).status_code == 303
    assert Challenge.objects.get().prompt == prompt.replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["", "de", "zh-Hant"])
def test_the_language_may_be_said(client, language):
    send(client, language=language)
    assert Challenge.objects.get().language == language


def test_every_language_one_may_choose_is_a_tag():
    tags = [tag for tag, _ in ProposalForm().fields["language"].choices if tag]
    assert {"en", "de", "fr", "es", "zh-Hans"} <= set(tags)
    assert all(re.match(LANGUAGE_TAG, tag) for tag in tags)


def test_a_title_is_one_line_that_runs_one_way(client):
    send(client, title="Blue\u202e  sky\n\u2066today ")
    assert Challenge.objects.get().title == "Blue sky today"


def test_what_is_sent_at_once_is_asked_for_again_with_all_that_was_written(client):
    answer = send(client, ticket=tickets.issue(now=timezone.now()))
    assert answer.status_code == 400
    assert "faster than anybody writes" in answer.text
    assert answer.text.count(PROMPT) == 2  # in the form and as voters will see it
    assert not Challenge.objects.exists()


def test_a_form_that_is_too_old_gets_a_new_ticket(client):
    answer = send(client, ticket="old")
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.text)[1]
    with time_machine.travel(timezone.now() + LONG_ENOUGH, tick=False):
        assert send(client, ticket=ticket).status_code == 303


def test_too_many_submissions_get_a_time_to_retry_and_lose_nothing(client, settings):
    settings.SUBMISSIONS_PER_HOUR_PER_ADDRESS = 1
    send(client)
    refused = send(client, hinted="1")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert PROMPT in refused.text


def test_every_form_that_is_looked_through_is_counted(client, settings):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    with time_machine.travel(timezone.now(), tick=False):
        send(client, title="")
        refused = send(client)
    assert refused.status_code == 429
    assert PROMPT in refused.text


def test_a_form_with_mistakes_is_no_submission(client, settings):
    settings.SUBMISSIONS_PER_HOUR_PER_ADDRESS = 1
    send(client, title="")
    assert send(client).status_code == 303


@pytest.mark.parametrize("waiting", [0, 1])
def test_when_no_more_are_taken_the_page_says_so(client, settings, waiting):
    settings.SUBMISSIONS_WAITING = waiting
    if waiting:
        make_submission()
    assert "No challenges are taken at the moment." in client.get("/submit/").text
    assert send(client).status_code == 409


def test_without_a_token_of_its_form_nothing_is_taken():
    assert Client(enforce_csrf_checks=True).post("/submit/", filled()).status_code == 403


def test_the_preview_shows_the_prompt_as_written_and_nothing_runs(client):
    prompt = "Fix this:\n  <script>alert(1)</script>\n  **bold**"
    answer = client.post("/submit/", filled(preview="1", prompt=prompt), headers=HTMX)
    assert "Fix this:\n  &lt;script&gt;alert(1)&lt;/script&gt;\n  **bold**" in answer.text
    assert "<html" not in answer.text


def test_without_javascript_the_preview_comes_with_the_form_and_blames_nobody(client):
    answer = client.post("/submit/", filled(preview="1", title="", category=""))
    assert answer.status_code == 200
    assert answer.text.count(PROMPT) == 2
    assert "No title yet" in answer.text
    assert "errorlist" not in answer.text
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"prompt": "x" * 20_001, "kind": "smell", "category": "?"}])
def test_a_preview_of_anything_is_a_page(client, sent):
    assert client.post("/submit/", {"preview": "1"} | sent, headers=HTMX).status_code == 200


def test_too_many_previews_leave_the_last_one_in_place(client, settings):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    with time_machine.travel(timezone.now(), tick=False):
        client.post("/submit/", filled(preview="1"), headers=HTMX)
        refused = client.post("/submit/", filled(preview="1"), headers=HTMX)
    assert (refused.status_code, refused.headers["HX-Reswap"]) == (429, "none")


def test_a_published_prompt_that_is_nearly_the_same_is_named(client):
    make_published(PROMPT.replace("five", "six"))
    page = client.post("/submit/", filled(preview="1"), headers=HTMX).text
    assert "Nearly the same prompt:" in page
    assert "Why Blue" in page
    assert re.search(r"\b[89]\d %", page)


def test_the_same_prompt_is_said_to_be_the_same(client):
    make_published(PROMPT.upper())
    assert "The same prompt:" in client.post("/submit/", filled(preview="1"), headers=HTMX).text


@pytest.mark.parametrize("prompt", [PROMPT, PROMPT.replace("five", "six")])
def test_a_similar_prompt_in_review_is_mentioned_without_its_title(client, prompt):
    make_submission(title="Secret plans", prompt=prompt)
    page = client.post("/submit/", filled(preview="1"), headers=HTMX).text
    assert "in a challenge waiting for review" in page
    assert "Secret plans" not in page
    assert "%" not in page


@pytest.mark.parametrize("state", ["draft", "rejected", "retired"])
def test_a_similar_prompt_that_is_not_public_or_in_review_is_not_mentioned(client, state):
    make_published(state=state)
    page = client.post("/submit/", filled(preview="1"), headers=HTMX).text
    assert "same prompt" not in page


def test_a_likeness_is_shown_once_before_it_is_sent_and_then_lets_go_on(client):
    make_published()
    asked = send(client)
    assert asked.status_code == 200
    assert "Before you send it: there is one like it" in asked.text
    assert 'name="hinted" value="1"' in asked.text
    assert not Submission.objects.exists()
    assert send(client, hinted="1").status_code == 303


def status_page(client, token="secret"):
    return client.get(reverse("arena:submission", args=[token]))


def test_the_page_of_another_s_link_is_not_found(client):
    submission = make_submission()
    for token in ("secrets", submission.link_digest, str(submission.pk), str(submission.voter_id)):
        for answer in (status_page(client, token), client.post(f"/submit/{token}/", filled())):
            assert answer.status_code == 404
            assert submission.challenge.title not in answer.text


def test_the_link_is_enough_in_any_browser(client):
    make_submission()
    assert status_page(Client()).status_code == 200


def test_the_private_page_is_in_no_index_no_cache_and_no_referrer(client):
    make_submission()
    headers = status_page(client).headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "strict-origin"


def test_the_page_says_what_the_reviewer_said(client):
    challenge = make_submission().challenge
    send_back(challenge, note="Which <b>child</b>?")
    page = status_page(client).text
    assert "Sent back to you" in page
    assert "Which &lt;b&gt;child&lt;/b&gt;?" in page
    assert "Send it again" in page


def test_who_reviewed_it_stays_with_the_staff(client, admin_user):
    challenge = make_submission().challenge
    send_back_challenge(challenge=challenge, note="No.", actor=admin_user, now=timezone.now())
    assert admin_user.username not in status_page(client).text


def test_a_note_from_before_is_gone_once_it_waits_again(client):
    challenge = make_submission().challenge
    send_back(challenge)
    client.post("/submit/secret/", filled())
    page = status_page(client).text
    assert "Waiting for review" in page
    assert "Submitted again" in page
    assert "Which child?" not in page


def test_what_was_sent_back_is_changed_by_its_link(client):
    challenge = make_submission().challenge
    send_back(challenge)
    answer = client.post("/submit/secret/", filled(ticket=""))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/submit/secret/")
    challenge.refresh_from_db()
    assert (challenge.title, challenge.state) == ("Blue sky", ChallengeState.SUBMITTED)


def test_a_change_with_mistakes_is_shown_with_them(client):
    send_back(make_submission().challenge)
    answer = client.post("/submit/secret/", filled(title=""))
    assert answer.status_code == 400
    assert 'id="id_title_error"' in answer.text
    assert Challenge.objects.get().state == ChallengeState.DRAFT


def test_a_changed_challenge_is_not_like_itself(client):
    challenge = make_submission(prompt=PROMPT).challenge
    send_back(challenge)
    publish_like = {"preview": "1", "prompt": PROMPT}
    page = client.post("/submit/secret/", filled(**publish_like), headers=HTMX).text
    assert "same prompt" not in page


@pytest.mark.parametrize("action", ["publish", "reject"])
def test_a_decided_submission_cannot_be_changed(client, action):
    challenge = make_submission().challenge
    if action == "publish":
        publish(challenge)
    else:
        reject_challenge(challenge=challenge, reason="Seen.", actor=None, now=timezone.now())
    page = status_page(client).text
    assert ("Published" if action == "publish" else "Not accepted") in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert client.post("/submit/secret/", filled()).status_code == 409
    assert Challenge.objects.get().title == "Three doors"


def test_a_member_of_the_staff_is_the_submitter(admin_client, admin_user):
    send(admin_client)
    assert Challenge.objects.get().submitted_by == admin_user


@pytest.mark.parametrize("others", [1, 30])
def test_the_queries_of_submission_pages_do_not_grow_with_challenges(
    client, others, django_assert_max_num_queries
):
    send_back(make_submission().challenge)
    for number in range(others):
        make_challenge(f"other-{number}").save()
    with django_assert_max_num_queries(3):
        client.get("/submit/")
    with django_assert_max_num_queries(4):
        status_page(client)
    with django_assert_max_num_queries(4):
        client.post("/submit/", filled(preview="1"), headers=HTMX)


@pytest.mark.parametrize("page", ["/", "/leaderboard/"])
def test_the_form_is_found_from_other_pages(client, page):
    assert 'href="/submit/"' in client.get(page).text
