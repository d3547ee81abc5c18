"""Boards publish intervals over voters and challenges, as the last pass measured them."""

import numpy as np
import pytest

from arena.models import Vote
from leaderboard.models import Board, Entry, Interval, RatingRun
from leaderboard.passes import make_passes
from leaderboard.ratings import Votes, rate_board
from leaderboard.runs import recompute_boards
from tests.arrange import make_arena, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def passed(scene):
    """Eight voters with twelve votes each, a pass, and what was published then."""
    make_arena(competitors=4, challenges=8)
    rng = np.random.default_rng(3)
    for _ in range(8):
        voter = make_voter()
        for _ in range(12):
            vote_on(
                serve(voter, seed=int(rng.integers(10**6))), rng.choice(["left", "right", "tie"])
            )
    recompute_boards()
    make_passes()
    recompute_boards()


def newest(slug="overall"):
    return RatingRun.objects.newest(Board.objects.get(slug=slug))


def intervals(slug="overall"):
    return {
        entry.competitor_id: (entry.rating, entry.lower, entry.upper, entry.theta_se)
        for entry in Entry.objects.filter(run=newest(slug))
    }


def all_votes():
    """As ratings take them, read in another way."""
    rows = list(
        Vote.objects.order_by("pk").values_list(
            "left_competitor", "right_competitor", "outcome", "voter", "challenge"
        )
    )
    left, right, outcome, voter, challenge = zip(*rows, strict=True)
    ids, places = np.unique(np.array([left, right]), return_inverse=True)
    names = ["left", "right", "tie", "both_bad"]
    return ids, Votes(
        len(ids),
        *places.reshape(2, -1),
        np.array([names.index(each) for each in outcome]),
        np.unique([str(each) for each in voter], return_inverse=True)[1],
        np.unique(challenge, return_inverse=True)[1],
    )


def test_a_pass_equals_the_full_computation(passed):
    ids, votes = all_votes()
    full = rate_board(votes.outcomes(), minimum_votes=1, votes=votes)
    for place, competitor in enumerate(ids.tolist()):
        rating, lower, upper, error = intervals()[competitor]
        assert (rating, lower, upper) == pytest.approx(
            (full.rating[place], full.lower[place], full.upper[place]), abs=1e-7
        )
        assert error == pytest.approx(full.theta_se[place], rel=1e-9)
        entry = Entry.objects.get(run=newest(), competitor=competitor)
        ranks = (full.rank_low[place], full.rank_high[place])
        assert (entry.rank_low, entry.rank_high) == ranks


def test_a_run_says_which_intervals_it_was_published_with(passed):
    run = newest()
    assert (run.interval, run.voters, run.challenges) == (Interval.BOTH, 8, 8)
    assert run.pass_number == 1
    assert run.passed_sequence == 96
