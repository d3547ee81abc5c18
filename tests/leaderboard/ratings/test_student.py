"""Quantiles of Student's t against published tables."""

import numpy as np
import pytest

from leaderboard.ratings.student import exact_t_quantiles, t_quantiles

# Two-sided 5 %, and tails of 5 in 10,000 and 1 in 100,000: Fisher and Yates, Table III, and R's qt.
PUBLISHED = [
    (0.025, 1, 12.7062047364),
    (0.025, 2, 4.3026527297),
    (0.025, 5, 2.5705818356),
    (0.025, 19, 2.0930240544),
    (0.025, 1000, 1.9623390808),
    (0.0005, 30, 3.6459586350),
    (1e-5, 3, 47.9277283759),
    (1e-6, 1, 318309.8861837906),
]


@pytest.mark.parametrize(("tail", "degrees", "quantile"), PUBLISHED)
def test_quantiles_are_those_of_the_tables(tail, degrees, quantile):
    exact = exact_t_quantiles(tail, np.array([float(degrees)]))
    assert exact == pytest.approx([quantile], rel=1e-9)
    assert t_quantiles(tail, np.array([[degrees]])) == pytest.approx(quantile, rel=4e-5)


def test_fractions_of_degrees_of_freedom_are_between_their_neighbours():
    low, between, high = t_quantiles(0.025, np.array([4.0, 3.5, 3.0]))
    assert low < between < high


def test_without_end_of_degrees_it_is_normal_and_without_any_it_is_nothing():
    found = t_quantiles(0.025, np.array([np.inf, np.nan, np.inf]))
    assert found[[0, 2]] == pytest.approx(1.959963984540054, abs=1e-14)
    assert np.isnan(found[1])


@pytest.mark.parametrize(("tail", "degrees"), [(0.0, 3.0), (0.5, 3.0), (0.025, 0.9)])
def test_what_has_no_quantile_is_refused(tail, degrees):
    with pytest.raises(ValueError, match="no quantile of t"):
        t_quantiles(tail, np.array([degrees]))
