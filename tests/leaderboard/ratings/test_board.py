import math

import numpy as np
import pytest

from leaderboard.ratings import Outcome, OutcomeCounts, RowStatus, count_votes, rate_board


def counted(size, *votes):
    """Votes as (left, right, outcome, times)."""
    counts = np.zeros((4, size, size), dtype=np.int64)
    for left, right, outcome, times in votes:
        counts[outcome, left, right] += times
    return OutcomeCounts(counts)


def rate(size, *votes, minimum_votes=10):
    return rate_board(counted(size, *votes), minimum_votes=minimum_votes)


def is_finite(rated):
    numbers = (rated.theta, rated.rating)
    return all(np.isfinite(each).all() for each in numbers) and np.isfinite(rated.log_likelihood)


L, R, T, B = Outcome

BALANCED = [(0, 1, L, 12), (1, 0, L, 8), (1, 2, L, 9), (2, 1, L, 7), (0, 2, T, 6), (2, 0, R, 9)]


def test_no_competitor_is_an_empty_board():
    assert rate(0).theta.shape == (0,)


def test_without_votes_nobody_is_rated():
    rated = rate(3)
    assert set(rated.status) == {RowStatus.UNRATED}
    assert not rated.rank.any()
    assert list(rated.rating) == [1000] * 3


def test_one_competitor_is_unrated():
    assert rate(1).status == (RowStatus.UNRATED,)


def test_one_vote_bounds_each_from_one_side():
    rated = rate(2, (0, 1, L, 1))
    assert set(rated.status) == {RowStatus.UNBOUNDED}
    assert rated.upper[0] == np.inf
    assert rated.lower[1] == -np.inf
    assert rated.rating[0] > rated.rating[1]


def test_only_ties_give_equal_strengths():
    rated = rate(3, (0, 1, T, 20), (1, 2, T, 20))
    assert rated.theta == pytest.approx(0)
    assert list(rated.rank_low) == [1, 1, 1]
    assert list(rated.rank_high) == [3, 3, 3]


def test_a_model_that_never_lost_has_no_upper_bound():
    rated = rate(3, (0, 1, L, 30), (0, 2, L, 30), (1, 2, L, 20), (2, 1, L, 20))
    assert rated.status[0] == RowStatus.UNBOUNDED
    assert (rated.upper[0], np.isfinite(rated.lower[0])) == (np.inf, True)
    assert is_finite(rated)
    assert rated.warnings


def test_a_model_that_never_won_has_no_lower_bound():
    rated = rate(3, (1, 0, L, 30), (2, 0, L, 30), (1, 2, L, 20), (2, 1, L, 20))
    assert (rated.lower[0], np.isfinite(rated.upper[0])) == (-np.inf, True)


def test_a_warning_of_several_islands_is_given_once():
    rated = rate(4, (0, 1, L, 20), (2, 3, L, 20))
    assert len(rated.warnings) == len(set(rated.warnings)) == 2


def test_models_that_no_votes_connect_are_not_ranked_against_each_other():
    rated = rate(4, (0, 1, L, 20), (1, 0, L, 10), (2, 3, L, 20), (3, 2, L, 10))
    assert list(rated.island) == [1, 1, 2, 2]
    assert list(rated.rank) == [1, 1, 1, 1]
    assert rated.rank_high.max() == 2
    assert "cannot be ranked against each other" in rated.warnings[0]


def test_a_one_way_bridge_bounds_both_groups_from_one_side():
    votes = [(0, 1, L, 10), (1, 0, L, 10), (2, 3, L, 10), (3, 2, L, 10), (0, 2, L, 5)]
    rated = rate(4, *votes)
    assert list(rated.upper[:2]) == [np.inf] * 2
    assert list(rated.lower[2:]) == [-np.inf] * 2
    assert is_finite(rated)


def test_a_competitor_without_votes_is_an_unrated_row():
    rated = rate(4, *BALANCED)
    assert rated.status[3] == RowStatus.UNRATED
    assert rated.rank[3] == 0


def test_a_hundred_thousand_votes_beside_two_is_finite():
    rated = rate(3, (0, 1, L, 60_000), (0, 1, R, 40_000), (1, 2, L, 1), (1, 2, R, 1))
    assert is_finite(rated)
    assert rated.status == (RowStatus.ESTABLISHED, RowStatus.ESTABLISHED, RowStatus.PROVISIONAL)
    assert rated.theta[0] - rated.theta[1] == pytest.approx(np.log(1.5))


def test_few_votes_are_provisional():
    assert set(rate(3, *BALANCED, minimum_votes=1_000).status) == {RowStatus.PROVISIONAL}


def test_a_single_tie_has_a_large_error():
    one, many = rate(2, (0, 1, T, 1)), rate(2, (0, 1, T, 1000))
    assert one.theta_se == pytest.approx([1.0, 1.0])
    assert many.theta_se == pytest.approx([math.sqrt(3 / 4) / 500] * 2)
    assert any("all ties" in warning for warning in many.warnings)


def test_equals_with_one_win_have_the_errors_of_the_sandwich():
    rated = rate(2, (0, 1, T, 98), (0, 1, L, 1), (0, 1, R, 1))
    assert rated.theta_se == pytest.approx([math.sqrt(2 / 4) / 50] * 2)
    assert not rated.warnings


def test_a_row_of_ties_has_an_error_beside_rows_that_vary():
    rated = rate(3, (0, 1, L, 30), (0, 1, R, 30), (0, 2, T, 40))
    assert rated.theta_se[2] > rated.theta_se[0] > 0
    assert rated.covariance[2, 2] + rated.covariance[0, 0] - 2 * rated.covariance[0, 2] > 0.005


def test_both_bad_is_a_tie_with_its_own_count():
    with_ties = rate(2, (0, 1, L, 5), (0, 1, R, 4), (0, 1, T, 6))
    with_bad = rate(2, (0, 1, L, 5), (0, 1, R, 4), (0, 1, B, 6))
    assert with_bad.theta == pytest.approx(with_ties.theta)
    assert (with_bad.both_bad[0], with_bad.ties[0]) == (6, 0)


def test_an_interval_is_narrower_than_the_model_s_own_with_ties():
    rated = rate(2, (0, 1, L, 300), (0, 1, R, 250), (0, 1, T, 400))
    own = (950 * 0.25) ** -0.5 / 2
    assert rated.theta_se[0] < 0.85 * own


def test_clear_differences_give_single_ranks():
    votes = [(0, 1, L, 900), (0, 1, R, 100), (1, 2, L, 900), (1, 2, R, 100)]
    rated = rate(3, *votes)
    assert list(rated.rank_low) == list(rated.rank_high) == list(rated.rank) == [1, 2, 3]


def test_an_unknown_outcome_is_refused_with_its_index():
    zeros = np.zeros(3, dtype=np.int64)
    with pytest.raises(ValueError, match="vote 2: unknown outcome 7"):
        count_votes(zeros, zeros + 1, np.array([0, 1, 7]), size=2)


def test_counts_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="must be"):
        OutcomeCounts(np.zeros((3, 2, 2), dtype=np.int64))


def test_a_competitor_against_itself_is_refused():
    with pytest.raises(ValueError, match="itself"):
        counted(2, (1, 1, L, 1))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        counted(2, (0, 1, L, -1))
