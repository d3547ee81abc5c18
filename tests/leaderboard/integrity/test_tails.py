import math
from itertools import product

import numpy as np
import pytest

from leaderboard.integrity.tails import (
    gamma_tail,
    hypergeometric_tails,
    normal_tail,
    wins_tails,
)


def test_the_normal_tail_agrees_with_tables():
    found = normal_tail(np.array([0.0, 1.959963984540054, 5.0]))
    assert found == pytest.approx([0.5, 0.025, 2.866515718791939e-07], rel=1e-12)


def test_the_gamma_tail_is_near_that_of_an_exponential_variable():
    value = np.array([1.0, 2.0, 5.0, 10.0])
    found = gamma_tail(value, np.full(4, 2.0), np.full(4, 4.0))
    assert found == pytest.approx(np.exp(-value / 2), rel=0.05)


def brute_tails(chances, wins):
    """Over all outcomes of all coins."""
    at_least = at_most = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        chance = math.prod(p if won else 1 - p for p, won in zip(chances, outcome, strict=True))
        at_least += chance * (sum(outcome) >= wins)
        at_most += chance * (sum(outcome) <= wins)
    return at_least, at_most


def test_win_tails_without_taste_are_exact():
    logit = np.array([0.3, -1.0, 2.0, 0.1, -0.4, 0.7, 0.0])
    group = np.array([0, 0, 0, 1, 1, 1, 1])
    won = np.array([1, 0, 1, 1, 0, 0, 0], dtype=bool)
    upper, lower = wins_tails(group=group, groups=3, logit=logit, won=won, spread=0.0)
    for row in range(2):
        chances = 1 / (1 + np.exp(-logit[group == row]))
        expected = brute_tails(chances, won[group == row].sum())
        assert (upper[row], lower[row]) == pytest.approx(expected)
    assert (upper[2], lower[2]) == (1, 1)


def test_win_tails_with_taste_agree_with_simulation():
    rng = np.random.default_rng(1)
    logit, spread = np.linspace(-1, 1, 12), 0.8
    taste = rng.normal(0, spread, (200_000, 1))
    scale = math.sqrt(1 + (16 * math.sqrt(3) / (15 * math.pi)) ** 2 * spread**2)
    wins = (rng.random((200_000, 12)) < 1 / (1 + np.exp(-scale * logit - taste))).sum(axis=1)
    won = np.arange(12) < 9
    upper, lower = wins_tails(
        group=np.zeros(12, dtype=int), groups=1, logit=logit, won=won, spread=spread
    )
    assert upper[0] == pytest.approx((wins >= 9).mean(), abs=0.003)
    assert lower[0] == pytest.approx((wins <= 9).mean(), abs=0.003)


def test_win_tails_of_many_votes_are_approximated_as_normal():
    upper, lower = (
        tails[0]
        for tails in wins_tails(
            group=np.zeros(400, dtype=int),
            groups=1,
            logit=np.zeros(400),
            won=np.arange(400) < 220,
            spread=0.0,
        )
    )
    exact = sum(math.comb(400, k) for k in range(220, 401)) / 2**400
    assert upper == pytest.approx(exact, rel=0.01)
    assert upper + lower > 1


def test_hypergeometric_tails_count_the_draws():
    upper, lower = hypergeometric_tails(
        drawn=np.array([5]), others=np.array([7]), marked=np.array([4]), found=np.array([3])
    )
    ways = [math.comb(4, k) * math.comb(8, 5 - k) for k in range(5)]
    assert upper[0] == pytest.approx(sum(ways[3:]) / sum(ways))
    assert lower[0] == pytest.approx(sum(ways[:4]) / sum(ways))
