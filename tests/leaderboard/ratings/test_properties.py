"""What must hold of any votes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leaderboard.ratings import Method, Outcome, OutcomeCounts, Ties, rate_board
from leaderboard.ratings.cells import cells_by_side
from leaderboard.ratings.covariance import inverse
from leaderboard.ratings.ties import chances, log_likelihood, logistic, terms, vote_scores

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
METHODS = [Method(ties, side_effect=side) for ties in Ties for side in (False, True)]

few = settings(max_examples=40, deadline=None)


@st.composite
def outcome_counts(draw, least=0, most=12):
    """Counts of 2 to 5 competitors, often with holes."""
    size = draw(st.integers(2, 5))
    counts = draw(arrays(np.int64, (4, size, size), elements=st.integers(least, most)))
    counts[:, np.arange(size), np.arange(size)] = 0
    return OutcomeCounts(counts)


def dense():
    """Everybody beat, lost to and tied with everybody on both sides."""
    return outcome_counts(least=1)


def rate(outcomes, method=Method()):  # noqa: B008
    return rate_board(outcomes, minimum_votes=10, method=method)


@few
@given(outcome_counts(), st.sampled_from(METHODS))
def test_any_votes_give_finite_labelled_rows(outcomes, method):
    rated = rate(outcomes, method)
    assert np.isfinite(rated.theta).all()
    assert np.isfinite(rated.log_likelihood)
    rated_rows = rated.rank > 0
    assert (rated.rank_low <= rated.rank_high)[rated_rows].all()
    assert (rated.votes == rated.wins + rated.losses + rated.ties + rated.both_bad).all()


@few
@given(dense(), st.sampled_from(METHODS))
def test_swapping_sides_changes_nothing_but_the_side_effect(outcomes, method):
    mirrored = outcomes.counts.transpose(0, 2, 1)[[RIGHT, LEFT, TIE, BOTH_BAD]]
    one, other = rate(outcomes, method), rate(OutcomeCounts(np.ascontiguousarray(mirrored)), method)
    assert other.theta == pytest.approx(one.theta, abs=1e-9)
    assert other.theta_se == pytest.approx(one.theta_se, abs=1e-9)
    if method.side_effect:
        assert other.side.value == pytest.approx(-one.side.value, abs=1e-9)


@few
@given(outcome_counts(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_ratings_do_not_depend_on_the_order_of_competitors(outcomes, method, random):
    order = list(range(outcomes.size))
    random.shuffle(order)
    one, other = (
        rate(outcomes, method),
        rate(OutcomeCounts(outcomes.counts[:, order][:, :, order]), method),
    )
    assert other.theta == pytest.approx(one.theta[order], abs=1e-8)
    assert list(other.rank) == [one.rank[place] for place in order]


@few
@given(dense())
def test_opposite_votes_reverse_the_order(outcomes):
    turned = OutcomeCounts(outcomes.counts[[RIGHT, LEFT, TIE, BOTH_BAD]])
    assert rate(turned).theta == pytest.approx(-rate(outcomes).theta, abs=1e-9)


@few
@given(dense())
def test_adding_the_mirrored_votes_leaves_strengths_alone(outcomes):
    mirrored = outcomes.counts.transpose(0, 2, 1)[[RIGHT, LEFT, TIE, BOTH_BAD]]
    assert rate(OutcomeCounts(outcomes.counts + mirrored)).theta == pytest.approx(
        rate(outcomes).theta, abs=1e-9
    )


@few
@given(dense(), st.sampled_from(METHODS), st.integers(2, 50))
def test_k_times_the_votes_divide_errors_by_the_root_of_k(outcomes, method, times):
    one, many = rate(outcomes, method), rate(OutcomeCounts(outcomes.counts * times), method)
    assert many.theta == pytest.approx(one.theta, abs=1e-9)
    assert many.theta_se == pytest.approx(one.theta_se / np.sqrt(times), rel=1e-7)


@few
@given(dense())
def test_a_competitor_under_two_names_is_rated_as_one(outcomes):
    """Splitting a competitor's votes between two names in equal shares gives both its strength."""
    size = outcomes.size
    split = np.zeros((4, size + 1, size + 1), dtype=np.int64)
    split[:, :size, :size] = 2 * outcomes.counts
    split[:, size, :size] = split[:, 0, :size] = outcomes.counts[:, 0]
    split[:, :size, size] = split[:, :size, 0] = outcomes.counts[:, :, 0]
    one, both = rate(outcomes), rate(OutcomeCounts(split))
    assert both.theta[0] == pytest.approx(both.theta[size], abs=1e-9)
    differences = both.theta[:size] - both.theta[0]
    assert differences == pytest.approx(one.theta - one.theta[0], abs=1e-9)


