"""Visitors propose challenges and report, by the API."""

import pytest
from django.test import Client

from arena.access import Scope
from arena.models import ApiAnswer, Challenge, Report, Submission, Voter
from arena.moderation import send_back_challenge
from arena.visitors.privacy import forget_voter
from tests.arena.api.calling import Program, code_of
from tests.arrange import NOON, make_arena, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

JSON = "application/json"
PROPOSAL = {"title": "Doors", "prompt": "Behind which door is it?", "category": "reasoning"}


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=2, challenges=1)
    return Challenge.objects.get()


@pytest.fixture
def browser(arena):
    return Client()


def post(browser, path, body, **headers):
    return browser.post(f"/api/v1/{path}", body, content_type=JSON, headers=headers)


def test_a_challenge_is_proposed_and_followed(browser):
    answer = post(browser, "submissions/", PROPOSAL)
    assert (answer.status_code, answer.json()["state"]) == (201, "submitted")
    assert browser.cookies["voter"]
    followed = browser.get(f"/api/v1/submissions/{answer.json()['token']}/")
    assert followed.json()["title"] == "Doors"
    assert browser.get(answer.json()["link"].removeprefix("http://testserver")).status_code == 200


def test_what_was_sent_back_is_changed(browser):
    token = post(browser, "submissions/", PROPOSAL).json()["token"]
    path = f"submissions/{token}/again/"
    assert code_of(post(browser, path, PROPOSAL)) == (409, "move_not_allowed")
    proposed = Submission.objects.get().challenge
    send_back_challenge(challenge=proposed, note="Shorter.", actor=make_staff(), now=NOON)
    changed = post(browser, path, PROPOSAL | {"title": "Three doors"})
    assert (changed.status_code, changed.json()["title"]) == (200, "Three doors")
    refused = post(browser, "submissions/nowhere/again/", PROPOSAL)
    assert code_of(refused) == (404, "submission_not_found")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prompt": "Short?"}, "prompt"),
        ({"category": "nowhere"}, "category"),
        ({"language": "klingon"}, "language"),
        ({"title": 7}, "title"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_the_form_refuses_is_refused(browser, change, field):
    refused = post(browser, "submissions/", PROPOSAL | change)
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == [field]
    assert not Submission.objects.exists()


def test_limits_are_those_of_the_page(browser, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    first = post(browser, "submissions/", PROPOSAL)
    assert first.headers["RateLimit-Policy"].endswith(";w=3600")
    post(browser, "submissions/", PROPOSAL)
    assert code_of(post(browser, "submissions/", PROPOSAL)) == (429, "too_many_requests")
    settings.SUBMISSIONS_PER_HOUR, settings.SUBMISSIONS_WAITING = 0, 0
    assert code_of(post(browser, "submissions/", PROPOSAL)) == (409, "submissions_closed")


def test_a_proposal_that_is_sent_again_is_one(browser):
    post(browser, "matches/", {})
    answers = [post(browser, "submissions/", PROPOSAL, Idempotency_Key="a") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert Submission.objects.count() == 1
    forget_voter(voter_id=Voter.objects.get().pk, now=NOON)
    assert not ApiAnswer.objects.exists()


def test_sides_of_a_match_and_challenges_are_reported(browser, arena):
    match = post(browser, "matches/", {}).json()["id"]
    body = {"reason": "broken", "words": "Look.", "about": "left"}
    for _ in range(2):
        assert post(browser, f"matches/{match}/report/", body).status_code == 201
    assert Report.objects.get().response is not None
    assert post(browser, f"challenges/{arena.slug}/report/", {"reason": "other"}).json() == {
        "challenge": arena.slug,
        "reason": "other",
        "reported_at": Report.objects.latest("pk").reported_at.isoformat().replace("+00:00", "Z"),
    }
    stranger = post(Client(), f"matches/{match}/report/", body)
    assert code_of(stranger) == (404, "nothing_to_report")


def test_a_response_is_reported_by_who_may_read_it(browser, arena):
    path = f"models/competitor-0/responses/{arena.slug}/report/"
    assert post(browser, path, {"reason": "broken"}).status_code == 201
    assert Report.objects.get().response.competitor.slug == "competitor-0"
    refused = post(browser, "models/x/responses/y/report/", {"reason": "broken"})
    assert code_of(refused) == (404, "nothing_to_report")
    assert code_of(post(browser, path, {"reason": "ugly"})) == (400, "invalid")


def test_a_key_reports_and_proposes_nothing(arena):
    program = Program(Scope.CONTENT_WRITE)
    for path in ("submissions/", f"challenges/{arena.slug}/report/"):
        assert code_of(program.post(path, PROPOSAL)) == (403, "key_not_taken")
    assert not Voter.objects.exists()
