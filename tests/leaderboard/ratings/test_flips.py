from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leaderboard.ratings import Method, Outcome, OutcomeCounts, Ties, rate_board
from leaderboard.ratings.cells import cells_by_pair, cells_by_side
from leaderboard.ratings.flips import MARGIN, votes_to_flip
from tests.leaderboard.ratings.made import made_votes

PAIRS = {
    2: [(0, 1)],
    3: [(0, 1), (0, 2), (1, 2)],
    4: [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)],
}


def outcomes_of(votes, size):
    """Votes as places among the pairs of so many, and outcomes."""
    counts = np.zeros((4, size, size), dtype=np.int64)
    for pair, outcome in votes:
        counts[(outcome, *PAIRS[size][pair])] += 1
    return OutcomeCounts(counts)


def flip_of(outcomes, method=None):
    """(flip of the first two rows, above, below)."""
    method = method or Method()
    rated = rate_board(outcomes, minimum_votes=1, method=method)
    above, below = np.argsort(-rated.theta, kind="stable")[:2]
    cells = (cells_by_side if method.side_effect else cells_by_pair)(outcomes)
    at = rated.estimates.parameters
    return votes_to_flip(cells, rated.method, at, above=above, below=below), above, below


def is_reversed(outcomes, above, below, method=None):
    """By the whole board's own rating."""
    rated = rate_board(outcomes, minimum_votes=1, method=method or Method())
    if rated.island[above] != rated.island[below]:
        return False
    return rated.theta[above] < rated.theta[below] - MARGIN


def brute_force(outcomes, above, below):
    """The fewest votes, trying all removals there are."""
    places = np.argwhere(outcomes.counts)
    numbers = [range(outcomes.counts[tuple(place)] + 1) for place in places]
    fewest = None
    for removed in product(*numbers):
        if fewest is None or sum(removed) < fewest:
            counts = outcomes.counts.copy()
            counts[tuple(places.T)] -= removed
            if is_reversed(OutcomeCounts(counts), above, below):
                fewest = sum(removed)
    return fewest


def small_boards(size, most):
    vote = st.tuples(st.integers(0, len(PAIRS[size]) - 1), st.integers(0, 2))
    return st.lists(vote, min_size=1, max_size=most).map(lambda votes: outcomes_of(votes, size))


@settings(max_examples=settings.default.max_examples // 4, deadline=None)
@given(small_boards(3, 8) | small_boards(4, 8))
def test_votes_to_flip_on_small_boards_equal_brute_force(outcomes):
    rated = rate_board(outcomes, minimum_votes=1)
    above, below = np.argsort(-rated.theta, kind="stable")[:2]
    assume(rated.island[above] == rated.island[below])
    flip, *_ = flip_of(outcomes)
    assert (flip and flip.votes) == brute_force(outcomes, above, below)
    assert flip is None or flip.is_exact


def without(outcomes, flip, method=None):
    """The counts of the cells that are left, a side effect's sides kept."""
    by_side = method is not None and method.side_effect
    cells = (cells_by_side if by_side else cells_by_pair)(outcomes)
    counts = np.zeros((4, outcomes.size, outcomes.size), dtype=np.int64)
    counts[:3, cells.left, cells.right] = cells.counts.T
    counts[:3, flip.removed.left, flip.removed.right] -= flip.removed.counts.T.astype(np.int64)
    return OutcomeCounts(counts)


@settings(max_examples=15, deadline=None)
@given(small_boards(3, 30) | small_boards(4, 20))
def test_removing_the_votes_of_a_flip_reverses_the_board(outcomes):
    flip, above, below = flip_of(outcomes)
    if flip is not None:
        assert is_reversed(without(outcomes, flip), above, below)
        assert flip.removed.counts.sum() == flip.votes
        assert (flip.removed.counts >= 0).all()


@pytest.mark.parametrize("method", [Method(t, side) for t in Ties for side in (False, True)])
def test_a_board_of_hundreds_is_reversed_whatever_the_method(method):
    outcomes = made_votes()[0].outcomes()
    flip, above, below = flip_of(outcomes, method)
    assert is_reversed(without(outcomes, flip, method), above, below, method)
    assert not flip.is_exact


def test_removal_by_influence_is_close_to_the_fewest_votes(monkeypatch):
    outcomes = outcomes_of(
        [(0, 0)] * 9 + [(0, 1)] * 5 + [(1, 0)] * 4 + [(1, 1)] * 3 + [(2, 2)] * 4, 3
    )
    fewest, above, below = flip_of(outcomes)
    monkeypatch.setattr("leaderboard.ratings.flips.MOST_TRIED", 0)
    found, *_ = flip_of(outcomes)
    assert fewest.is_exact
    assert not found.is_exact
    assert fewest.votes <= found.votes <= fewest.votes + 1
    assert is_reversed(without(outcomes, found), above, below)


def test_five_wins_to_three_are_flipped_by_three_votes():
    flip, *_ = flip_of(outcomes_of([(0, 0)] * 5 + [(0, 1)] * 3, 2))
    assert (flip.votes, flip.is_exact) == (3, True)
    assert flip.removed.counts.tolist() == [[3, 0, 0]]


def test_equals_are_flipped_by_one_vote():
    flip, *_ = flip_of(outcomes_of([(0, 0)] * 40 + [(0, 1)] * 40, 2))
    assert (flip.votes, flip.is_exact) == (1, True)


def test_an_order_without_losses_may_have_no_flip():
    """One win and nothing else: without it nothing joins the two."""
    flip, *_ = flip_of(outcomes_of([(0, 0)], 2))
    assert flip is None


def test_ties_alone_have_no_flip():
    flip, *_ = flip_of(outcomes_of([(0, 2)] * 4, 2))
    assert flip is None


def test_models_that_no_votes_connect_have_no_flip():
    counts = np.zeros((4, 4, 4), dtype=np.int64)
    counts[Outcome.LEFT, [0, 1, 2, 3], [1, 0, 3, 2]] = 5, 2, 5, 2
    cells = cells_by_pair(OutcomeCounts(counts))
    at = rate_board(OutcomeCounts(counts), minimum_votes=1).estimates.parameters
    assert votes_to_flip(cells, Method(), at, above=0, below=2) is None


def test_only_an_order_of_the_board_can_be_flipped():
    outcomes = outcomes_of([(0, 0)] * 5 + [(0, 1)] * 3, 2)
    at = rate_board(outcomes, minimum_votes=1).estimates.parameters
    with pytest.raises(ValueError, match="must be the board's"):
        votes_to_flip(cells_by_pair(outcomes), Method(), at, above=1, below=0)


def test_flips_of_votes_with_features_are_refused():
    votes, features = made_votes(50)
    at = rate_board(votes.outcomes(), minimum_votes=1).estimates.parameters
    with pytest.raises(ValueError, match="features"):
        votes_to_flip(votes.as_cells(features.T), Method(), at, above=0, below=1)