@few
@given(dense())
def test_expected_scores_equal_those_voted(outcomes):
    rated = rate(outcomes)
    totals = outcomes.wins + outcomes.wins.T + outcomes.ties
    expected = (totals * logistic(rated.theta[:, None] - rated.theta)).sum(axis=1)
    assert expected == pytest.approx((outcomes.wins + outcomes.ties / 2).sum(axis=1), rel=1e-9)


def newman(scores, rounds=20_000):
    """Newman's iteration (J. Machine Learning Research 24, 2023), equation 31, in strengths."""
    pi = np.ones(len(scores))
    for _ in range(rounds):
        before = pi.copy()
        for i in range(len(pi)):
            above = (scores[i] * pi / (pi[i] + pi)).sum()
            pi[i] = above / (scores[:, i] / (pi[i] + pi)).sum()
        pi /= np.exp(np.log(pi).mean())
        if np.abs(np.log(pi / before)).max() < 1e-13:
            break
    return np.log(pi)


@settings(max_examples=15, deadline=None)
@given(dense())
def test_newton_finds_what_newman_s_iteration_finds(outcomes):
    assert rate(outcomes).theta == pytest.approx(
        newman(outcomes.wins + outcomes.ties / 2), abs=1e-8
    )


places = st.floats(-4, 4)
tie_parameters = st.floats(0.05, 2)


@few
@given(st.sampled_from(Ties), places, st.floats(0.05, 0.95))
def test_chances_are_chances(ties, logit, tie):
    found = chances(ties, logit=np.array([logit]), tie=tie)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)


@few
@given(st.sampled_from(Ties), places, tie_parameters, st.integers(0, 2))
def test_slopes_and_curvatures_are_those_of_the_log_likelihood(ties, logit, tie, outcome):
    counts, step = np.eye(3)[[outcome]], 1e-4

    def value(logit, tie):
        return log_likelihood(ties, counts=counts, logit=np.array([logit]), tie=tie)

    found = terms(ties, counts=counts, logit=np.array([logit]), tie=tie)
    up, here, down = value(logit + step, tie), value(logit, tie), value(logit - step, tie)
    assert found.slope[0] == pytest.approx((up - down) / (2 * step), abs=1e-6)
    assert found.curvature[0] == pytest.approx((2 * here - up - down) / step**2, abs=1e-5)
    if ties is not Ties.HALF_WIN:
        higher, lower = value(logit, tie + step), value(logit, tie - step)
        assert found.slope_tie == pytest.approx((higher - lower) / (2 * step), rel=1e-5, abs=1e-5)
        assert found.curvature_tie == pytest.approx(
            (2 * here - higher - lower) / step**2, rel=1e-4, abs=1e-4
        )


@few
@given(st.sampled_from(Ties), places, tie_parameters)
def test_scores_of_votes_are_the_slopes_of_their_cells(ties, logit, tie):
    slope, slope_tie = vote_scores(ties, logit=np.array([logit]), tie=tie)
    for outcome in range(3):
        found = terms(ties, counts=np.eye(3)[[outcome]], logit=np.array([logit]), tie=tie)
        assert slope[outcome, 0] == pytest.approx(found.slope[0])
        assert slope_tie[outcome, 0] == pytest.approx(found.slope_tie)


@few
@given(outcome_counts())
def test_cells_hold_every_vote(outcomes):
    cells = cells_by_side(outcomes)
    assert cells.totals.sum() == outcomes.counts.sum()


@few
@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_the_block_inverse_is_the_inverse(size, seed):
    root = np.random.default_rng(seed).standard_normal((size, size + 20))
    matrix = root @ root.T
    np.testing.assert_allclose(inverse(matrix) @ matrix, np.eye(size), atol=1e-8)
