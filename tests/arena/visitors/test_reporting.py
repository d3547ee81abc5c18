from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from arena.errors import NothingToDo, NothingToReport, ReasonMissing, ReasonTooLong
from arena.models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Match,
    Report,
    ReportReason,
    ReviewState,
    Side,
    Voter,
    Withdrawal,
)
from arena.moderation import dismiss_reports, retire_challenge, uphold_reports, withdraw_response
from arena.visitors.reporting import published_challenge, report, response_in_match
from tests.arrange import NOON, make_arena, make_staff, serve

pytestmark = pytest.mark.django_db

WHY = {"reason": "It does.", "now": NOON + timedelta(minutes=5)}


@pytest.fixture
def match():
    make_arena()
    return serve()


def say(match, *, voter=None, side=Side.LEFT, reason=ReportReason.BROKEN, words=""):
    response = None if side is None else match.response_on(side)
    return report(
        challenge=match.challenge,
        response=response,
        voter=voter or match.voter,
        reason=reason,
        words=words,
        now=NOON,
    )


def on(match, side=Side.LEFT):
    response = None if side is None else match.response_on(side)
    return {"challenge": match.challenge, "response": response}


def test_the_same_thing_reported_twice_is_one_report(match):
    first = say(match, words="First.")
    assert say(match, words="Second.") == first
    assert Report.objects.get().words == "First."


def test_a_response_and_its_challenge_are_two_things(match):
    assert say(match) != say(match, side=None)


def test_another_voter_s_report_is_another_report_and_one_decision(match):
    say(match)
    say(match, voter=Voter.objects.create())
    assert dismiss_reports(**on(match), actor=None, **WHY) == 2
    assert not Report.objects.open().exists()
    assert AuditEntry.objects.get().after == ReviewState.DISMISSED


def test_after_a_decision_the_same_may_be_reported_again(match):
    say(match)
    dismiss_reports(**on(match), actor=None, **WHY)
    say(match)
    assert Report.objects.open().count() == 1


def test_upholding_withdraws_the_response_and_says_who_decided(match):
    person = make_staff()
    say(match)
    uphold_reports(**on(match), actor=person, **WHY)
    assert Withdrawal.objects.get().response == match.left
    assert Match.objects.get().ending == "withdrawal"
    row = Report.objects.get()
    assert (row.state, row.decided_by, row.decision) == ("upheld", person, "It does.")
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "decide reports",
        "withdraw",
    }


def test_upholding_a_report_on_a_challenge_retires_it(match):
    say(match, side=None)
    uphold_reports(**on(match, None), actor=None, **WHY)
    assert Challenge.objects.get(pk=match.challenge_id).state == ChallengeState.RETIRED


def test_upholding_what_is_gone_already_only_decides(match):
    say(match)
    say(match, side=None)
    withdraw_response(response=match.left, actor=None, **WHY)
    retire_challenge(challenge=match.challenge, actor=None, **WHY)
    uphold_reports(**on(match), actor=None, **WHY)
    uphold_reports(**on(match, None), actor=None, **WHY)
    assert not Report.objects.open().exists()


@pytest.mark.parametrize("verb", [dismiss_reports, uphold_reports])
def test_a_decided_review_is_not_decided_again(match, verb):
    say(match)
    dismiss_reports(**on(match), actor=None, **WHY)
    with pytest.raises(NothingToDo):
        verb(**on(match), actor=None, **WHY)


@pytest.mark.parametrize(
    ("reason", "refusal"), [(" ", ReasonMissing), ("x" * 100_000, ReasonTooLong)]
)
def test_a_decision_needs_a_reason_of_a_sensible_length(match, reason, refusal):
    say(match)
    with pytest.raises(refusal):
        uphold_reports(**on(match), actor=None, **(WHY | {"reason": reason}))
    assert Report.objects.open().exists()
    assert not Withdrawal.objects.exists()


def test_only_what_was_served_to_a_voter_is_reported_from_a_match(match):
    assert response_in_match(match_id=match.id, voter_id=match.voter_id, side=Side.RIGHT) == (
        match.challenge,
        match.right,
    )
    for other in (Voter.objects.create().id, None):
        with pytest.raises(NothingToReport):
            response_in_match(match_id=match.id, voter_id=other, side=None)
    with pytest.raises(NothingToReport):
        response_in_match(match_id=uuid4(), voter_id=match.voter_id, side=None)


def test_only_a_public_challenge_is_reported_by_its_slug(match):
    assert published_challenge(slug=match.challenge.slug) == match.challenge
    with pytest.raises(NothingToReport):
        published_challenge(slug="not-there")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_two_who_decide_at_once_decide_once(match):
    say(match)

    def decide(verb):
        try:
            return verb(**on(match), actor=None, **WHY)
        except NothingToDo:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        counts = list(both.map(decide, [dismiss_reports, uphold_reports]))
    assert sorted(counts) == [0, 1]
    state = Report.objects.get().state
    assert Withdrawal.objects.exists() == (state == ReviewState.UPHELD)
