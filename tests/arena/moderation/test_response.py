from datetime import timedelta

import pytest

from arena.errors import MatchConsumed, NoPairAvailable, NothingToDo, ReasonMissing
from arena.models import AuditEntry, Ending, PoolVersion, Response, Vote, Withdrawal
from arena.moderation import restore_response, withdraw_response
from tests.arrange import NOON, make_arena, make_staff, serve, vote_on

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def match():
    make_arena(competitors=2, challenges=1)
    return serve()


def withdraw(response, *, reason="It names its author.", actor=None, now=LATER):
    return withdraw_response(response=response, reason=reason, actor=actor, now=now)


def restore(response, *, reason="It was a mistake.", actor=None, now=LATER):
    restore_response(response=response, reason=reason, actor=actor, now=now)


def test_a_withdrawn_response_is_served_no_more(match):
    withdraw(match.left)
    with pytest.raises(NoPairAvailable):
        serve()


def test_a_restored_response_is_served_again(match):
    withdraw(match.left)
    restore(match.left)
    assert serve().pk


@pytest.mark.parametrize("side", ["left", "right"])
def test_withdrawing_ends_the_open_matches_that_show_the_response(match, side):
    withdraw(getattr(match, side))
    match.refresh_from_db()
    assert (match.ending, match.ended_at) == (Ending.WITHDRAWAL, LATER)
    with pytest.raises(MatchConsumed):
        vote_on(match)


def test_withdrawing_leaves_matches_alone_that_show_others():
    make_arena(competitors=3, challenges=1)
    match = serve()
    withdraw(Response.objects.exclude(pk__in=[match.left_id, match.right_id]).get())
    assert vote_on(match).pk


def test_a_match_whose_time_was_over_did_not_end_by_withdrawal(match):
    withdraw(match.left, now=NOON + timedelta(days=1))
    match.refresh_from_db()
    assert match.ending is None
    assert match.has_expired(NOON + timedelta(days=1))


def test_votes_on_a_withdrawn_response_stay(match):
    vote = vote_on(match)
    withdraw(match.left)
    assert Vote.objects.counted().get() == vote
    match.refresh_from_db()
    assert match.ending == Ending.VOTE


def test_a_withdrawal_says_why(match):
    assert withdraw(match.left, reason=" It is broken. ").reason == "It is broken."


@pytest.mark.parametrize("verb", [withdraw, restore])
def test_a_reason_is_needed(match, verb):
    if verb is restore:
        withdraw(match.left)
    with pytest.raises(ReasonMissing):
        verb(match.left, reason=" ")


def test_a_withdrawn_response_cannot_be_withdrawn_again(match):
    withdraw(match.left)
    with pytest.raises(NothingToDo):
        withdraw(match.left, reason="Another reason.")
    assert Withdrawal.objects.get().reason == "It names its author."


def test_a_visible_response_cannot_be_restored(match):
    with pytest.raises(NothingToDo):
        restore(match.left)
    assert not AuditEntry.objects.exists()


def test_withdrawing_and_restoring_both_advance_the_pool(match):
    before = PoolVersion.objects.current()
    withdraw(match.left)
    restore(match.left)
    assert PoolVersion.objects.current() == before + 2


def test_the_audit_keeps_the_withdrawal_and_the_restoring(match):
    actor = make_staff("mira")
    withdraw(match.left, actor=actor)
    restore(match.left, actor=actor)
    rows = AuditEntry.objects.order_by("id").values_list("action", "before", "after", "reason")
    assert list(rows) == [
        ("withdraw", "visible", "withdrawn", "It names its author."),
        ("restore", "withdrawn", "visible", "It was a mistake."),
    ]
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {actor.pk}
