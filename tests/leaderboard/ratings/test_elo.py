import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.ratings import Outcome, elo


@cache
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


def test_elo_points_won_are_lost_by_the_other():
    left, right, outcome = casts(300)
    after = elo.replay(left=left, right=right, outcome=outcome, start=[1000.0] * 5)
    assert sum(after) == pytest.approx(5000)


def test_each_vote_moves_k_times_score_less_expected_score():
    left, right, outcome = casts(500)
    expected = [1000.0, 1100.0, 900.0, 1300.0, 1000.0]
    after = elo.replay(left=left, right=right, outcome=outcome, start=expected)
    for a, b, result in zip(left, right, outcome, strict=True):
        score = [1, 0, 0.5, 0.5][result]
        change = elo.K * (score - 1 / (1 + 10 ** ((expected[b] - expected[a]) / 400)))
        expected[a] += change
        expected[b] -= change
    assert after == pytest.approx(expected, abs=1e-10)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 20_000), st.floats(0, 3000))
def test_a_resumed_replay_equals_a_full_one_to_the_last_bit(stop, first):
    columns = [np.array(column) for column in casts(20_000)]
    start = [first] * 5
    for part in (slice(0, stop), slice(stop, None)):
        left, right, outcome = (column[part] for column in columns)
        start = elo.replay(left=left, right=right, outcome=outcome, start=start)
    left, right, outcome = columns
    assert start == elo.replay(left=left, right=right, outcome=outcome, start=[first] * 5)


def test_no_votes_leave_ratings_as_they_are():
    assert elo.replay(left=[], right=[], outcome=[], start=[1003.1, 996.9]) == [1003.1, 996.9]


@pytest.mark.parametrize("outcome", [-1, 4])
def test_an_unknown_outcome_is_refused(outcome):
    with pytest.raises(ValueError, match="unknown outcome"):
        elo.replay(left=[0], right=[1], outcome=[outcome], start=[1000, 1000])


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        elo.replay(left=[0], right=[1, 0], outcome=[0], start=[1000, 1000])
