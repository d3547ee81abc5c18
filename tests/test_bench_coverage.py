"""What the coverage simulation simulates and counts."""

import numpy as np
import pytest

from bench import people
from bench.coverage import Setting, holds, measure_people, row_of, simulate, summary_of
from leaderboard.ratings import Outcome


@pytest.mark.parametrize(
    "setting", [Setting(2, 1.0, 200_000), Setting(2, 1.0, 200_000, 5_000, 1.0)]
)
def test_ties_and_taste_leave_the_expected_score_that_of_bradley_and_terry(setting):
    votes = simulate(setting, np.random.default_rng(1))
    score = np.array([1.0, 0.0, 0.5])[votes.outcome]
    better = np.where(votes.left == 1, score, 1 - score).mean()
    gap = setting.strengths[1] - setting.strengths[0]
    assert better == pytest.approx(1 / (1 + np.exp(-gap)), abs=0.005)


def test_a_quarter_of_the_votes_are_ties():
    votes = simulate(Setting(20, 1.0, 20_000), np.random.default_rng(1))
    assert np.mean(votes.outcome == Outcome.TIE) == pytest.approx(0.25, abs=0.005)


def test_among_equals_every_rank_is_true():
    truth = np.array([2.0, 1.0, 1.0])
    assert holds((np.array([1, 2, 2]), np.array([1, 3, 3])), truth)
    assert not holds((np.array([1, 2, 3]), np.array([1, 2, 3])), truth)


def test_a_share_that_is_always_one_still_has_an_error():
    assert summary_of([1.0] * 100) == {"mean": 1.0, "error": 0.01}


PEOPLE = people.Arena(
    voters=2_000, prompts=2_000, models=2, spread=1.0, taste=0.5, prompt=0.5, votes_per_voter=100
)


def test_the_truth_of_votes_of_people_is_what_endless_votes_would_give():
    votes = people.simulate(PEOPLE, np.random.default_rng(1))
    score = np.array([1.0, 0.0, 0.5])[votes.outcome]
    better = np.where(votes.left == 1, score, 1 - score).mean()
    gap = np.diff(people.truth(PEOPLE))[0]
    assert better == pytest.approx(1 / (1 + np.exp(-gap)), abs=0.01)
    assert gap < np.diff(PEOPLE.strengths)[0]
    assert np.mean(votes.outcome == Outcome.TIE) == pytest.approx(0.25, abs=0.01)


def test_the_grid_has_every_setting_and_a_part_of_it_each_value():
    whole, some = (list(people.arenas(whole=each)) for each in (True, False))
    assert len(whole) == 8 * 3 * 3 * 2 * 4
    assert set(some) < set(whole)
    for name in ("voters", "prompts", "models", "spread", "effects"):
        values = [{getattr(arena, name) for arena in each} for each in (some, whole)]
        assert values[0] == values[1]


def test_a_measured_setting_is_a_row_of_the_table():
    arena = people.Arena(20, 10, 5, 0.0, 0.5, 0.0, 20)
    measured = measure_people(arena, [[1, each] for each in range(4)])
    assert 0.5 < measured["rating_intervals"]["mean"] <= 1
    assert measured["width"] > 0.5
    assert row_of(measured).startswith("| 20 x 20 | 10 | 5 | 0 | taste | ")
