from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from arena.errors import AlreadyVoted, MatchConsumed, MatchExpired, MatchNotFound
from arena.matches.voting import cast_vote, find_match, skip_match
from arena.models import Ending, Match, Outcome, Vote, VoteEvent
from tests.arrange import NOON, make_arena, make_voter, serve, vote_on

LATER = NOON + timedelta(minutes=settings.MATCH_MINUTES)

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    make_arena()
    return serve()


def cast(match, outcome=Outcome.LEFT, *, voter_id=None, now=NOON):
    return cast_vote(
        match_id=match.id, voter_id=voter_id or match.voter_id, outcome=outcome, now=now
    )


def skip(match, *, now=NOON):
    skip_match(match_id=match.id, voter_id=match.voter_id, now=now)


def test_a_vote_says_who_was_shown_where(match):
    vote = vote_on(match, Outcome.RIGHT)
    assert (vote.left_id, vote.right_id) == (match.left_id, match.right_id)
    assert vote.left_competitor_id == match.left_competitor_id
    assert (vote.outcome, vote.voter_id) == (Outcome.RIGHT, match.voter_id)


def test_a_vote_consumes_its_match(match):
    vote_on(match)
    match.refresh_from_db()
    assert (match.ending, match.ended_at) == (Ending.VOTE, NOON)


def test_a_vote_leaves_one_pending_event(match):
    vote = vote_on(match)
    event = VoteEvent.objects.get()
    assert (event.vote, event.kind, event.pending) == (vote, "cast", True)


def test_the_same_vote_again_returns_the_first(match):
    first = cast(match)
    again = cast(match, now=NOON + timedelta(seconds=1))
    assert (first.is_first, again.is_first) == (True, False)
    assert again.vote == first.vote


def test_the_same_vote_again_after_the_time_is_over_still_returns_the_first(match):
    first = cast(match)
    assert cast(match, now=LATER).vote == first.vote


def test_another_outcome_is_refused(match):
    cast(match, Outcome.LEFT)
    with pytest.raises(AlreadyVoted):
        cast(match, Outcome.TIE)
    assert Vote.objects.get().outcome == Outcome.LEFT


def test_another_voter_does_not_find_the_match(match):
    with pytest.raises(MatchNotFound):
        cast(match, voter_id=make_voter().id)
    assert not Vote.objects.exists()


def test_nobody_does_not_find_the_match(match):
    with pytest.raises(MatchNotFound):
        find_match(match_id=match.id, voter_id=None)


def test_an_unknown_match_is_not_found(match):
    with pytest.raises(MatchNotFound):
        skip_match(match_id=uuid4(), voter_id=match.voter_id, now=NOON)


def test_a_skipped_match_cannot_be_voted_on(match):
    skip(match)
    with pytest.raises(MatchConsumed):
        cast(match)
    assert not Vote.objects.exists()


def test_skipping_twice_is_harmless(match):
    skip(match)
    skip(match)
    match.refresh_from_db()
    assert match.ending == Ending.SKIP


def test_a_match_with_a_vote_cannot_be_skipped(match):
    cast(match)
    with pytest.raises(MatchConsumed):
        skip(match)


@pytest.mark.parametrize("action", [cast, skip])
def test_an_expired_match_is_consumed(match, action):
    with pytest.raises(MatchExpired):
        action(match, now=LATER)
    match.refresh_from_db()
    assert match.ending == Ending.EXPIRY
    assert not Vote.objects.exists()


def test_a_match_found_brings_its_responses_along(match, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find_match(match_id=match.id, voter_id=match.voter_id)
        assert found.left.competitor.name
        assert found.challenge.category.name


@pytest.mark.django_db(transaction=True)
def test_two_hundred_posts_at_once_give_one_vote():
    make_arena()
    match = serve()

    def post(_):
        try:
            return cast(match).is_first
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        firsts = list(threads.map(post, range(200)))
    assert sum(firsts) == 1
    assert Vote.objects.count() == VoteEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_outcomes_at_once_give_one_vote_and_refusals():
    make_arena()
    match = serve()

    def post(outcome):
        try:
            cast(match, outcome)
        except AlreadyVoted:
            return "refused"
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(max_workers=4) as threads:
        answers = list(threads.map(post, Outcome))
    assert sorted(answers) == ["recorded", "refused", "refused", "refused"]
    assert Match.objects.get().ending == Ending.VOTE
