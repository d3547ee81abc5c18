import random

import pytest

from leaderboard.ratings import Outcome, elo


def casts(number, seed=0):
    rng = random.Random(seed)
    pairs = [rng.sample(range(5), 2) for _ in range(number)]
    return (
        [left for left, _ in pairs],
        [right for _, right in pairs],
        rng.choices(list(Outcome), k=number),
    )


def test_a_win_between_equals_moves_half_of_k():
    after = elo.replay(left=[0], right=[1], outcome=[Outcome.LEFT], start=[1000, 1000])
    assert after == [1000 + elo.K / 2, 1000 - elo.K / 2]


@pytest.mark.parametrize("outcome", [Outcome.TIE, Outcome.BOTH_BAD])
def test_a_tie_between_equals_moves_nothing(outcome):
    assert elo.replay(left=[0], right=[1], outcome=[outcome], start=[1000, 1000]) == [1000, 1000]


def test_points_are_won_from_the_other():
    left, right, outcome = casts(300)
    after = elo.replay(left=left, right=right, outcome=outcome, start=[1000.0] * 5)
    assert sum(after) == pytest.approx(5000)


def test_resumed_equals_replayed():
    left, right, outcome = casts(200)
    half = elo.replay(left=left[:90], right=right[:90], outcome=outcome[:90], start=[1000.0] * 5)
    resumed = elo.replay(left=left[90:], right=right[90:], outcome=outcome[90:], start=half)
    assert resumed == elo.replay(left=left, right=right, outcome=outcome, start=[1000.0] * 5)
