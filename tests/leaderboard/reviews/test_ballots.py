"""What the tests of integrity read."""

from datetime import timedelta

import pytest

from arena.matches.voting import skip_match
from leaderboard.integrity import NO_ADDRESS
from leaderboard.models import Inspection
from leaderboard.reviews.ballots import read_ballots
from leaderboard.tasks import look_for_suspicion as task
from tests.arrange import NOON, cast_votes, make_arena, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db


def test_an_arena_without_votes_has_no_inspection():
    task()
    assert not Inspection.objects.exists()


def test_ballots_are_the_votes():
    make_arena()
    votes = cast_votes(12)
    read = read_ballots()
    ballots = read.ballots
    expected = {
        (vote.voter_id, vote.left_competitor_id, vote.right_competitor_id, vote.outcome)
        for vote in votes
    }
    outcomes = ["left", "right", "tie", "both_bad"]
    assert expected == {
        (
            read.voters[ballots.voter[i]],
            read.competitors[ballots.left[i]],
            read.competitors[ballots.right[i]],
            outcomes[ballots.outcome[i]],
        )
        for i in range(12)
    }


def test_ballots_have_the_duration_and_address_of_a_vote():
    make_arena()
    match = serve()
    match.address_hash = "a" * 24
    match.save()
    vote_on(match, now=NOON + timedelta(seconds=7))
    vote_on(serve(seed=1))
    ballots = read_ballots().ballots
    assert sorted(ballots.seconds.tolist()) == [0, 7]
    assert sorted(ballots.address.tolist()) == [NO_ADDRESS, 1]


def test_matches_that_were_skipped_or_expired_are_read_as_skips():
    make_arena()
    voter = make_voter()
    vote_on(serve(voter))
    skipped = serve(voter, seed=1)
    skip_match(match_id=skipped.pk, voter_id=voter.pk, now=NOON)
    serve(voter, seed=2)
    read = read_ballots()
    sides = {read.competitors[read.skips.left[0]], read.competitors[read.skips.right[0]]}
    assert len(read.skips.voter) == 1
    assert sides == {skipped.left_competitor_id, skipped.right_competitor_id}
