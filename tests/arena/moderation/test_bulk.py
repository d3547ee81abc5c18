from datetime import timedelta
from itertools import count

import pytest

from arena.errors import NothingToDo, ReasonMissing
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
from arena.moderation import begin_bulk, carry_on
from arena.moderation import bulk as moderation_bulk
from arena.moderation import votes as moderation_votes
from arena.moderation.vote_search import VoteSearch
from arena.tasks import carry_on_bulk
from tests.arrange import NOON, cast_votes, make_arena, make_staff, serve, vote_on

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
EVERYTHING = VoteSearch()


@pytest.fixture
def votes(monkeypatch):
    """Seven votes, three a step."""
    for module in (moderation_bulk, moderation_votes):
        monkeypatch.setattr(module, "CHUNK", 3)
    make_arena()
    return cast_votes(7)


def begin(kind=BulkKind.EXCLUDE, search=EVERYTHING, reason="A trial.", actor=None):
    return begin_bulk(
        kind=kind,
        search=search,
        rule=ExclusionRule.AUTOMATED,
        reason=reason,
        actor=actor,
        now=LATER,
    )


def go_on(bulk, *, steps=100):
    step = count(1)
    return carry_on(bulk, clock=lambda: LATER, is_enough=lambda: next(step) >= steps)


def excluded():
    return Exclusion.objects.standing().count()


def test_all_votes_of_the_search_are_excluded_in_steps(votes):
    bulk = begin()
    assert (bulk.total, excluded()) == (7, 0)
    bulk = go_on(bulk, steps=1)
    assert (bulk.touched, excluded(), bulk.ended_at) == (3, 3, None)
    bulk = go_on(bulk)
    assert (bulk.touched, excluded(), bulk.ended_at) == (7, 7, LATER)
    assert set(Exclusion.objects.values_list("rule", "reason", "excluded_at")) == {
        ("automated", "A trial.", LATER)
    }


def test_going_on_with_what_is_done_does_nothing(votes):
    bulk = go_on(begin())
    events = VoteEvent.objects.count()
    go_on(bulk)
    assert VoteEvent.objects.count() == events


def test_a_vote_that_came_later_is_left_alone(votes):
    bulk = go_on(begin(), steps=1)
    late = vote_on(serve(seed=9))
    go_on(bulk)
    assert excluded() == 7
    assert not Exclusion.objects.filter(vote=late).exists()


def test_one_that_somebody_excluded_meanwhile_keeps_its_rule(votes):
    bulk = go_on(begin(), steps=1)
    moderation_votes.exclude_votes(
        votes=Vote.objects.filter(pk=votes[-1].pk),
        rule=ExclusionRule.MANUAL,
        reason="Mine.",
        actor=None,
        now=LATER,
    )
    assert go_on(bulk).touched == 6
    assert Exclusion.objects.get(vote=votes[-1]).rule == ExclusionRule.MANUAL


def test_reinstating_takes_all_back(votes):
    go_on(begin())
    bulk = go_on(begin(BulkKind.REINSTATE))
    assert (bulk.touched, excluded()) == (7, 0)
    kinds = list(VoteEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["cast"] * 7 + ["excluded"] * 7 + ["reinstated"] * 7


def test_begin_and_end_are_audit_rows(votes):
    person = make_staff()
    go_on(begin(search=VoteSearch(outcome=votes[0].outcome), actor=person))
    first, last = AuditEntry.objects.order_by("id")
    assert (first.action, last.action) == ("begin to exclude", "exclude")
    assert first.actor == last.actor == person
    assert f"outcome {votes[0].outcome}" in first.reason
    assert last.after == "excluded: automated"


def test_what_would_change_nothing_is_not_begun(votes):
    with pytest.raises(NothingToDo):
        begin(BulkKind.REINSTATE)
    with pytest.raises(ReasonMissing):
        begin(reason=" ")
    assert not BulkAction.objects.exists()


def test_the_worker_finishes_what_was_begun(votes):
    begin()
    carry_on_bulk()
    assert excluded() == 7
    assert not BulkAction.objects.unfinished().exists()


def found(**asked):
    return set(VoteSearch(**asked).votes().values_list("pk", flat=True))


def test_votes_are_found_by_all_that_is_known_of_them(votes):
    first = votes[0]
    Match.objects.filter(pk=first.match_id).update(address_hash="a" * 24)
    everything = {vote.pk for vote in votes}
    assert found() == everything
    assert found(voter=str(first.voter_id)) == {first.pk}
    assert found(address="a" * 24) == {first.pk}
    assert found(vote=str(first.pk)) == {first.pk}
    assert found(challenge=first.challenge.slug) == {
        vote.pk for vote in votes if vote.challenge_id == first.challenge_id
    }
    for outcome in Outcome:
        assert found(outcome=outcome) == {v.pk for v in votes if v.outcome == outcome}
    one, other = first.left_competitor.slug, first.right_competitor.slug
    assert first.pk in found(model=one, rival=other) == found(model=other, rival=one)
    assert found(since=NOON, until=LATER) == everything
    assert found(until=NOON) == found(since=LATER) == found(origin="imported") == set()
    assert found(source="elsewhere") == set()


def test_votes_are_found_by_whether_they_count_and_why_not(votes):
    go_on(begin(search=VoteSearch(vote=str(votes[0].pk))))
    assert found(counted="no") == found(rule="automated") == {votes[0].pk}
    assert found(counted="yes") == {vote.pk for vote in votes[1:]}
    assert found(rule="manual") == set()


def test_a_search_survives_being_kept():
    search = VoteSearch(outcome="left", since=NOON, vote="3,4")
    assert VoteSearch.from_json(search.as_json()) == search
    assert search
    assert not VoteSearch()
