from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from arena.errors import ArenaError, MatchExpired, MoveNotAllowed, OwnSubmission, ReasonMissing
from arena.models import (
    ALLOWED_MOVES,
    AuditEntry,
    Challenge,
    ChallengeState,
    Ending,
    PoolVersion,
    ResponsesPublic,
)
from arena.moderation import (
    publish_challenge,
    reject_challenge,
    retire_challenge,
    send_back_challenge,
    submit_challenge,
)
from tests.arrange import NOON, make_arena, make_challenge, make_staff, serve, vote_on

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
STATES = list(ChallengeState)

# Each verb with what it needs beside the challenge, and the state it leads to.
VERBS = {
    submit_challenge: ({}, ChallengeState.SUBMITTED),
    publish_challenge: ({}, ChallengeState.PUBLISHED),
    send_back_challenge: ({"note": "Too easy."}, ChallengeState.DRAFT),
    reject_challenge: ({"reason": "Not ours."}, ChallengeState.REJECTED),
    retire_challenge: ({"reason": "Solved."}, ChallengeState.RETIRED),
}
NEEDS_WORDS = [(verb, next(iter(words))) for verb, (words, _) in VERBS.items() if words]


def person(name="mira"):
    return make_staff(name)


def do(verb, challenge, *, actor=None, now=LATER, **words):
    return verb(challenge=challenge, actor=actor, now=now, **(VERBS[verb][0] | words))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_a_challenge_only_along_the_allowed_moves(verb, state):
    challenge, goal = make_challenge(state=state), VERBS[verb][1]
    if goal in ALLOWED_MOVES[state]:
        assert do(verb, challenge).state == goal
    else:
        with pytest.raises(MoveNotAllowed):
            do(verb, challenge)
    expected = goal if goal in ALLOWED_MOVES[state] else state
    assert Challenge.objects.get().state == expected


@pytest.mark.parametrize("verb", VERBS)
def test_each_move_is_an_audit_row(verb):
    goal = VERBS[verb][1]
    state = next(state for state, goals in ALLOWED_MOVES.items() if goal in goals)
    challenge, actor = make_challenge(state=state), person()
    do(verb, challenge, actor=actor)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.at, entry.subject_id) == (actor, LATER, str(challenge.pk))
    assert (entry.before, entry.after) == (state, goal)
    assert entry.reason == "".join(VERBS[verb][0].values())


def test_a_refused_move_is_no_audit_row():
    with pytest.raises(MoveNotAllowed):
        do(retire_challenge, make_challenge(state=ChallengeState.DRAFT))
    assert not AuditEntry.objects.exists()


def test_a_refusal_says_between_which_states():
    with pytest.raises(MoveNotAllowed, match="draft cannot become retired"):
        do(retire_challenge, make_challenge(state=ChallengeState.DRAFT))


@pytest.mark.parametrize("words", ["", "  \n"])
@pytest.mark.parametrize(("verb", "name"), NEEDS_WORDS)
def test_a_move_against_somebody_needs_a_reason(verb, name, words):
    goal = VERBS[verb][1]
    state = next(state for state, goals in ALLOWED_MOVES.items() if goal in goals)
    with pytest.raises(ReasonMissing):
        do(verb, make_challenge(state=state), **{name: words})


def test_whoever_submits_a_challenge_is_its_submitter():
    challenge = do(submit_challenge, make_challenge(state=ChallengeState.DRAFT), actor=person())
    assert challenge.submitted_by == person()


def test_whoever_submitted_a_challenge_cannot_publish_it():
    challenge = do(submit_challenge, make_challenge(state=ChallengeState.DRAFT), actor=person())
    with pytest.raises(OwnSubmission):
        do(publish_challenge, challenge, actor=person())
    assert do(publish_challenge, challenge, actor=person("noor")).state == "published"


def test_who_submitted_is_asked_of_the_database_not_of_an_old_picture():
    old_picture = make_challenge(state=ChallengeState.DRAFT)
    do(submit_challenge, Challenge.objects.get(), actor=person())
    with pytest.raises(OwnSubmission):
        do(publish_challenge, old_picture, actor=person())


@pytest.mark.parametrize("verb", [send_back_challenge, reject_challenge])
def test_the_submitter_finds_what_the_reviewer_said(verb):
    challenge = make_challenge(state=ChallengeState.SUBMITTED)
    assert do(verb, challenge).note == "".join(VERBS[verb][0].values())


def test_publishing_says_since_when():
    challenge = do(publish_challenge, make_challenge(state=ChallengeState.SUBMITTED))
    assert challenge.published_at == LATER


def test_a_challenge_published_again_keeps_its_first_date():
    challenge = do(retire_challenge, make_challenge())
    assert do(publish_challenge, challenge).published_at == NOON


@pytest.mark.parametrize("verb", [publish_challenge, retire_challenge])
def test_moves_that_change_what_is_served_advance_the_pool(verb):
    state = "submitted" if verb is publish_challenge else "published"
    challenge, before = make_challenge(state=state), PoolVersion.objects.current()
    do(verb, challenge)
    assert PoolVersion.objects.current() == before + 1


def test_a_retired_challenge_is_served_no_more():
    make_arena(competitors=2, challenges=2)
    first, second = Challenge.objects.order_by("pk")
    do(retire_challenge, first)
    assert {serve(seed=seed).challenge for seed in range(8)} == {second}


def test_an_open_match_of_a_retired_challenge_may_still_be_voted_on():
    make_arena(challenges=1)
    match = serve()
    do(retire_challenge, match.challenge)
    assert vote_on(match).pk


def test_an_open_match_expires_when_retiring_makes_its_responses_public():
    make_arena(challenges=1)
    Challenge.objects.update(responses_public=ResponsesPublic.WHEN_RETIRED)
    match = serve()
    do(retire_challenge, match.challenge)
    with pytest.raises(MatchExpired):
        vote_on(match)
    match.refresh_from_db()
    assert match.ending == Ending.EXPIRY


def test_open_matches_of_an_earlier_wording_expire_as_well(settings):
    settings.RESPONSES_PUBLIC = "when_retired"
    make_arena(challenges=1)
    match = serve()
    version = make_challenge("later", state=ChallengeState.SUBMITTED)
    Challenge.objects.filter(pk=version.pk).update(supersedes=match.challenge)
    do(publish_challenge, version)
    match.refresh_from_db()
    assert match.ending == Ending.EXPIRY


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins():
    challenge = make_challenge(state=ChallengeState.SUBMITTED)

    def decide(verb):
        try:
            return do(verb, challenge).state
        except ArenaError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as people:
        results = set(people.map(decide, [publish_challenge, reject_challenge]))
    assert MoveNotAllowed in results
    assert results - {MoveNotAllowed} == {Challenge.objects.get().state}
    assert AuditEntry.objects.count() == 1
