import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.ratings import Method, OutcomeCounts, Ties
from leaderboard.ratings.bootstrap import _draw, bootstrap_estimates
from leaderboard.ratings.cells import Cells, cells_by_pair, cells_by_side
from leaderboard.ratings.chords import Chords, as_vector
from leaderboard.ratings.connectivity import connectivity_of
from leaderboard.ratings.covariance import bread_of
from leaderboard.ratings.estimates import estimate, with_prior
from leaderboard.ratings.fitting import fit
from tests.leaderboard.ratings.made import made_votes

METHODS = [Method(ties, side) for ties in Ties for side in (False, True)]
ROUNDS = 400


def board(method, outcomes=None):
    """(cells, estimates)."""
    outcomes = made_votes()[0].outcomes() if outcomes is None else outcomes
    cells = cells_by_side(outcomes) if method.side_effect else cells_by_pair(outcomes)
    return cells, estimate(cells, connectivity_of(outcomes.wins + outcomes.ties > 0), method=method)


def resample(cells, estimates, rounds=ROUNDS, seed=3):
    return bootstrap_estimates(
        cells, estimates.method, estimates.parameters, rounds=rounds, seed=seed
    )


@pytest.mark.parametrize("method", METHODS)
def test_bootstrap_mean_and_spread_are_the_estimate_s(method):
    cells, estimates = board(method)
    done = resample(cells, estimates)
    errors = np.sqrt(np.diagonal(estimates.covariance))
    # Four errors of a mean and of a spread of so many rounds.
    apart = (done.values.mean(axis=0) - as_vector(method, estimates.parameters)) / errors
    assert np.abs(apart).max() < 4 / ROUNDS**0.5 + 0.05  # and the bias of a maximum
    assert done.values.std(axis=0) / errors == pytest.approx(1, abs=4 / (2 * ROUNDS) ** 0.5)


@pytest.mark.parametrize("method", METHODS)
def test_every_refit_is_the_fit_of_its_counts(method):
    cells, estimates = board(method)
    done = resample(cells, estimates, rounds=20)
    drawn = _draw(cells, np.random.default_rng(3), 20)
    assert (done.with_prior, done.refitted) == (0, 0)
    for counts, values in zip(drawn, done.values, strict=True):
        found = fit(Cells(cells.size, cells.left, cells.right, counts.T), method)
        assert values == pytest.approx(as_vector(method, found.parameters), abs=1e-8)


def outcomes_of(numbers):
    off = 1 - np.eye(3, dtype=np.int64)
    return OutcomeCounts(np.array(numbers, dtype=np.int64).reshape(4, 3, 3) * off)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=36, max_size=36).map(outcomes_of))
def test_resamples_of_few_votes_are_refitted_with_a_prior(outcomes):
    cells, estimates = board(Method(), outcomes)
    done = resample(cells, estimates, rounds=5)
    needy = 0
    for counts, values in zip(_draw(cells, np.random.default_rng(3), 5), done.values, strict=True):
        sample = Cells(cells.size, cells.left, cells.right, counts.T)
        connectivity = connectivity_in(outcomes, sample)
        needy += connectivity.is_open.any()
        found = fit(with_prior(sample, connectivity), Method(), island=connectivity.island)
        assert values == pytest.approx(found.parameters.theta, abs=1e-8)
    assert done.with_prior == needy


def connectivity_in(outcomes, sample):
    """The connectivity of a resample, inside the islands of its board."""
    whole = connectivity_of(outcomes.wins + outcomes.ties > 0)
    left, right, tied = sample.counts.T
    scored = np.zeros((3, 3), dtype=bool)
    for a, b, ahead, behind in zip(
        sample.left, sample.right, left + tied > 0, right + tied > 0, strict=True
    ):
        scored[a, b] |= ahead
        scored[b, a] |= behind
    again = connectivity_of(scored)
    for members in whole.members():
        whole.is_open[members] = again.is_open[members].any() or (
            len(set(again.island[members].tolist())) > 1
        )
    return whole


