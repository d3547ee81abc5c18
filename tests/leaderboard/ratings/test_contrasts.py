from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.ratings import Method, Outcome, OutcomeCounts, Ties, rate_board
from leaderboard.ratings.bootstrap import bootstrap_estimates
from leaderboard.ratings.cells import cells_by_pair
from leaderboard.ratings.contrasts import contrast, contrasts, expected_wins, votes_to_separate
from tests.leaderboard.ratings.made import COMPETITORS, made_votes


def rate(outcomes=None, method=None):
    outcomes = made_votes()[0].outcomes() if outcomes is None else outcomes
    return rate_board(outcomes, minimum_votes=1, method=method or Method())


def pair_of(wins, losses, ties=0, size=2):
    counts = np.zeros((4, size, size), dtype=np.int64)
    counts[[Outcome.LEFT, Outcome.RIGHT, Outcome.TIE], 0, 1] = wins, losses, ties
    return OutcomeCounts(counts)


def test_two_competitors_differ_by_the_logit_of_their_votes():
    rated = rate(pair_of(60, 40))
    found = contrast(rated.theta, rated.covariance, 0, 1)
    assert found.difference == pytest.approx(np.log(1.5))
    assert found.error == pytest.approx((1 / 60 + 1 / 40) ** 0.5)
    assert found.chance == pytest.approx(0.6)
    assert found.chance_lower == pytest.approx(1 / (1 + np.exp(-found.lower)))


def test_errors_of_a_difference_are_not_those_of_its_parts():
    rated = rate()
    found = contrast(rated.theta, rated.covariance, 0, 4)
    apart = np.hypot(rated.theta_se[0], rated.theta_se[4])
    assert found.error != pytest.approx(apart, rel=0.05)


def test_the_error_of_a_difference_is_that_of_the_bootstrap():
    rated = rate()
    cells = cells_by_pair(made_votes()[0].outcomes())
    drawn = bootstrap_estimates(
        cells, Method(), rated.estimates.parameters, rounds=800, seed=1
    ).values
    spread = (drawn[:, 0] - drawn[:, 4]).std()
    error = contrast(rated.theta, rated.covariance, 0, 4).error
    assert error == pytest.approx(spread, rel=0.1)


pairs = st.tuples(st.integers(0, COMPETITORS - 1), st.integers(0, COMPETITORS - 1))


@settings(max_examples=20, deadline=None)
@given(pairs, st.sampled_from(Ties))
def test_the_contrast_of_j_and_i_mirrors_that_of_i_and_j(pair, ties):
    i, j = pair
    rated = rate(method=Method(ties))
    tie = rated.tie.value if rated.tie else 0.0
    there = contrast(rated.theta, rated.covariance, i, j, ties=ties, tie=tie)
    back = contrast(rated.theta, rated.covariance, j, i, ties=ties, tie=tie)
    assert there.difference == pytest.approx(-back.difference)
    assert (there.lower, there.chance_lower) == pytest.approx((-back.upper, 1 - back.chance_upper))
    assert there.chance == pytest.approx(1 - back.chance)


def test_contrasts_of_all_pairs_equal_each_contrast():
    rated = rate()
    together = contrasts(rated.theta, rated.covariance)
    for i in range(COMPETITORS):
        for j in range(COMPETITORS):
            alone = contrast(rated.theta, rated.covariance, i, j)
            assert astuple(together.of(i, j)) == pytest.approx(astuple(alone), nan_ok=True)


def test_models_that_no_votes_connect_have_no_contrast():
    counts = np.zeros((4, 4, 4), dtype=np.int64)
    counts[Outcome.LEFT, [0, 1, 2, 3], [1, 0, 3, 2]] = 10
    rated = rate(OutcomeCounts(counts))
    found = contrast(rated.theta, rated.covariance, 0, 2)
    assert np.isnan([found.error, found.chance, found.chance_lower, found.chance_upper]).all()
    assert not found.is_separated
    assert votes_to_separate(rated.theta, rated.covariance, 0, 2, tie_share=0) is None


def test_separated_competitors_need_no_more_votes():
    rated = rate(pair_of(90, 10))
    assert contrast(rated.theta, rated.covariance, 1, 0).is_separated
    assert votes_to_separate(rated.theta, rated.covariance, 0, 1, tie_share=0) == 0


