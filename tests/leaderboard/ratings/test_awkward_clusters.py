"""Errors over voters and challenges, whatever the votes: finite or absent, and never smaller."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.ratings import Method, Outcome, RowStatus, Ties, Votes, rate_board, rate_styled
from leaderboard.ratings.clusters import Clusters
from leaderboard.ratings.covariance import covariance_of
from leaderboard.ratings.fitting import derivatives, islands_of
from leaderboard.ratings.uncertainty import BORROWED, ONE_VOTER, VOTER

METHODS = [Method(), Method(Ties.DAVIDSON, side_effect=True)]


@st.composite
def any_votes(draw, *, most=40):
    """Votes on up to five competitors, by up to four voters, on up to four challenges."""
    size = draw(st.integers(1, 5))
    number = draw(st.integers(0, most)) if size > 1 else 0
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    left = rng.integers(size, size=number)
    right = (left + rng.integers(1, max(size, 2), size=number)) % size
    outcome = rng.integers(draw(st.integers(1, 4)), size=number)
    kinds = [rng.integers(draw(st.integers(1, 4)), size=number) for _ in range(2)]
    voter, challenge = (kind if draw(st.booleans()) else None for kind in kinds)
    if voter is None and challenge is None:
        voter = kinds[0]
    return Votes(size, left, right, outcome, voter, challenge)


def rated(votes, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return rate_board(votes.outcomes(), minimum_votes=1, votes=votes, **more)


def changed(votes, **columns):
    names = ("left", "right", "outcome", "voter", "challenge")
    return Votes(votes.size, *(columns.get(name, getattr(votes, name)) for name in names))


@given(any_votes(), st.sampled_from(METHODS))
def test_whatever_the_votes_errors_are_finite_or_absent_with_a_sentence(votes, method):
    found = rated(votes, method=method)
    has_votes = np.array([status != RowStatus.UNRATED for status in found.status])
    known = ~np.isnan(found.theta_se)
    assert np.isfinite(found.theta_se[known]).all()
    assert (found.theta_se[known] >= 0).all()
    assert (found.uncertainty.between[~np.isnan(found.uncertainty.between)] >= 0).all()
    assert (found.lower <= found.rating).all()
    assert (found.rating <= found.upper).all()
    assert ((found.rank_low <= found.rank_high) & (found.rank_low >= has_votes)).all()
    if (has_votes & ~known).any():
        assert {ONE_VOTER, *BORROWED.values()} & set(found.warnings)


@given(any_votes())
def test_errors_are_never_smaller_than_those_of_independent_votes(votes):
    found, plain = rated(votes), rate_board(votes.outcomes(), minimum_votes=1)
    known = ~np.isnan(found.theta_se)
    assert (found.theta_se[known] >= plain.theta_se[known] - 1e-9).all()
    assert (found.rank_low <= plain.rank_low).all()
    assert (found.rank_high >= plain.rank_high).all()


@given(any_votes(), st.integers(0, 2**32))
def test_the_order_of_votes_and_the_names_of_voters_say_nothing(votes, seed):
    rng = np.random.default_rng(seed)
    shuffled = votes.only(rng.permutation(len(votes.left)))
    names = rng.permutation(9) * 1_000
    if votes.voter is not None:
        shuffled = changed(shuffled, voter=names[shuffled.voter])
    if votes.challenge is not None:
        shuffled = changed(shuffled, challenge=names[shuffled.challenge])
    one, other = rated(votes), rated(shuffled)
    assert other.theta_se == pytest.approx(one.theta_se, rel=1e-6, abs=1e-9, nan_ok=True)
    assert other.warnings == one.warnings
    degrees = one.uncertainty.own_degrees
    assert other.uncertainty.own_degrees == pytest.approx(degrees, rel=1e-6, nan_ok=True)


def test_two_names_of_one_voter_make_intervals_too_narrow():
    """Half of each voter's votes under a second name: joining the names only widens."""
    rng = np.random.default_rng(1)
    number, size = 1_200, 4
    left = rng.integers(size, size=number)
    right = (left + rng.integers(1, size, size=number)) % size
    voter = rng.integers(12, size=number)
    likes = rng.normal(0, 1.5, (12, size))
    chance = 1 / (1 + np.exp(likes[voter, right] - likes[voter, left]))
    outcome = np.where(rng.random(number) < chance, Outcome.LEFT, Outcome.RIGHT)
    split = Votes(size, left, right, outcome, voter * 2 + rng.integers(2, size=number))
    joined = changed(split, voter=split.voter // 2)
    narrow, wide = rated(split), rated(joined)
    assert (wide.upper - wide.lower > narrow.upper - narrow.lower).all()


def test_votes_that_stand_for_many_are_as_if_each_were_written_out():
    rng = np.random.default_rng(2)
    left = rng.integers(4, size=300)
    right = (left + rng.integers(1, 4, size=300)) % 4
    outcome, voter = rng.integers(3, size=300), rng.integers(30, size=300)
    times = rng.integers(1, 5, size=300)
    short = Votes(4, left, right, outcome, voter, times=times)
    long = Votes(4, *(np.repeat(each, times) for each in (left, right, outcome, voter)))
    one, other = rated(short), rated(long)
    assert one.theta_se == pytest.approx(other.theta_se, rel=1e-9)
    assert one.uncertainty.own_degrees == pytest.approx(other.uncertainty.own_degrees, rel=1e-9)


@pytest.mark.parametrize("method", METHODS, ids=["plain", "davidson and side"])
def test_clusters_of_one_vote_are_counted_as_any_other(method):
    """They are taken together; with a second vote that has no weight they are not."""
    rng = np.random.default_rng(3)
    left = rng.integers(3, size=900)
    right = (left + rng.integers(1, 3, size=900)) % 3
    voter = np.where(np.arange(900) < 600, np.arange(900), 1_000 + np.arange(900) % 20)
    votes = Votes(3, left, right, rng.integers(3, size=900), voter)
    twice = votes.only(np.append(np.arange(900), np.arange(600)))
    twice = Votes(
        3, twice.left, twice.right, twice.outcome, twice.voter, times=np.arange(1_500) < 900
    )
    at = rated(votes, method=method).estimates.parameters
    first, second = (_over_voters(each, method, at) for each in (votes, twice))
    assert len(first[0].single) == 600
    assert len(second[0].single) == 0
    assert first[0].meat() == pytest.approx(second[0].meat(), rel=1e-9, abs=1e-9)
    assert first[1].covariance == pytest.approx(second[1].covariance, rel=1e-9, abs=1e-15)
    assert first[1].concentration == pytest.approx(second[1].concentration, rel=1e-9)
    assert first[1].largest == pytest.approx(second[1].largest)
    assert first[1].clusters == second[1].clusters == 620


def _over_voters(votes, method, at):
    cells = votes.as_cells()
    clusters = Clusters(cells, votes.voter, method, at)
    information = derivatives(cells, method, at).pinned(islands_of(cells))
    return clusters, clusters.covariance(information, covariance_of(cells, method, at))


def test_a_feature_that_votes_do_not_tell_is_left_out_of_errors_over_voters_too():
    rng = np.random.default_rng(4)
    left = rng.integers(3, size=400)
    right = (left + rng.integers(1, 3, size=400)) % 3
    votes = Votes(3, left, right, rng.integers(3, size=400), rng.integers(20, size=400))
    features = np.column_stack([rng.normal(size=400), np.zeros(400)])
    found = rate_styled(votes, features, names=("longer", "never"), minimum_votes=1, clustered=True)
    assert list(found.style) == ["longer"]
    assert found.uncertainty.clusters == {VOTER: 20}
    assert np.isfinite(found.theta_se).all()


def test_a_competitor_without_votes_stays_unrated_and_changes_nothing():
    rng = np.random.default_rng(5)
    left = rng.integers(3, size=300)
    right = (left + rng.integers(1, 3, size=300)) % 3
    three = Votes(3, left, right, rng.integers(3, size=300), rng.integers(10, size=300))
    four = Votes(4, three.left, three.right, three.outcome, three.voter)
    found = rated(four)
    assert found.status[3] == RowStatus.UNRATED
    assert np.isnan(found.theta_se[3])
    assert found.theta_se[:3] == pytest.approx(rated(three).theta_se, rel=1e-6)
    assert found.warnings == rated(three).warnings


def test_islands_have_errors_of_their_own():
    rng = np.random.default_rng(6)
    left = rng.integers(2, size=400)
    outcome, voter = rng.integers(3, size=400), rng.integers(25, size=400)
    island = np.arange(400) % 2 * 2
    apart = Votes(4, left + island, 1 - left + island, outcome, voter)
    first = apart.only(island == 0)
    alone = rated(Votes(2, first.left, first.right, first.outcome, first.voter))
    assert rated(apart).theta_se[:2] == pytest.approx(alone.theta_se, rel=1e-6)
    assert np.isnan(rated(apart).uncertainty.between[0, 2])