def test_a_resample_is_as_large_as_the_board():
    cells, _ = board(Method())
    drawn = _draw(cells, np.random.default_rng(1), 50)
    assert set(drawn.sum(axis=(1, 2))) == {cells.counts.sum()}
    assert drawn.mean(axis=0) == pytest.approx(cells.counts.T, abs=12)
    assert not drawn[:, cells.counts.T == 0].any()


def test_the_same_seed_draws_the_same_whatever_the_chunk_size(monkeypatch):
    cells, estimates = board(Method())
    once = resample(cells, estimates, rounds=7).values
    monkeypatch.setattr("leaderboard.ratings.bootstrap._HELD", 1)
    assert resample(cells, estimates, rounds=7).values == pytest.approx(once, abs=1e-8)
    assert not np.allclose(resample(cells, estimates, rounds=7, seed=4).values, once)


def test_intervals_are_percentiles():
    cells, estimates = board(Method())
    done = resample(cells, estimates)
    lower, upper = done.intervals(0.8)
    below = (done.values < lower).mean(axis=0)
    assert below == pytest.approx(0.1, abs=0.01)
    assert (done.values > upper).mean(axis=0) == pytest.approx(0.1, abs=0.01)


def test_a_board_without_losses_has_a_prior_in_every_round():
    counts = np.zeros((4, 3, 3), dtype=np.int64)
    counts[0, 0, 1], counts[0, 1, 2], counts[1, 1, 2] = 30, 20, 20
    cells, estimates = board(Method(), OutcomeCounts(counts))
    done = resample(cells, estimates, rounds=10)
    assert done.with_prior == 10
    assert done.refitted < 10
    assert np.isfinite(done.values).all()


def test_an_effect_a_resample_does_not_identify_is_nan():
    outcomes = OutcomeCounts(
        np.array([[[0, 2], [2, 0]], [[0, 2], [2, 0]], [[0, 1], [0, 0]], np.zeros((2, 2))])
    )
    cells, estimates = board(Method(Ties.DAVIDSON), OutcomeCounts(outcomes.counts.astype(np.int64)))
    done = resample(cells, estimates, rounds=60)
    without = (_draw(cells, np.random.default_rng(3), 60)[:, 2] == 0).all(axis=1)
    assert without.any()
    assert np.isnan(done.values[without, -1]).all()
    assert np.isfinite(done.values[:, :2]).all()
    assert np.isfinite(done.intervals()).all()


def test_chords_report_a_fit_that_does_not_converge():
    cells, estimates = board(Method())
    start = as_vector(Method(), estimates.parameters)
    chords = Chords(cells, Method(), start, bread_of(cells, Method(), estimates.parameters))
    far = np.array([cells.counts.T, cells.counts.T[[1, 0, 2]] * 30])
    assert list(chords.fit(far)[1]) == [True, False]


def test_a_slowly_converging_chord_is_not_reported_as_converged():
    """A tenth of the information: each step leaves nine tenths of what was lacking."""
    cells, estimates = board(Method())
    start = as_vector(Method(), estimates.parameters)
    chords = Chords(cells, Method(), start, bread_of(cells, Method(), estimates.parameters))
    near = cells.counts.T / 10
    near[0, 0] += 1e-5
    assert not chords.fit(near[None])[1][0]


@pytest.mark.parametrize("part", ["counts", "features"])
def test_only_whole_votes_without_features_are_drawn(part):
    cells, estimates = board(Method())
    wrong = {
        "counts": (cells.counts + 0.5, cells.features),
        "features": (cells.counts, np.ones((1, len(cells.left)))),
    }[part]
    with pytest.raises(ValueError, match="drawn"):
        resample(Cells(cells.size, cells.left, cells.right, *wrong), estimates)


def test_no_rounds_and_no_votes_are_no_error():
    cells, estimates = board(Method(), OutcomeCounts(np.zeros((4, 3, 3), dtype=np.int64)))
    assert resample(cells, estimates, rounds=0).values.shape == (0, 3)
    assert not resample(cells, estimates, rounds=4).values.any()
