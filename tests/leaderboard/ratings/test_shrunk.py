"""Strengths from few votes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leaderboard.ratings import (
    USUAL_SPREAD,
    Cells,
    Method,
    fitting,
    logistic,
    shrink,
    spread_of,
)

VOTES = arrays(np.float64, (4, 4), elements=st.integers(0, 6).map(float))


def off_diagonal(wins):
    return wins * (1 - np.eye(len(wins)))


@given(VOTES)
def test_the_mode_is_where_votes_and_prior_balance(wins):
    wins = off_diagonal(wins)
    theta = shrink(wins, spread=0.7).theta
    chance = logistic(theta[:, None] - theta)
    pull = (wins - (wins + wins.T) * chance).sum(axis=1)
    assert pull == pytest.approx(theta / 0.7**2, abs=1e-8)


def test_one_vote_of_two_models_is_as_computed_by_hand():
    # θ and -θ with θ = spread² (1 - σ(2θ)), by bisection.
    theta = shrink(np.array([[0.0, 1.0], [0.0, 0.0]]), spread=1.0).theta
    assert theta == pytest.approx([0.3377, -0.3377], abs=1e-3)


def test_with_a_wide_prior_it_is_the_maximum_of_the_likelihood():
    wins = np.array([[0.0, 7.0, 5.0], [3.0, 0.0, 6.0], [5.0, 4.0, 0.0]])
    one, other = np.triu_indices(3, 1)
    counts = np.column_stack([wins[one, other], wins[other, one], np.zeros(3)])
    wanted = fitting.fit(Cells(3, one, other, counts), Method()).parameters.theta
    theta = shrink(wins, spread=1e4).theta
    assert theta - theta.mean() == pytest.approx(wanted, abs=1e-6)


def test_more_votes_make_it_surer_as_was_expected():
    wins = np.array([[0.0, 7.0], [3.0, 0.0]])
    few, many = shrink(wins, spread=0.6), shrink(10 * wins, spread=0.6)
    assert many.typical_margin() < few.typical_margin()
    assert few.typical_margin(times=10) == pytest.approx(many.typical_margin(), rel=0.1)


def test_no_vote_tells_nothing_apart_and_clear_votes_do():
    none, clear = np.zeros((3, 3)), np.array([[0.0, 200.0], [20.0, 0.0]])
    assert shrink(none, spread=0.6).told_apart() == 0
    assert shrink(clear, spread=0.6).told_apart() == 1


def test_intervals_hold_strengths_as_often_as_they_say():
    """Of strengths drawn from the prior, over 400 voters of 30 votes each."""
    rng = np.random.default_rng(1)
    held = []
    for _ in range(400):
        theta = rng.normal(0, 0.6, 5)
        wins = np.zeros((5, 5))
        for one, other in rng.choice(5, (30, 2)):
            first_wins = rng.random() < logistic(theta[one] - theta[other])
            wins[(one, other) if first_wins else (other, one)] += one != other
        found = shrink(wins, spread=0.6)
        off = np.abs(found.theta - found.theta.mean() - (theta - theta.mean()))
        held.append((off < found.margins()).mean())
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_the_spread_of_models_is_that_of_ratings_less_what_chance_adds():
    ratings = np.random.default_rng(2).normal(0, 0.5, 4_000)
    noisy = ratings + np.random.default_rng(3).normal(0, 0.4, 4_000)
    assert spread_of(noisy, np.full(4_000, 0.4)) == pytest.approx(0.5, abs=0.03)
    assert spread_of(np.array([0.3]), np.array([0.1])) == USUAL_SPREAD
