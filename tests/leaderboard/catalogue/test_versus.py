"""What is said of two models."""

import numpy as np
import pytest

from arena.models import Competitor, Outcome
from leaderboard.catalogue.versus import Conclusion, compare, competitors_by_name, neighbours
from leaderboard.models import Board, PairErrors, RatingRun
from leaderboard.ratings import contrast
from leaderboard.runs.board_counts import read_counts
from leaderboard.runs.prefetch import rate
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_competitor, serve, vote_on

pytestmark = pytest.mark.django_db


def vote_between(outcomes) -> None:
    """One vote each of a voter of its own, as seen from the model with the lower id."""
    mirrored = {Outcome.LEFT: Outcome.RIGHT, Outcome.RIGHT: Outcome.LEFT}
    for seed, outcome in enumerate(outcomes):
        match = serve(seed=seed)
        is_first_left = match.left_competitor_id < match.right_competitor_id
        vote_on(match, outcome if is_first_left else mirrored.get(outcome, outcome))


def test_models_without_votes_are_not_compared():
    first, second = make_arena(competitors=2)
    assert compare(first, second).answer == Conclusion.UNRATED


def test_a_model_without_votes_is_not_compared():
    first, _ = make_arena(competitors=2)
    cast_votes(10)
    recompute_boards()
    assert compare(first, make_competitor("new")).answer == Conclusion.UNRATED


@pytest.fixture(scope="module")
def rated(scene):
    made = make_arena(competitors=3)
    cast_votes(60)
    recompute_boards()
    return made


def test_the_chance_is_that_of_the_fit(rated):
    first, second, _ = rated
    counts = read_counts(Board.objects.overall())
    rated = rate(Board.objects.overall(), counts)
    i, j = (int(np.searchsorted(counts.competitors, each.pk)) for each in (first, second))
    expected = contrast(rated.theta, rated.covariance, i, j)
    found = compare(first, second).contrast
    for name in ("difference", "error", "chance", "chance_lower", "chance_upper"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-5)


def test_the_chances_of_both_directions_add_up_to_one(rated):
    first, second, _ = rated
    there, back = compare(first, second).contrast, compare(second, first).contrast
    assert there.chance + back.chance == pytest.approx(1)
    assert there.chance_lower + back.chance_upper == pytest.approx(1)


def test_a_model_with_many_wins_is_better():
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT] * 30 + [Outcome.RIGHT] * 8)
    recompute_boards()
    comparison = compare(first, second)
    assert (comparison.answer, comparison.first_is_better) == (Conclusion.BETTER, True)
    assert not compare(second, first).first_is_better


def test_a_close_comparison_needs_more_votes():
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT] * 12 + [Outcome.RIGHT] * 9)
    recompute_boards()
    comparison = compare(first, second)
    assert comparison.answer == Conclusion.OPEN
    assert comparison.more_votes > 100


def test_equal_models_are_never_separated():
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT, Outcome.RIGHT] * 10)
    recompute_boards()
    comparison = compare(first, second)
    assert comparison.contrast.chance == pytest.approx(0.5)
    assert comparison.answer in {Conclusion.ALIKE, Conclusion.OPEN}


def test_a_model_that_never_lost_has_no_conclusion():
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT] * 10)
    recompute_boards()
    assert compare(first, second).answer == Conclusion.UNBOUNDED


def test_models_that_no_votes_connect_are_not_compared():
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT, Outcome.RIGHT])
    recompute_boards()
    kept = PairErrors.objects.get()
    kept.errors = np.array([np.nan], dtype="<f4").tobytes()
    kept.save()
    assert compare(first, second).answer == Conclusion.NOT_JOINED


def test_a_run_with_a_model_of_ties_is_compared_by_that_model():
    first, second, _ = make_arena(competitors=3)
    Board.objects.overall()
    Board.objects.update(ties="davidson")
    cast_votes(80)
    recompute_boards()
    run = RatingRun.objects.newest(Board.objects.overall())
    assert run.method["ties"] == "davidson"
    assert 0 < compare(first, second).contrast.chance < 1


def test_neighbours_are_adjacent_on_the_board():
    make_arena(competitors=4)
    make_competitor("unrated")
    cast_votes(40)
    recompute_boards()
    pairs = neighbours(list(competitors_by_name()))
    assert [(a.position, b.position) for a, b in pairs] == [(1, 2), (2, 3), (3, 4)]
    assert Competitor.objects.count() == 5
