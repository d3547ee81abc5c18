from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arena import audit
from arena.errors import NoPairAvailable
from arena.matches import delete_unvoted, skip_match
from arena.matches.unvoted import relations_to_voter
from arena.models import Claim, Ending, Match, Pair, UnvotedCount, Vote, Voter
from arena.moderation import block_voter, release_voter, withdraw_response
from arena.tasks import delete_unvoted as delete_unvoted_task
from leaderboard.reviews.ballots import read_ballots
from tests.arrange import NOON, make_arena, make_staff, make_voter, pair_of, serve, vote_on
from tests.breaking import Cast, valid

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1, hours=2)


@pytest.fixture
def arena():
    return make_arena()


@pytest.fixture(autouse=True)
def _voters_came_at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def skip(match):
    skip_match(match_id=match.id, voter_id=match.voter_id, now=NOON)
    return match


def test_skipped_and_expired_matches_without_a_vote_go_after_a_day_with_their_voters(arena):
    for _ in range(3):
        skip(serve())
        serve()  # never asked for again, so nobody closes it
    assert delete_unvoted(now=NOON + timedelta(hours=24)).matches == 0
    deleted = delete_unvoted(now=LATER)
    assert (deleted.matches, deleted.voters, deleted.is_complete) == (6, 6, True)
    assert not Match.objects.exists()
    assert not Voter.objects.exists()


def test_an_open_match_in_time_stays(arena):
    match = serve(now=LATER)
    assert delete_unvoted(now=LATER).matches == 0
    assert Voter.objects.filter(pk=match.voter_id).exists()


def test_skips_and_expiries_of_a_voter_who_voted_stay(arena):
    voter = make_voter()
    skip(serve(voter))
    vote_on(serve(voter, seed=1))
    serve(voter, seed=2)
    assert delete_unvoted(now=LATER).matches == 0
    assert Match.objects.of(voter.id).count() == 3
    assert len(read_ballots().skips.voter) == 1


def test_a_voter_who_found_nothing_to_vote_on_goes(client):
    with pytest.raises(NoPairAvailable):
        serve()
    assert delete_unvoted(now=LATER).voters == 1


def endings(pair):
    """What a rate of skips is made of: the servings, skips and expiries of a pair."""
    sides = {pair.first_id, pair.second_id}
    rows = [
        match.ending or Ending.EXPIRY
        for match in Match.objects.all()
        if {match.left_competitor_id, match.right_competitor_id} == sides
    ]
    kept = UnvotedCount.objects.filter(first=pair.first, second=pair.second).first()
    skips, expiries = (rows.count(ending) for ending in (Ending.SKIP, Ending.EXPIRY))
    if kept:
        skips, expiries = skips + kept.skipped, expiries + kept.expired
    pair.refresh_from_db()
    return pair.servings, skips, expiries


def test_counts_by_pair_stay_what_they_were(arena):
    voter = make_voter()
    skip(serve(voter))
    vote_on(serve(voter, seed=1))
    for seed in range(6):
        skip(serve(seed=seed))
        serve(seed=seed)
    before = {pair.pk: endings(pair) for pair in Pair.objects.all()}
    for later in (LATER, LATER + timedelta(days=1)):
        delete_unvoted(now=later, step=2)
        assert {pair.pk: endings(pair) for pair in Pair.objects.all()} == before
    assert Match.objects.count() == 2


def test_a_withdrawn_match_goes_and_is_counted(arena):
    match = serve()
    withdraw_response(response=match.left, reason="Broken.", actor=None, now=NOON)
    delete_unvoted(now=LATER)
    pair = pair_of(match)
    assert UnvotedCount.objects.get(first=pair.first, second=pair.second).withdrawn == 1


RELATIONS = [
    (model, field.name)
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.get_fields()
    if field.concrete and field.related_model is Voter
]


def test_every_relation_to_a_voter_is_known():
    known = {(each.related_model, each.field.name) for each in relations_to_voter()}
    assert set(RELATIONS) == known
    assert len(known) >= 6


@pytest.mark.parametrize(("model", "field"), RELATIONS)
def test_a_voter_whom_any_row_names_stays(model, field):
    cast = Cast()
    voter = make_voter()
    row = model.objects.create(**valid(model, cast) | {field: voter})
    if model is Match:
        Match.objects.update(expires_at=LATER)
    delete_unvoted(now=LATER)
    assert Voter.objects.filter(pk=voter.pk).exists()
    assert model.objects.filter(pk=row.pk, **{field: voter}).exists()


def test_a_voter_whom_staff_has_dealt_with_stays(arena):
    blocked, released, claimed, audited = (make_voter() for _ in range(4))
    for voter in (blocked, released):
        block_voter(voter=voter, reason="A trial.", actor=None, now=NOON)
    release_voter(voter=released, reinstate=False, reason="A trial.", actor=None, now=NOON)
    key = str(claimed.pk)
    Claim.objects.create(item="voter", key=key, claimed_by=make_staff(), claimed_at=NOON)
    audit.record(action="look", subject=audited, actor=None, now=NOON)
    make_voter()
    assert delete_unvoted(now=LATER).voters == 1


def test_what_is_left_is_deleted_the_next_time(arena):
    for _ in range(5):
        skip(serve())
    first = delete_unvoted(now=LATER, step=2, is_enough=lambda: True)
    assert (first.matches, first.is_complete) == (2, False)
    assert delete_unvoted(now=LATER, step=2).is_complete
    assert not Voter.objects.exists()


def test_no_statement_deletes_more_rows_than_a_step(arena):
    for _ in range(5):
        skip(serve())
    with CaptureQueriesContext(connection) as captured:
        delete_unvoted(now=LATER, step=2)
    deletes = [each["sql"] for each in captured if each["sql"].startswith("DELETE")]
    for table in ("arena_match", "arena_voter"):
        sizes = [sql.count(",") + 1 for sql in deletes if f'FROM "{table}"' in sql]
        assert sorted(sizes) == [1, 2, 2]


def test_votes_are_never_deleted(arena):
    vote_on(serve())
    delete_unvoted(now=LATER + timedelta(days=365))
    assert Vote.objects.count() == 1


def test_the_worker_deletes_them_every_hour(arena, settings, time_machine):
    skip(serve())
    time_machine.move_to(LATER, tick=True)
    delete_unvoted_task()
    assert not Match.objects.exists()
    planned = [each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()]
    assert delete_unvoted_task.name in planned
