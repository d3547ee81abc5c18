import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from arena.errors import ReasonMissing
from arena.models import AuditEntry, ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes
from leaderboard.models import Inspection, Suspicion, SuspicionGround, SuspicionState
from leaderboard.reviews.suspicion import NEW_VOTES, decide_suspicion, find_suspicious_voters
from leaderboard.tasks import look_for_suspicion as task
from tests.arrange import NOON, make_arena, make_staff, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db


def vote_often(voter, number, *, outcome=None, seed=0, now=NOON):
    """So many votes of one voter, at random unless given, each after some seconds."""
    rng = random.Random(seed)
    for _ in range(number):
        match = serve(voter, now=now, seed=rng.random())
        chosen = outcome or rng.choice([Outcome.LEFT, Outcome.RIGHT])
        vote_on(match, chosen, now=now + timedelta(seconds=rng.uniform(20, 40)))


@pytest.fixture(scope="module")
def left_clicker(scene):
    """Somebody who always clicks left, among eight who do not."""
    make_arena(competitors=4, challenges=20 + NEW_VOTES)
    for seed in range(8):
        vote_often(make_voter(), 20, seed=seed)
    left_clicker = make_voter()
    vote_often(left_clicker, 40, outcome=Outcome.LEFT, seed=9)
    return left_clicker


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


def test_a_review_is_opened_of_the_one_who_always_clicks_left(left_clicker):
    opened = find_suspicious_voters(now=NOON)
    assert {one.voter_id for one in opened} == {left_clicker.pk}
    one = Suspicion.objects.get(ground=SuspicionGround.ONE_SIDE)
    assert (one.votes, one.evidence["left"], one.state) == (40, 40, SuspicionState.OPEN)
    assert one.p < 1e-6
    assert one.p <= one.q <= 0.05


def test_a_review_excludes_no_vote(left_clicker):
    find_suspicious_voters(now=NOON)
    assert Vote.objects.counted().count() == Vote.objects.count() == 200


def test_an_inspection_records_what_it_examined(left_clicker):
    find_suspicious_voters(now=NOON)
    look = Inspection.objects.get()
    assert (look.inspected_at, look.votes, look.voters, look.found) == (NOON, 200, 9, 1)
    assert look.last_vote == Vote.objects.latest("pk").pk


def test_without_new_votes_there_is_no_inspection(left_clicker):
    find_suspicious_voters(now=NOON)
    assert find_suspicious_voters(now=NOON) == []
    assert Inspection.objects.count() == 1


def test_a_ground_under_review_is_not_opened_twice(left_clicker):
    find_suspicious_voters(now=NOON)
    before = Suspicion.objects.count()
    vote_often(left_clicker, NEW_VOTES, outcome=Outcome.LEFT, seed=1)
    assert find_suspicious_voters(now=NOON) == []
    assert Suspicion.objects.count() == before


def test_a_cleared_voter_is_reviewed_again_after_enough_new_votes(left_clicker, moderator):
    find_suspicious_voters(now=NOON)
    clear(moderator)
    vote_often(left_clicker, NEW_VOTES - 1, outcome=Outcome.LEFT, seed=1)
    assert find_suspicious_voters(now=NOON) == []
    vote_often(left_clicker, 1, outcome=Outcome.LEFT, seed=2)
    opened = find_suspicious_voters(now=NOON)
    assert SuspicionGround.ONE_SIDE in {one.ground for one in opened}
    assert opened[0].votes == 40 + NEW_VOTES


def test_excluded_votes_are_not_examined(left_clicker):
    exclude_votes(
        votes=left_clicker.votes.all(),
        rule=ExclusionRule.MANIPULATION,
        reason="Only left.",
        actor=None,
        now=NOON,
    )
    assert find_suspicious_voters(now=NOON) == []
    assert Inspection.objects.get().votes == 160


def test_the_task_opens_reviews(left_clicker):
    task()
    assert Suspicion.objects.filter(voter=left_clicker).exists()


def test_a_decision_is_audited_with_its_reason(left_clicker, moderator):
    opened = find_suspicious_voters(now=NOON)
    assert clear(moderator) == len(opened)
    one = Suspicion.objects.filter(ground=SuspicionGround.ONE_SIDE).get()
    assert (one.state, one.decided_by, one.reason) == (
        SuspicionState.CLEARED,
        moderator,
        "She is left-handed.",
    )
    assert AuditEntry.objects.get().after == "cleared"


def test_a_decided_review_is_not_decided_again(left_clicker, moderator):
    find_suspicious_voters(now=NOON)
    clear(moderator)
    assert clear(moderator) == 0
    assert AuditEntry.objects.count() == 1


def test_a_decision_needs_a_reason(left_clicker, moderator):
    with pytest.raises(ReasonMissing):
        decide_suspicion(
            suspicions=Suspicion.objects.all(),
            state=SuspicionState.CONFIRMED,
            reason=" ",
            actor=moderator,
            now=NOON,
        )


def test_a_review_cannot_be_decided_to_be_open(left_clicker, moderator):
    with pytest.raises(ValueError, match="clearing or confirming"):
        decide_suspicion(
            suspicions=Suspicion.objects.all(),
            state=SuspicionState.OPEN,
            reason="Perhaps.",
            actor=moderator,
            now=NOON,
        )


def test_the_database_refuses_to_change_an_inspection(left_clicker):
    find_suspicious_voters(now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.update(found=0)


def test_the_queries_of_an_inspection_do_not_grow_with_votes(
    left_clicker, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        find_suspicious_voters(now=NOON)
