"""Errors by voter and by challenge: the jackknife, few clusters, and what cannot be said."""

from dataclasses import replace

import numpy as np
import pytest

from leaderboard.ratings import (
    CHALLENGE,
    POINTS_PER_NAT,
    VOTER,
    Anchor,
    Method,
    Outcome,
    Ties,
    Votes,
    measure_inflation,
    rate_board,
)
from leaderboard.ratings.clusters import Clusters
from leaderboard.ratings.covariance import bread_of, covariance_of
from leaderboard.ratings.fitting import derivatives, islands_of
from leaderboard.ratings.inflation import Inflation
from leaderboard.ratings.uncertainty import (
    BORROWED,
    FEW_IN_ALL,
    ONE_CHALLENGE,
    ONE_VOTER,
    by_clusters,
)
from tests.leaderboard.ratings.made import made_votes

METHODS = [
    Method(),
    Method(side_effect=True),
    Method(Ties.DAVIDSON),
    Method(Ties.RAO_KUPPER, side_effect=True),
]


def some_votes(rng, *, size=4, voter, challenge=None, number=None):
    number = number or len(voter)
    left = rng.integers(size, size=number)
    right = (left + rng.integers(1, size, size=number)) % size
    outcome = rng.choice([Outcome.LEFT, Outcome.RIGHT, Outcome.TIE], size=number)
    return Votes(size, left, right, outcome, voter, challenge)


def rated(votes, **more):
    return rate_board(votes.outcomes(), minimum_votes=1, votes=votes, **more)


def alike(votes):
    """As if votes were independent."""
    return rate_board(votes.outcomes(), minimum_votes=1)


