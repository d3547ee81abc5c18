from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from arena.errors import ReasonMissing
from arena.models import AuditEntry, Exclusion, ExclusionRule, Vote, VoteEvent
from arena.moderation import exclude_votes, reinstate_votes
from arena.moderation import votes as module
from tests.arrange import NOON, cast_votes, make_arena, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ballot():
    make_arena()
    cast_votes(5)
    return Vote.objects.all()


def exclude(votes, *, rule=ExclusionRule.MANUAL, reason="A trial.", actor=None, now=NOON):
    return exclude_votes(votes=votes, rule=rule, reason=reason, actor=actor, now=now)


def reinstate(votes, *, reason="It was genuine.", actor=None, now=NOON):
    return reinstate_votes(votes=votes, reason=reason, actor=actor, now=now)


def test_an_excluded_vote_stays_but_does_not_count(ballot):
    assert exclude(ballot.filter(pk=ballot[0].pk)) == 1
    assert (Vote.objects.count(), Vote.objects.counted().count()) == (5, 4)


def test_a_reinstated_vote_counts_again(ballot):
    exclude(ballot)
    assert reinstate(ballot) == 5
    assert Vote.objects.counted().count() == 5


def test_an_exclusion_says_who_when_why_and_under_which_rule(ballot):
    actor = make_staff("mira")
    exclude(ballot.filter(pk=ballot[0].pk), rule=ExclusionRule.AUTOMATED, actor=actor)
    exclusion = Exclusion.objects.get()
    assert (exclusion.excluded_by, exclusion.excluded_at) == (actor, NOON)
    assert (exclusion.rule, exclusion.reason) == (ExclusionRule.AUTOMATED, "A trial.")


def test_a_lifted_exclusion_says_who_when_and_why(ballot):
    actor = make_staff("mira")
    exclude(ballot.filter(pk=ballot[0].pk))
    reinstate(ballot, actor=actor)
    lifted = Exclusion.objects.get()
    assert (lifted.lifted_by, lifted.lifted_at) == (actor, NOON)
    assert lifted.lifted_reason == "It was genuine."


def test_each_action_leaves_the_ledger_one_pending_event_per_vote(ballot):
    exclude(ballot)
    reinstate(ballot)
    for vote in ballot:
        events = VoteEvent.objects.pending().filter(vote=vote)
        assert [event.kind for event in events] == ["cast", "excluded", "reinstated"]
        assert {event.exclusion for event in events[1:]} == {vote.exclusions.get()}


def test_excluding_again_touches_only_what_still_counts(ballot):
    exclude(ballot.filter(pk=ballot[0].pk), reason="The first reason.")
    assert exclude(ballot, reason="The second.") == 4
    assert ballot[0].exclusions.get().reason == "The first reason."


def test_a_reinstated_vote_can_be_excluded_again(ballot):
    exclude(ballot)
    reinstate(ballot)
    assert exclude(ballot) == 5
    assert Exclusion.objects.count() == 10


def test_reinstating_touches_only_what_is_excluded(ballot):
    exclude(ballot.filter(pk=ballot[0].pk))
    assert reinstate(ballot) == 1
    assert reinstate(ballot) == 0


def test_votes_may_be_asked_for_by_what_the_action_changes(ballot, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    assert exclude(Vote.objects.counted()) == 5
    assert not Vote.objects.counted().exists()


def test_each_action_is_one_audit_row_however_many_votes(ballot):
    exclude(ballot)
    reinstate(ballot)
    rows = AuditEntry.objects.order_by("id").values_list("action", "subject", "before", "after")
    assert list(rows) == [
        ("exclude", "5 votes", "counted", "excluded: manual"),
        ("reinstate", "5 votes", "excluded", "counted"),
    ]


def test_an_action_that_changes_nothing_is_no_audit_row(ballot):
    assert exclude(ballot.none()) == reinstate(ballot) == 0
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", [exclude, reinstate])
def test_a_reason_is_needed(ballot, verb):
    with pytest.raises(ReasonMissing):
        verb(ballot, reason=" ")


def test_an_action_asks_as_often_for_fifty_votes_as_for_five(ballot, django_assert_max_num_queries):
    cast_votes(45, seed=1)
    with django_assert_max_num_queries(12):
        assert exclude(ballot) == 50


@pytest.mark.django_db(transaction=True)
def test_of_two_who_exclude_at_once_each_vote_is_excluded_by_one(ballot, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)

    def run(verb):
        try:
            return verb(Vote.objects.all())
        finally:
            connection.close()

    with ThreadPoolExecutor() as people:
        counts = list(people.map(run, [exclude] * 4))
    assert sum(counts) == 5
    assert Exclusion.objects.standing().count() == 5
