"""What the coverage simulation simulates and counts."""

import numpy as np
import pytest

from bench.coverage import Setting, holds, simulate, summary_of
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
