"""Which responses a reader may see, in every case."""

from itertools import product

import pytest

from arena.arena_settings import change_setting
from arena.models import (
    PUBLIC_STATES,
    Challenge,
    ChallengeState,
    Response,
    ResponsesPublic,
    Withdrawal,
)
from arena.visibility import (
    OUTSIDER,
    STAFF,
    Reader,
    ReaderKind,
    are_public,
    rule_of,
    shows_responses,
    visible_to,
)
from tests.arrange import NOON, make_challenge, make_competitor, make_response, make_voter

pytestmark = pytest.mark.django_db

NOW, RETIRED = ResponsesPublic.NOW, ResponsesPublic.WHEN_RETIRED
OVERRIDES = (None, NOW, RETIRED)
rules = pytest.mark.parametrize("rule", ResponsesPublic)


def choose(rule):
    change_setting(name="responses_public", value=rule, actor=None, now=NOON)


@pytest.fixture(scope="module")
def responses(scene):
    """A response to a challenge of each state and each choice of its own."""
    author = make_competitor()
    for state, override in product(ChallengeState, OVERRIDES):
        challenge = make_challenge(f"{state}-{override}".lower(), state=state)
        Challenge.objects.filter(pk=challenge.pk).update(responses_public=override)
        make_response(challenge, author)


def found(reader):
    rows = visible_to(reader).values_list("challenge__state", "challenge__responses_public")
    return {(ChallengeState(state), override) for state, override in rows}


def test_by_default_everybody_sees_the_responses_to_public_challenges(responses):
    everywhere = set(product(PUBLIC_STATES, (None, NOW)))
    assert found(OUTSIDER) == everywhere | {(ChallengeState.RETIRED, RETIRED)}


def test_an_arena_that_waits_shows_those_of_retired_challenges_and_of_those_that_do_not(responses):
    choose(RETIRED)
    of_retired = set(product([ChallengeState.RETIRED], OVERRIDES))
    assert found(OUTSIDER) == of_retired | {(ChallengeState.PUBLISHED, NOW)}


@rules
def test_staff_see_the_responses_to_all_public_challenges(responses, rule):
    choose(rule)
    assert found(STAFF) == set(product(PUBLIC_STATES, OVERRIDES))


@rules
def test_visitors_and_voters_see_what_an_outsider_sees(responses, rule):
    choose(rule)
    for reader in (Reader(ReaderKind.VISITOR), Reader(ReaderKind.VOTER, make_voter().pk)):
        assert found(reader) == found(OUTSIDER)


@rules
@pytest.mark.parametrize("reader", [OUTSIDER, STAFF])
def test_one_challenge_is_asked_by_the_same_rule_as_rows(responses, rule, reader):
    choose(rule)
    for challenge in Challenge.objects.all():
        among = Challenge.objects.filter(pk=challenge.pk)
        assert among.filter(are_public(reader)).exists() == shows_responses(challenge, reader)
        assert among.exclude(are_public(reader)).exists() != shows_responses(challenge, reader)


def test_a_withdrawn_response_is_seen_by_nobody(responses):
    for response in Response.objects.all():
        Withdrawal.objects.create(response=response, reason="Broken.")
    assert not found(OUTSIDER)
    assert not found(STAFF)


def test_the_environment_replaces_the_choice_of_the_arena(responses, settings):
    settings.RESPONSES_PUBLIC = "when_retired"
    assert (ChallengeState.PUBLISHED, None) not in found(OUTSIDER)


def test_a_challenge_may_choose_for_itself(responses):
    choose(RETIRED)
    assert rule_of(Challenge(responses_public=None)) == RETIRED
    assert rule_of(Challenge(responses_public=NOW)) == NOW
