from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection

from arena.errors import MoveNotAllowed, OwnSubmission, SubmissionNotFound, SubmissionsClosed
from arena.models import AuditEntry, Challenge, ChallengeState, Submission
from arena.moderation import publish_challenge, reject_challenge, send_back_challenge
from arena.submissions.submitting import Proposal, find_submission, resubmit_challenge, steps_of
from tests.arrange import NOON, make_category, make_challenge, make_staff, make_submission

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def person(name="mira"):
    return make_staff(name)


def send_back(submission):
    by = {"actor": person(), "now": LATER}
    return send_back_challenge(challenge=submission.challenge, note="Say which car.", **by)


def resubmit(token="secret", *, actor=None, **changes):
    proposal = {
        "title": "Three doors, one car",
        "prompt": "Behind which of three doors is the red car?",
        "category": make_category(),
        "kind": "code",
        "difficulty": "easy",
    }
    return resubmit_challenge(
        proposal=Proposal(**(proposal | changes)),
        message="A red one.",
        token=token,
        actor=actor,
        now=LATER,
    )


def test_a_proposed_challenge_waits_for_review():
    challenge = make_submission().challenge
    challenge.refresh_from_db()
    assert (challenge.state, challenge.slug) == (ChallengeState.SUBMITTED, "three-doors")
    assert challenge.prompt == "Behind which of three doors is the car?"
    assert (challenge.submitted_by, challenge.published_at) == (None, None)


def test_proposing_is_an_audit_row_that_names_no_visitor():
    submission = make_submission()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after, entry.actor, entry.at) == ("submit", "submitted", None, NOON)
    assert str(submission.voter_id)[:8] not in f"{entry.reason}{entry.subject}"


def test_the_token_itself_is_not_stored():
    make_submission("the secret of the link")
    kept = Submission.objects.values().get() | Challenge.objects.values().get()
    assert "the secret of the link" not in str(kept)


def test_a_form_sent_twice_is_one_submission():
    assert make_submission("one") == make_submission("one", title="Another")
    assert Challenge.objects.get().title == "Three doors"


def test_challenges_of_one_title_have_two_slugs():
    make_challenge("three-doors")
    slugs = [make_submission(f"token {number}").challenge.slug for number in range(2)]
    assert len({"three-doors", *slugs}) == 3
    assert all(slug.startswith("three-doors-") for slug in slugs)


@pytest.mark.parametrize(
    ("title", "slug"), [("三つの扉", "challenge"), ("x" * 120, "x" * 100), ("--", "challenge")]
)
def test_any_title_gives_a_slug(title, slug):
    assert make_submission(title=title).challenge.slug == slug


def test_with_too_many_waiting_no_more_are_taken(settings):
    settings.SUBMISSIONS_WAITING = 1
    waiting = make_submission("first")
    with pytest.raises(SubmissionsClosed):
        make_submission("second")
    reject_challenge(challenge=waiting.challenge, reason="No.", actor=person(), now=LATER)
    assert make_submission("second").pk


def test_a_submission_is_found_by_its_token_alone():
    submission = make_submission("mine")
    make_submission("another's")
    assert find_submission(token="mine") == submission
    for token in ("", "Mine", submission.link_digest):
        with pytest.raises(SubmissionNotFound):
            find_submission(token=token)


def test_a_challenge_sent_back_can_be_resubmitted():
    send_back(make_submission())
    challenge = resubmit().challenge
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.SUBMITTED
    assert (challenge.title, challenge.kind, challenge.slug) == (
        "Three doors, one car",
        "code",
        "three-doors",
    )
    assert Submission.objects.get().message == "A red one."
    assert Submission.objects.get().submitted_at == LATER


@pytest.mark.parametrize("action", [None, publish_challenge, reject_challenge])
def test_a_challenge_not_sent_back_cannot_be_resubmitted(action):
    submission = make_submission()
    if action:
        why = {"reason": "No."} if action is reject_challenge else {}
        action(challenge=submission.challenge, actor=person(), now=LATER, **why)
    with pytest.raises(MoveNotAllowed):
        resubmit()
    assert Challenge.objects.get().title == "Three doors"


def test_a_member_of_the_staff_who_proposed_it_cannot_publish_it():
    submission = make_submission(actor=person("noor"))
    send_back(submission)
    resubmit(actor=None)  # by the link, without signing in
    with pytest.raises(OwnSubmission):
        publish_challenge(challenge=submission.challenge, actor=person("noor"), now=LATER)


def test_the_steps_of_a_challenge_have_their_times():
    submission = make_submission()
    send_back(submission)
    resubmit()
    steps = [asdict(step) for step in steps_of(submission.challenge)]
    assert steps == [
        {"at": NOON, "state": ChallengeState.SUBMITTED},
        {"at": LATER, "state": ChallengeState.DRAFT},
        {"at": LATER, "state": ChallengeState.SUBMITTED},
    ]


def test_erasing_a_voter_leaves_the_submission():
    submission = make_submission()
    submission.voter.delete()
    submission.refresh_from_db()
    assert submission.voter is None


@pytest.mark.django_db(transaction=True)
def test_concurrent_submissions_with_one_token_are_one():
    make_category()

    def click(_):
        try:
            return make_submission("one").pk
        finally:
            connection.close()

    with ThreadPoolExecutor() as hands:
        found = set(hands.map(click, range(4)))
    assert len(found) == Submission.objects.count() == Challenge.objects.count() == 1
