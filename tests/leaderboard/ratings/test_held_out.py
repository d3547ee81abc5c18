import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.ratings import Method, Outcome, Ties
from leaderboard.ratings.cells import cells_by_pair
from leaderboard.ratings.counts import OutcomeCounts
from leaderboard.ratings.fitting import fit
from leaderboard.ratings.held_out import FOLDS, best_of, held_out_losses
from leaderboard.ratings.ties import chances


def drawn(ties, tie, *, side=0.0, votes=4_000, size=6, seed=0):
    """(5, 4, M, M) votes drawn from a model, half of the ties both-bad."""
    rng = np.random.default_rng(seed)
    theta = np.linspace(-2, 2, size)
    left = rng.integers(size, size=votes)
    right = (left + rng.integers(1, size, size=votes)) % size
    law = chances(ties, logit=theta[left] - theta[right] + side, tie=tie)
    outcome = (rng.random(votes) > law.cumsum(axis=0)).sum(axis=0)
    outcome = np.where((outcome == 2) & (rng.random(votes) < 0.5), 3, outcome)
    folds = np.zeros((FOLDS, 4, size, size), dtype=np.int64)
    np.add.at(folds, (rng.integers(FOLDS, size=votes), outcome, left, right), 1)
    return folds


@pytest.mark.parametrize(
    ("ties", "tie"), [(Ties.HALF_WIN, 0.3), (Ties.DAVIDSON, 0.5), (Ties.RAO_KUPPER, 0.7)]
)
def test_the_model_votes_were_drawn_from_predicts_them_best(ties, tie):
    found = held_out_losses(drawn(ties, tie, votes=40_000))
    assert found.best is ties
    assert found.error[ties] == 0
    assert all(found.error[other] > 0 for other in Ties if other is not ties)


def test_a_model_s_loss_on_its_own_votes_is_about_their_entropy():
    folds = drawn(Ties.DAVIDSON, 0.5, votes=40_000)
    left, right = np.nonzero(~np.eye(6, dtype=bool))
    theta = np.linspace(-2, 2, 6)
    law = chances(Ties.DAVIDSON, logit=theta[left] - theta[right], tie=0.5)
    entropy = -(law * np.log(law)).sum(axis=0).mean()
    assert held_out_losses(folds).loss[Ties.DAVIDSON] == pytest.approx(entropy, abs=0.01)


def test_a_fold_is_predicted_from_the_others_alone():
    folds = drawn(Ties.DAVIDSON, 0.5)
    surprise = 0.0
    for fold in folds:
        cells = cells_by_pair(OutcomeCounts(folds.sum(axis=0) - fold))
        at = fit(cells, Method(Ties.DAVIDSON)).parameters
        test = cells_by_pair(OutcomeCounts(fold))
        law = chances(Ties.DAVIDSON, logit=at.logit(test), tie=at.tie)
        surprise -= (test.counts.T * np.log(law)).sum()
    assert held_out_losses(folds).loss[Ties.DAVIDSON] == pytest.approx(surprise / folds.sum())


def test_a_side_effect_lowers_the_held_out_loss():
    folds = drawn(Ties.RAO_KUPPER, 0.5, side=0.8)
    without, with_side = held_out_losses(folds), held_out_losses(folds, side_effect=True)
    assert all(with_side.loss[ties] < without.loss[ties] - 0.01 for ties in Ties)


def test_the_half_win_s_constant_share_of_ties_is_that_of_the_other_folds():
    folds = np.zeros((2, 4, 2, 2), dtype=np.int64)
    folds[0, [Outcome.LEFT, Outcome.RIGHT, Outcome.TIE], 0, 1] = 4, 4, 2
    folds[1, [Outcome.LEFT, Outcome.RIGHT, Outcome.TIE], 0, 1] = 3, 3, 4
    first, second = 4.5 / 11, 2.5 / 11
    logs = np.log([first, (1 - first) / 2, second, (1 - second) / 2])
    expected = -(logs @ [2, 8, 4, 6]) / 20
    assert held_out_losses(folds).loss[Ties.HALF_WIN] == pytest.approx(expected)


def test_the_error_of_a_difference_covers_another_draw():
    """Of what one set of votes says of another set's difference."""
    gaps, errors = [], []
    for seed in range(12):
        found = held_out_losses(drawn(Ties.DAVIDSON, 0.5, seed=seed))
        gaps.append(found.loss[Ties.HALF_WIN] - found.loss[Ties.DAVIDSON])
        errors.append(found.error[Ties.HALF_WIN])
    assert np.std(gaps) == pytest.approx(np.mean(errors), rel=0.6)


def test_without_ties_all_models_are_one_and_the_simplest_is_best():
    folds = drawn(Ties.HALF_WIN, 0.0, votes=500)
    found = held_out_losses(folds)
    assert len({round(loss, 9) for loss in found.loss.values()}) == 1
    assert found.best is Ties.HALF_WIN


def test_of_equal_losses_the_simplest_is_best():
    assert best_of({Ties.RAO_KUPPER: 1.0, Ties.DAVIDSON: 1.0 + 1e-12}) is Ties.DAVIDSON


def test_a_competitor_of_one_fold_only_is_predicted_as_average():
    folds = np.zeros((5, 4, 3, 3), dtype=np.int64)
    folds[:, Outcome.LEFT, [0, 1], [1, 0]] = 10
    folds[2, Outcome.LEFT, 2, 0] = 1
    assert np.isfinite(list(held_out_losses(folds).loss.values())).all()


def test_the_loss_of_a_certain_prediction_is_bounded():
    folds = np.zeros((2, 4, 2, 2), dtype=np.int64)
    folds[0, Outcome.LEFT, 0, 1] = 10**9
    folds[1, Outcome.RIGHT, 0, 1] = 1
    surprise = held_out_losses(folds).loss[Ties.HALF_WIN] * folds.sum()
    assert np.isfinite(surprise)


def test_without_votes_held_out_losses_are_0():
    found = held_out_losses(np.zeros((5, 4, 3, 3), dtype=np.int64))
    assert (set(found.loss.values()), found.votes, found.best) == ({0.0}, 0, Ties.HALF_WIN)


small = st.lists(st.integers(0, 3), min_size=72, max_size=72).map(
    lambda each: np.array(each).reshape(2, 4, 3, 3) * (1 - np.eye(3, dtype=np.int64))
)


@settings(max_examples=30, deadline=None)
@given(small, st.booleans())
def test_whatever_the_votes_losses_are_finite(folds, side_effect):
    found = held_out_losses(folds, side_effect=side_effect)
    assert found.votes == folds.sum()
    assert np.isfinite([*found.loss.values(), *found.error.values()]).all()
    assert min(found.loss.values()) >= 0
