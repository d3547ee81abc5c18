"""Which votes may be published."""

import pytest

from arena.arena_settings import change_setting
from arena.matches import end_session
from arena.models import Challenge, ChallengeState, NameAuthors, Origin, Vote
from arena.visibility import publishable
from tests.arrange import NOON, cast_votes, make_arena, serve, vote_on

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def votes(scene):
    make_arena(competitors=3, challenges=2)
    cast_votes(6)


def choose(name, value):
    change_setting(name=name, value=value, actor=None, now=NOON)


def published():
    return publishable(Vote.objects.all()).count()


def make_imported(**about):
    vote = Vote.objects.first()
    return Vote.objects.create(
        left_competitor_id=vote.left_competitor_id,
        right_competitor_id=vote.right_competitor_id,
        outcome="left",
        origin=Origin.IMPORTED,
        source="elsewhere",
        cast_at=NOON,
        **about,
    )


def test_by_default_every_vote_may_be_published(votes):
    assert published() == Vote.objects.count() == 6


def test_a_vote_waits_until_its_responses_are_public(votes):
    choose("responses_public", "when_retired")
    assert published() == 0
    retired = Vote.objects.first().challenge
    Challenge.objects.filter(pk=retired.pk).update(state=ChallengeState.RETIRED)
    assert published() == Vote.objects.filter(challenge=retired).count() > 0


def test_a_vote_waits_for_a_challenge_that_waits_by_itself(votes):
    waiting = Vote.objects.first().challenge
    Challenge.objects.filter(pk=waiting.pk).update(responses_public="when_retired")
    assert published() == Vote.objects.exclude(challenge=waiting).count()


@pytest.mark.parametrize("rule", NameAuthors)
def test_a_vote_is_published_by_the_rule_its_match_was_served_under(votes, rule):
    choose("name_authors", rule)
    vote_on(serve(seed=9))
    assert published() == (7 if rule == NameAuthors.AFTER_EACH_VOTE else 6)


def test_the_votes_of_a_session_may_be_published_once_it_has_ended(votes):
    choose("name_authors", "after_session")
    vote = vote_on(serve(seed=9))
    end_session(voter_id=vote.voter_id, now=NOON)
    assert published() == 7


def test_an_imported_vote_on_no_response_of_the_arena_may_always_be_published(votes):
    choose("responses_public", "when_retired")
    about_none = make_imported(challenge=Challenge.objects.first())
    assert list(publishable(Vote.objects.all())) == [about_none]


def test_an_imported_vote_on_responses_of_the_arena_waits_for_them(votes):
    choose("responses_public", "when_retired")
    vote = Vote.objects.first()
    make_imported(challenge=vote.challenge, left=vote.left, right=vote.right)
    assert published() == 0