@pytest.mark.parametrize("method", METHODS, ids=lambda each: f"{each.ties} {each.side_effect}")
def test_the_covariance_is_that_of_leaving_each_cluster_out(method):
    votes, _ = made_votes()
    cells = votes.as_cells()
    at = rate_board(votes.outcomes(), minimum_votes=1, method=method).estimates.parameters
    information = derivatives(cells, method, at).pinned(islands_of(cells))
    found = Clusters(cells, votes.voter, method, at).covariance(information, information)
    moves = []
    for voter in np.unique(votes.voter):
        others = votes.only(votes.voter != voter).as_cells()
        without = derivatives(others, method, at)
        matrix = (
            without.information.matrix()
            + information
            - derivatives(cells, method, at).information.matrix()
        )
        # At the maximum of all votes the scores of the others are minus those of this voter.
        moves.append(np.linalg.solve(matrix, without.gradient()))
    number = len(moves)
    jackknife = (number - 1) / number * np.array(moves).T @ np.array(moves)
    assert found.clusters == number
    assert found.covariance == pytest.approx(jackknife, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_votes_one_by_one_give_the_errors_of_votes_that_are_counted(method):
    votes, _ = made_votes()
    votes = replace(votes, challenge=np.arange(len(votes.left)) % 7)
    counted = replace(votes, times=np.ones(len(votes.left), dtype=np.int64))
    one, other = (measure_inflation(each, method=method) for each in (votes, counted))
    for name in ("own", "own_degrees", "between", "between_degrees"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12)


def test_a_cluster_for_each_vote_gives_the_errors_of_independent_votes():
    rng = np.random.default_rng(1)
    votes = some_votes(rng, voter=np.arange(4_000))
    assert rated(votes).theta_se == pytest.approx(alike(votes).theta_se, rel=0.01)


def test_errors_never_shrink_by_knowing_who_voted():
    votes, _ = made_votes()
    both = Votes(
        votes.size, votes.left, votes.right, votes.outcome, votes.voter, votes.voter[::-1] % 7
    )
    for found in (rated(votes), rated(both)):
        assert (found.uncertainty.between >= alike(votes).uncertainty.between - 1e-12).all()
        assert (found.theta_se >= alike(votes).theta_se - 1e-12).all()


def test_votes_that_are_repeated_by_each_voter_count_once_a_voter():
    rng = np.random.default_rng(2)
    once = some_votes(rng, voter=np.arange(300))
    often = Votes(4, *(np.repeat(each, 9) for each in (once.left, once.right, once.outcome)))
    by_voter = Votes(4, often.left, often.right, often.outcome, np.repeat(once.voter, 9))
    assert alike(often).theta_se == pytest.approx(alike(once).theta_se / 3, rel=1e-9)
    assert rated(by_voter).theta_se == pytest.approx(rated(once).theta_se, rel=1e-6)


def test_two_voters_are_worth_one_degree_of_freedom():
    rng = np.random.default_rng(3)
    found = rated(some_votes(rng, voter=np.arange(400) % 2))
    assert found.uncertainty.own_degrees == pytest.approx(np.ones(4))
    normal = 2 * 1.96 * POINTS_PER_NAT * found.theta_se
    assert (found.upper - found.lower > 5 * normal).all()
    assert found.warnings == (FEW_IN_ALL[VOTER].format(2),)


def test_one_voter_says_nothing_of_others():
    rng = np.random.default_rng(4)
    found = rated(some_votes(rng, voter=np.zeros(200, dtype=int)))
    assert np.isnan(found.theta_se).all()
    assert (found.lower == -np.inf).all()
    assert (found.upper == np.inf).all()
    assert (found.rank_low == 1).all()
    assert (found.rank_high == 4).all()
    assert found.warnings == (ONE_VOTER,)


def test_one_challenge_speaks_of_itself():
    rng = np.random.default_rng(5)
    same = np.zeros(200, dtype=int)
    votes = some_votes(rng, voter=np.arange(200) % 20, challenge=same)
    by_voter = Votes(votes.size, votes.left, votes.right, votes.outcome, votes.voter)
    assert rated(votes).lower == pytest.approx(rated(by_voter).lower)
    assert ONE_CHALLENGE in rated(votes).warnings


def test_half_the_votes_by_one_voter_make_wide_intervals():
    rng = np.random.default_rng(6)
    voter = np.where(np.arange(400) < 200, 0, np.arange(400))
    found, even = (
        rated(some_votes(np.random.default_rng(6), voter=each))
        for each in (voter, rng.permutation(400) % 40)
    )
    assert np.isfinite(found.lower).all()
    assert (found.uncertainty.own_degrees < even.uncertainty.own_degrees).all()


def test_a_competitor_with_one_voter_borrows_how_voters_differ():
    rng = np.random.default_rng(7)
    voter = np.arange(900) % 30
    votes = some_votes(rng, voter=voter)
    votes.voter[(votes.left == 3) | (votes.right == 3)] = 99
    found = rated(votes)
    assert np.isfinite(found.theta_se).all()
    assert found.theta_se[3] >= alike(votes).theta_se[3]
    assert BORROWED[VOTER] in found.warnings


def test_voters_that_never_overlap_say_nothing_of_others():
    left, right = np.array([0, 0, 1, 2, 2, 3] * 5), np.array([1, 1, 0, 3, 3, 2] * 5)
    outcome = np.array([Outcome.LEFT, Outcome.RIGHT, Outcome.LEFT] * 10)
    found = rated(Votes(4, left, right, outcome, (left > 1).astype(int)))
    assert np.isnan(found.theta_se).all()
    assert BORROWED[VOTER] in found.warnings


def test_all_ties_of_two_voters_are_not_known_for_certain():
    rng = np.random.default_rng(8)
    votes = some_votes(rng, voter=np.arange(100) % 2)
    votes.outcome[:] = Outcome.TIE
    assert (rated(votes).theta_se > 0).all()


def test_opposite_voters_are_not_all_ties():
    """Each wins with one voter what it loses with the other."""
    left = np.zeros(40, dtype=int)
    outcome = np.where(np.arange(40) % 2, Outcome.LEFT, Outcome.RIGHT)
    found = rated(Votes(2, left, left + 1, outcome, np.arange(40) % 2))
    assert (found.theta_se > 0).all()
    assert not any("ties" in warning for warning in found.warnings)


def test_over_both_the_variances_are_added_and_what_both_hold_is_taken_away():
    votes, _ = made_votes()
    challenge = np.arange(len(votes.left)) % 9
    cells, method = votes.as_cells(), Method()
    at = alike(votes).estimates.parameters
    plain = covariance_of(cells, method, at)
    information = derivatives(cells, method, at).pinned(islands_of(cells))
    kinds = {
        name: Clusters(cells, ids, method, at).covariance(information, plain)
        for name, ids in ((VOTER, votes.voter), (CHALLENGE, challenge))
    }
    bread = bread_of(cells, method, at)
    crossed = bread @ Clusters(cells, votes.voter * 9 + challenge, method, at).meat() @ bread
    whole = kinds[VOTER].covariance + kinds[CHALLENGE].covariance - crossed
    found = by_clusters(plain, votes.size, kinds, crossed)
    floor = np.diagonal(plain)
    assert found.own**2 == pytest.approx(np.maximum(np.diagonal(whole), floor), rel=1e-9)
    both = Votes(votes.size, votes.left, votes.right, votes.outcome, votes.voter, challenge)
    assert rated(both).uncertainty.own == pytest.approx(found.own, rel=1e-9)
    assert rated(both).uncertainty.clusters == {VOTER: 40, CHALLENGE: 9}


def test_an_anchor_moves_all_doubt_to_the_others():
    votes, _ = made_votes()
    fixed, free = rated(votes, anchor=Anchor(2)), rated(votes)
    assert fixed.theta_se[2] == 0
    assert fixed.theta_se == pytest.approx(free.uncertainty.between[2])
    assert (fixed.rank_low == free.rank_low).all()


def test_between_passes_errors_keep_their_ratio():
    votes, _ = made_votes()
    passed, plain = rated(votes), alike(votes)
    kept = measure_inflation(votes, method=Method())
    same = rate_board(votes.outcomes(), minimum_votes=1, errors=kept)
    assert same.lower == pytest.approx(passed.lower)
    assert (same.rank_high == passed.rank_high).all()
    more = votes.only(np.append(np.arange(len(votes.left)), np.arange(50)))
    later = rate_board(more.outcomes(), minimum_votes=1, errors=kept)
    ratio = later.theta_se / alike(more).theta_se
    assert ratio == pytest.approx(passed.theta_se / plain.theta_se)


def test_a_competitor_that_a_pass_has_not_seen_has_the_median_of_the_others():
    votes, _ = made_votes()
    kept = Inflation.of(rated(votes).estimates.uncertainty, alike(votes).estimates.covariance)
    grown = kept.of_competitors(np.array([0, 1, -1, 2, 3, 4]))
    assert grown.own[2] == pytest.approx(np.median(kept.own))
    assert grown.own[[0, 1, 3, 4, 5]] == pytest.approx(kept.own)
    assert grown.between[3, 5] == pytest.approx(kept.between[2, 4])
    assert grown.own_degrees[2] == kept.own_degrees.min()


def test_effects_have_errors_by_voter_too():
    votes, _ = made_votes()
    method = Method(side_effect=True)
    found = rated(votes, method=method)
    own = found.uncertainty.own[votes.size]
    assert found.side is not None
    assert found.side.error == own
    assert found.side.upper - found.side.value > 1.96 * own