@pytest.mark.parametrize("difference", [0.0, 1e-200, -1e-6])
def test_equals_are_never_separated(difference):
    theta = np.array([difference, 0.0])
    covariance = np.diag([0.01, 0.01])
    assert votes_to_separate(theta, covariance, 0, 1, tie_share=0.2) is None


@pytest.mark.parametrize("ties", [0, 400])
def test_votes_to_separate_reach_the_planned_power(ties):
    """The same shares of wins and ties, more often, as the formula expects them."""
    rated = rate(pair_of(220, 200, ties))
    number = 420 + ties
    more = votes_to_separate(rated.theta, rated.covariance, 0, 1, tie_share=ties / number)
    grown = (number + more) / number * np.array([220, 200, ties])
    later = rate(pair_of(*np.rint(grown).astype(int)))
    after = contrast(later.theta, later.covariance, 0, 1)
    assert after.difference / after.error == pytest.approx(1.96 + 0.84, abs=0.02)


def test_votes_to_separate_do_so_in_four_of_five_simulations():
    rated = rate(pair_of(220, 200, 80))
    more = votes_to_separate(rated.theta, rated.covariance, 0, 1, tie_share=0.16)
    rng = np.random.default_rng(2)
    futures = rng.multinomial(500 + more, [0.44, 0.4, 0.16], size=300)
    found = [
        contrast(r.theta, r.covariance, 0, 1) for r in map(rate, (pair_of(*f) for f in futures))
    ]
    share = np.mean([each.lower > 0 for each in found])
    assert share == pytest.approx(0.8, abs=0.08)


def test_ties_reduce_the_votes_needed_for_a_small_difference():
    """A tie counted as half a win varies less than two half votes."""
    rated = rate(pair_of(110, 100))
    ask = [votes_to_separate(rated.theta, rated.covariance, 0, 1, tie_share=t) for t in (0, 0.5)]
    assert ask[1] < ask[0]


def test_expected_wins_are_those_of_the_board():
    rated = rate()
    found = expected_wins(rated.theta, rated.covariance, np.arange(COMPETITORS))
    assert found.value == pytest.approx(rated.expected_wins)
    assert (found.lower < found.value).all()
    assert (found.value < found.upper).all()


def test_expected_wins_of_two_are_their_chance():
    rated = rate(pair_of(60, 40))
    found = expected_wins(rated.theta, rated.covariance, np.arange(2))
    alone = contrast(rated.theta, rated.covariance, 0, 1)
    got = (found.value[0], found.lower[0], found.upper[0])
    read = (alone.chance, alone.chance_lower, alone.chance_upper)
    assert got == pytest.approx([100 * each for each in read])


def test_the_error_of_expected_wins_is_that_of_the_bootstrap():
    rated = rate()
    cells = cells_by_pair(made_votes()[0].outcomes())
    everyone = np.arange(COMPETITORS)
    drawn = bootstrap_estimates(
        cells, Method(), rated.estimates.parameters, rounds=800, seed=1
    ).values
    wins = [expected_wins(theta, rated.covariance, everyone).value for theta in drawn]
    found = expected_wins(rated.theta, rated.covariance, everyone)
    assert found.lower == pytest.approx(np.quantile(wins, 0.025, axis=0), abs=1.4)
    assert found.upper == pytest.approx(np.quantile(wins, 0.975, axis=0), abs=1.4)


def test_certain_expected_wins_are_bounded():
    found = expected_wins(np.array([50.0, -50.0]), np.diag([0.1, 0.1]), np.arange(2))
    assert np.isfinite([found.value, found.lower, found.upper]).all()
    assert found.value == pytest.approx([100, 0], abs=1e-6)


def test_a_competitor_alone_has_no_expected_wins():
    found = expected_wins(np.zeros(1), np.full((1, 1), np.nan), np.arange(1))
    assert np.isnan(found.value).all()


def test_where_errors_are_twice_as_large_four_times_the_information_is_needed():
    theta, error = np.array([0.2, 0.0]), 0.3
    how = {"tie_share": 0.0}
    plain = votes_to_separate(theta, np.diag([error**2, 0.0]), 0, 1, **how)
    alike = votes_to_separate(theta, np.diag([(2 * error) ** 2, 0.0]), 0, 1, inflation=2.0, **how)
    each = float(contrast(theta, np.diag([error**2, 0.0]), 0, 1).chance)
    information = 1 / (each * (1 - each) * error**2)
    assert alike + information == pytest.approx(4 * (plain + information), abs=5)
