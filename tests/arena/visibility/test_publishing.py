"""Which votes, and which events of votes, may be published."""

from datetime import timedelta

import pytest

from arena.arena_settings import change_setting
from arena.matches import end_session
from arena.models import (
    Challenge,
    ChallengeState,
    EventKind,
    ExclusionRule,
    NameAuthors,
    Origin,
    Vote,
    VoteEvent,
    Voter,
)
from arena.moderation import (
    end_quarantine,
    exclude_votes,
    quarantine_voters,
    reinstate_votes,
)
from arena.visibility import may_be_told, publishable
from tests.arrange import NOON, cast_votes, make_arena, make_staff, serve, vote_on

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


def test_an_imported_vote_on_a_challenge_without_a_page_waits(votes):
    challenge = Challenge.objects.create(
        slug="later", title="Later", prompt="?", category=Challenge.objects.first().category
    )
    make_imported(challenge=challenge)
    assert published() == 6


def told(*, kind, now=NOON):
    return VoteEvent.objects.filter(may_be_told(now=now), kind=kind).count()


def exclude(vote, rule):
    vote = Vote.objects.filter(pk=vote.pk)
    exclude_votes(votes=vote, rule=rule, reason="Because.", actor=None, now=NOON)


@pytest.fixture
def quarantined(votes):
    """A vote of a voter in quarantine, which excludes it."""
    vote = Vote.objects.first()
    quarantine_voters(voters=[vote.voter_id], reason="Haste.", now=NOON)
    exclude(vote, ExclusionRule.SUSPICION)
    return vote


def test_the_events_of_a_vote_may_be_told_when_the_vote_may(votes):
    assert told(kind=EventKind.CAST) == 6
    choose("responses_public", "when_retired")
    assert told(kind=EventKind.CAST) == 0


@pytest.mark.parametrize("rule", sorted({*ExclusionRule} - {"unproven"}))
def test_an_exclusion_that_somebody_decided_is_told_at_once(votes, rule):
    exclude(Vote.objects.first(), rule)
    assert told(kind=EventKind.EXCLUDED) == 1


def test_a_quarantine_that_nobody_decided_is_not_told(quarantined):
    assert told(kind=EventKind.EXCLUDED) == 0
    assert told(kind=EventKind.CAST) == 6


def test_a_vote_without_proof_that_nobody_decided_on_is_not_told(votes):
    exclude(Vote.objects.first(), ExclusionRule.UNPROVEN)
    assert told(kind=EventKind.EXCLUDED) == 0


@pytest.mark.parametrize(("days", "expected"), [(29, 0), (30, 1)])
def test_a_quarantine_is_told_after_thirty_days_whoever_decides(quarantined, days, expected):
    now = NOON + timedelta(days=days)
    assert told(kind=EventKind.EXCLUDED, now=now) == expected


@pytest.mark.parametrize("reinstate", [True, False])
def test_a_quarantine_is_told_once_it_has_ended(quarantined, reinstate):
    end_quarantine(
        voter=quarantined.voter,
        reason="Seen.",
        reinstate=reinstate,
        actor=make_staff(),
        now=NOON,
    )
    assert told(kind=EventKind.EXCLUDED) == 1


def test_an_exclusion_that_was_lifted_is_told_with_its_end(votes):
    vote = Vote.objects.filter(pk=Vote.objects.first().pk)
    exclude(vote.get(), ExclusionRule.UNPROVEN)
    reinstate_votes(votes=vote, reason="Honest.", actor=None, now=NOON)
    assert told(kind=EventKind.EXCLUDED) == told(kind=EventKind.REINSTATED) == 1


def test_what_an_earlier_quarantine_excluded_was_decided(quarantined):
    Voter.objects.update(quarantined_at=NOON + timedelta(hours=1))
    assert told(kind=EventKind.EXCLUDED) == 1
