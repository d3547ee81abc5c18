import random
from datetime import timedelta

import pytest

from arena.matches.agreement import votes_of
from arena.models import (
    AuditEntry,
    BulkAction,
    BulkKind,
    Exclusion,
    ExclusionRule,
    Match,
    Outcome,
    Vote,
    VoteEvent,
)
from arena.moderation import carry_on
from leaderboard.models import Board, Inspection, RatingRun, Suspicion, SuspicionGround
from leaderboard.reviews import clear_voter, confirm_voter
from leaderboard.reviews.suspicion import REST, find_suspicious_voters, inspect_a_rush
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.tasks import look_for_rush
from tests.arrange import NOON, make_arena, make_staff, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db

COOKIES, CLASS, VOTES = 24, 30, 3


def vote_from(address, *, at, seconds, seed):
    """A new voter of this address, whose votes each take so many seconds."""
    voter, rng = make_voter(), random.Random(seed)
    for _ in range(VOTES):
        match = serve(voter, now=at, seed=rng.random())
        at += timedelta(seconds=seconds)
        vote_on(match, rng.choice([Outcome.LEFT, Outcome.RIGHT]), now=at)
    Match.objects.filter(voter=voter).update(address_hash=address * 24)
    return voter


@pytest.fixture(scope="module")
def scene(scene):
    """A class that begins at the bell, and fresh cookies of another address."""
    make_arena(competitors=4, challenges=6)
    pupils = [
        vote_from("c", at=NOON + timedelta(seconds=seed), seconds=20 + seed, seed=seed)
        for seed in range(CLASS)
    ]
    cookies = [
        vote_from("a", at=NOON + timedelta(seconds=2 * seed), seconds=0.2, seed=seed)
        for seed in range(COOKIES)
    ]
    return pupils, cookies


@pytest.fixture
def moderator():
    return make_staff("mo")


def counted_of(voters):
    return Vote.objects.counted().filter(voter__in=voters).count()


def finish():
    for bulk in BulkAction.objects.unfinished():
        carry_on(bulk, clock=lambda: NOON, is_enough=lambda: False)


def test_fresh_cookies_are_quarantined_and_a_class_is_not(scene):
    pupils, cookies = scene
    find_suspicious_voters(now=NOON)
    assert counted_of(cookies) == 0
    assert counted_of(pupils) == CLASS * VOTES
    rules = Exclusion.objects.standing().values_list("rule", flat=True)
    assert list(rules) == [ExclusionRule.SUSPICION] * COOKIES * VOTES
    grounds = set(Suspicion.objects.filter(voter__in=cookies).values_list("ground", flat=True))
    assert grounds >= {SuspicionGround.BURST, SuspicionGround.AS_ONE}


def test_a_quarantine_moves_the_board_and_a_rebuild_agrees(scene):
    recompute_boards()
    find_suspicious_voters(now=NOON)
    recompute_boards()
    assert RatingRun.objects.newest(Board.objects.overall()).votes == CLASS * VOTES
    assert rebuild_tallies().agrees


def test_a_quarantine_is_audited_as_the_system_s(scene):
    find_suspicious_voters(now=NOON)
    bulk = BulkAction.objects.get()
    entries = AuditEntry.objects.order_by("id").values_list("actor", "action", "subject", "after")
    assert list(entries) == [
        (None, "quarantine", f"{COOKIES} voters", "in quarantine"),
        (None, "begin to exclude", f"{COOKIES * VOTES} votes", f"number {bulk.pk}"),
        (None, "exclude", f"{COOKIES * VOTES} votes", "excluded: suspicion"),
    ]


def test_testing_again_changes_nothing(scene):
    find_suspicious_voters(now=NOON)
    before = VoteEvent.objects.count(), AuditEntry.objects.count()
    vote_on(serve(now=NOON, seed=99))
    find_suspicious_voters(now=NOON)
    assert Inspection.objects.count() == 2
    assert (VoteEvent.objects.count() - 1, AuditEntry.objects.count()) == before


def test_a_vote_during_the_quarantine_does_not_count_and_the_voter_is_not_told(scene):
    (_, cookies) = scene
    find_suspicious_voters(now=NOON)
    vote = vote_on(serve(cookies[0], seed=7))
    assert Exclusion.objects.get(vote=vote).rule == ExclusionRule.SUSPICION
    assert len(votes_of(cookies[0].pk)) == VOTES + 1


def test_a_vote_that_counted_while_the_quarantine_began_is_excluded_later(scene):
    (_, cookies) = scene
    find_suspicious_voters(now=NOON)
    late = Vote.objects.filter(voter=cookies[0]).first()
    Exclusion.objects.filter(vote=late).update(lifted_at=NOON, lifted_reason="A race.")
    vote_on(serve(now=NOON, seed=99))
    find_suspicious_voters(now=NOON)
    assert counted_of(cookies) == 0


def test_the_votes_of_a_cleared_voter_count_again(scene, moderator):
    (_, cookies) = scene
    find_suspicious_voters(now=NOON)
    vote_on(serve(cookies[0], seed=7))
    clear_voter(voter=cookies[0], reason="A tutor.", actor=moderator, now=NOON)
    finish()
    assert counted_of(cookies) == counted_of(cookies[:1]) == VOTES + 1
    vote_on(serve(cookies[0], seed=8))
    find_suspicious_voters(now=NOON)
    assert counted_of(cookies) == VOTES + 2


def test_the_votes_of_a_confirmed_voter_stay_excluded(scene, moderator):
    (_, cookies) = scene
    find_suspicious_voters(now=NOON)
    confirm_voter(voter=cookies[0], reason="A program.", actor=moderator, now=NOON)
    finish()
    cookies[0].refresh_from_db()
    assert cookies[0].blocked_at
    assert not cookies[0].quarantined_at
    assert counted_of(cookies) == 0
    assert not BulkAction.objects.filter(kind=BulkKind.REINSTATE).exists()


def test_a_rush_is_tested_at_once(scene):
    (_, cookies) = scene
    assert inspect_a_rush(now=NOON + timedelta(minutes=2))
    assert counted_of(cookies) == 0


def test_a_rush_is_not_tested_again_before_the_tests_have_rested(scene):
    inspect_a_rush(now=NOON + timedelta(minutes=2))
    vote_on(serve(now=NOON, seed=99))
    inspect_a_rush(now=NOON + timedelta(minutes=3))
    assert Inspection.objects.count() == 1
    inspect_a_rush(now=NOON + timedelta(minutes=2) + REST)
    assert Inspection.objects.count() == 2


def test_without_a_rush_there_is_no_test(scene):
    assert inspect_a_rush(now=NOON + timedelta(minutes=30)) == []
    look_for_rush()
    assert not Inspection.objects.exists()
