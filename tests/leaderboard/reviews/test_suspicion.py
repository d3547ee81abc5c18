import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from arena.errors import ReasonMissing
from arena.models import AuditEntry, ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes
from leaderboard.models import Inspection, Suspicion, SuspicionGround, SuspicionState
from leaderboard.reviews.suspicion import NEW_VOTES, decide_suspicion, look_for_suspicion
from leaderboard.tasks import look_for_suspicion as task
from tests.arrange import NOON, make_arena, make_staff, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db


def vote_often(voter, number, *, outcome=None, seed=0, now=NOON):
    """So many votes of one voter, at random unless told, each after some seconds."""
    rng = random.Random(seed)
    for _ in range(number):
        match = serve(voter, now=now, seed=rng.random())
        chosen = outcome or rng.choice([Outcome.LEFT, Outcome.RIGHT])
        vote_on(match, chosen, now=now + timedelta(seconds=rng.uniform(20, 40)))


@pytest.fixture(scope="module")
def clicker(scene):
    """Somebody who always clicks left, among eight who do not."""
    make_arena(competitors=4, challenges=12)
    for seed in range(8):
        vote_often(make_voter(), 20, seed=seed)
    clicker = make_voter()
    vote_often(clicker, 40, outcome=Outcome.LEFT, seed=9)
    return clicker


@pytest.fixture
def moderator():
    return make_staff("mo")


def clear(moderator, now=NOON):
    return decide_suspicion(
        suspicions=Suspicion.objects.all(),
        state=SuspicionState.CLEARED,
        reason="She is left-handed.",
        actor=moderator,
        now=now,
    )


def test_who_always_clicks_left_comes_under_review_and_nobody_else(clicker):
    opened = look_for_suspicion(now=NOON)
    assert {one.voter_id for one in opened} == {clicker.pk}
    one = Suspicion.objects.get(ground=SuspicionGround.ONE_SIDE)
    assert (one.votes, one.evidence["left"], one.state) == (40, 40, SuspicionState.OPEN)
    assert one.p < 1e-6
    assert one.p <= one.q <= 0.05


def test_a_review_takes_no_vote_away(clicker):
    look_for_suspicion(now=NOON)
    assert Vote.objects.counted().count() == Vote.objects.count() == 200


def test_a_look_says_what_it_looked_at(clicker):
    look_for_suspicion(now=NOON)
    look = Inspection.objects.get()
    assert (look.inspected_at, look.votes, look.voters, look.found) == (NOON, 200, 9, 1)
    assert look.last_vote == Vote.objects.latest("pk").pk


def test_a_look_without_new_votes_is_not_taken(clicker):
    look_for_suspicion(now=NOON)
    assert look_for_suspicion(now=NOON) == []
    assert Inspection.objects.count() == 1


def test_a_voter_under_review_does_not_come_there_twice(clicker):
    look_for_suspicion(now=NOON)
    before = Suspicion.objects.count()
    vote_often(clicker, NEW_VOTES, outcome=Outcome.LEFT, seed=1)
    assert look_for_suspicion(now=NOON) == []
    assert Suspicion.objects.count() == before


def test_who_was_cleared_stays_cleared_until_there_are_enough_new_votes(clicker, moderator):
    look_for_suspicion(now=NOON)
    clear(moderator)
    vote_often(clicker, NEW_VOTES - 1, outcome=Outcome.LEFT, seed=1)
    assert look_for_suspicion(now=NOON) == []
    vote_often(clicker, 1, outcome=Outcome.LEFT, seed=2)
    opened = look_for_suspicion(now=NOON)
    assert SuspicionGround.ONE_SIDE in {one.ground for one in opened}
    assert opened[0].votes == 40 + NEW_VOTES


def test_excluded_votes_are_not_looked_at(clicker):
    exclude_votes(
        votes=clicker.votes.all(),
        rule=ExclusionRule.MANIPULATION,
        reason="Only left.",
        actor=None,
        now=NOON,
    )
    assert look_for_suspicion(now=NOON) == []
    assert Inspection.objects.get().votes == 160


def test_the_task_is_a_door_to_the_verb(clicker):
    task()
    assert Suspicion.objects.filter(voter=clicker).exists()


def test_a_decision_is_written_down_with_its_reason(clicker, moderator):
    opened = look_for_suspicion(now=NOON)
    assert clear(moderator) == len(opened)
    one = Suspicion.objects.filter(ground=SuspicionGround.ONE_SIDE).get()
    assert (one.state, one.decided_by, one.reason) == (
        SuspicionState.CLEARED,
        moderator,
        "She is left-handed.",
    )
    assert AuditEntry.objects.get().after == "cleared"


def test_what_is_decided_is_not_decided_again(clicker, moderator):
    look_for_suspicion(now=NOON)
    clear(moderator)
    assert clear(moderator) == 0
    assert AuditEntry.objects.count() == 1


def test_a_decision_needs_a_reason(clicker, moderator):
    with pytest.raises(ReasonMissing):
        decide_suspicion(
            suspicions=Suspicion.objects.all(),
            state=SuspicionState.CONFIRMED,
            reason=" ",
            actor=moderator,
            now=NOON,
        )


def test_a_review_cannot_be_decided_to_be_open(clicker, moderator):
    with pytest.raises(ValueError, match="clearing or confirming"):
        decide_suspicion(
            suspicions=Suspicion.objects.all(),
            state=SuspicionState.OPEN,
            reason="Perhaps.",
            actor=moderator,
            now=NOON,
        )


def test_the_database_refuses_to_change_a_look(clicker):
    look_for_suspicion(now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.update(found=0)


def test_a_look_asks_a_few_questions_however_many_votes(clicker, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        look_for_suspicion(now=NOON)
