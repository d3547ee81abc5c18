from datetime import timedelta

import pytest

from arena.errors import NothingToDo, ReasonMissing
from arena.matches.agreement import votes_of
from arena.matches.verdict import verdict_of
from arena.matches.voting import cast_vote, find_match
from arena.models import AuditEntry, Exclusion, ExclusionRule, Outcome, Vote, Voter
from arena.moderation import block_voter, exclude_votes, release_voter
from leaderboard.models import Board, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, make_arena, serve, vote_on

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=5)
WHY = {"reason": "A program.", "actor": None, "now": LATER}


@pytest.fixture
def voter():
    make_arena()
    voter = Voter.objects.create()
    vote_on(serve(voter=voter))
    return voter


def again(voter, *, seed=1):
    return vote_on(serve(voter=voter, seed=seed))


def excluded():
    return list(Exclusion.objects.standing().values_list("vote", "rule"))


def test_a_blocked_voter_s_votes_are_taken_and_do_not_count(voter):
    block_voter(voter=voter, **WHY)
    vote = again(voter)
    assert excluded() == [(vote.pk, ExclusionRule.QUARANTINE)]
    recompute_boards()
    assert RatingRun.objects.newest(Board.objects.overall()).votes == 1
    assert rebuild_tallies().agrees


def test_a_blocked_voter_is_not_told(voter):
    before = len(votes_of(voter.pk))
    block_voter(voter=voter, **WHY)
    vote = again(voter)
    verdict = verdict_of(find_match(match_id=vote.match_id, voter_id=voter.pk))
    assert verdict.agreement.votes == before + 1
    assert verdict.outcome == Outcome(vote.outcome)


def test_the_same_vote_twice_is_quarantined_once(voter):
    block_voter(voter=voter, **WHY)
    match = serve(voter=voter, seed=1)
    for _ in range(2):
        cast_vote(match_id=match.id, voter_id=voter.pk, outcome=Outcome.TIE, now=NOON)
    assert len(excluded()) == 1


def test_a_released_voter_s_votes_count_from_then_on(voter):
    block_voter(voter=voter, **WHY)
    held = again(voter)
    assert release_voter(voter=voter, reinstate=False, **WHY) == 0
    again(voter, seed=2)
    assert excluded() == [(held.pk, ExclusionRule.QUARANTINE)]


def test_those_held_back_can_count_again_and_others_stay_excluded(voter):
    first = Vote.objects.get()
    exclude_votes(votes=Vote.objects.filter(pk=first.pk), rule=ExclusionRule.MANIPULATION, **WHY)
    block_voter(voter=voter, **WHY)
    again(voter)
    assert release_voter(voter=voter, reinstate=True, **WHY) == 1
    assert excluded() == [(first.pk, ExclusionRule.MANIPULATION)]
    recompute_boards()
    assert rebuild_tallies().agrees


def test_blocking_and_releasing_are_audit_rows(voter):
    block_voter(voter=voter, **WHY)
    release_voter(voter=voter, reinstate=True, **WHY)
    rows = AuditEntry.objects.order_by("id").values_list("action", "before", "after")
    assert list(rows) == [("block", "free", "blocked"), ("release", "blocked", "free")]


def test_nobody_is_blocked_or_released_twice(voter):
    with pytest.raises(NothingToDo):
        release_voter(voter=voter, reinstate=True, **WHY)
    block_voter(voter=voter, **WHY)
    with pytest.raises(NothingToDo):
        block_voter(voter=voter, **WHY)


@pytest.mark.parametrize("verb", ["block", "release"])
def test_a_reason_is_needed(voter, verb):
    do, more = (block_voter, {}) if verb == "block" else (release_voter, {"reinstate": True})
    with pytest.raises(ReasonMissing):
        do(voter=voter, **more, **(WHY | {"reason": " "}))
