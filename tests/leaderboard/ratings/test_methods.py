"""Models of ties, side effect, style and anchor where the data are not what they would like."""

import numpy as np
import pytest

from leaderboard.ratings import (
    Anchor,
    DidNotConvergeError,
    Method,
    Outcome,
    OutcomeCounts,
    Ties,
    Votes,
    board,
    fitting,
    rate_board,
    rate_styled,
)
from leaderboard.ratings.covariance import contrast_errors
from tests.leaderboard.ratings.made import made_votes

L, R, T, B = Outcome

BALANCED = [(0, 1, L, 12), (1, 0, L, 8), (1, 2, L, 9), (2, 1, L, 7), (0, 2, T, 6), (2, 0, R, 9)]
TIE_MODELS = [Ties.DAVIDSON, Ties.RAO_KUPPER]
EVERY_METHOD = [Method(ties, side_effect=side) for ties in Ties for side in (False, True)]


def counted(size, *votes):
    counts = np.zeros((4, size, size), dtype=np.int64)
    for left, right, outcome, times in votes:
        counts[outcome, left, right] += times
    return OutcomeCounts(counts)


def rate(size, *votes, **more):
    return rate_board(counted(size, *votes), minimum_votes=10, **more)


def is_finite(rated):
    at = rated.estimates.parameters
    numbers = [rated.theta, rated.rating, [at.side, at.tie, rated.log_likelihood], at.style]
    return all(np.isfinite(each).all() for each in numbers)


AWKWARD = {
    "no competitor": (0, []),
    "one competitor": (1, []),
    "no votes": (3, []),
    "one vote": (2, [(0, 1, L, 1)]),
    "one tie": (2, [(0, 1, T, 1)]),
    "all ties": (3, [(0, 1, T, 20), (1, 2, B, 20)]),
    "all wins": (3, [(0, 1, L, 20), (0, 2, L, 20)]),
    "never won": (3, [(1, 0, L, 9), (2, 0, L, 9), (1, 2, L, 5), (2, 1, L, 5), (1, 2, T, 3)]),
    "two islands": (4, [(0, 1, L, 9), (1, 0, L, 4), (2, 3, T, 5), (3, 2, L, 3), (2, 3, L, 1)]),
    "a bridge": (4, [(0, 1, L, 9), (1, 0, L, 9), (2, 3, L, 9), (3, 2, T, 9), (0, 2, L, 5)]),
    "a newcomer": (4, BALANCED),
    "one pair alone": (3, [(0, 1, L, 60_000), (0, 1, R, 40_000), (1, 2, L, 1), (1, 2, R, 1)]),
    "left always wins": (3, [(0, 1, L, 9), (1, 2, L, 9), (2, 0, L, 9)]),
    "shown one way": (3, [(0, 1, L, 9), (0, 1, R, 5), (1, 2, L, 9), (1, 2, R, 9)]),
}


@pytest.mark.parametrize("method", EVERY_METHOD, ids=str)
@pytest.mark.parametrize("awkward", AWKWARD)
def test_every_method_is_finite_on_awkward_votes(awkward, method):
    size, votes = AWKWARD[awkward]
    rated = rate(size, *votes, method=method)
    assert is_finite(rated)
    assert len(rated.status) == size
    assert (rated.lower <= rated.upper).all()


@pytest.mark.parametrize("ties", TIE_MODELS)
@pytest.mark.parametrize(
    ("votes", "lacking"),
    [
        ([(0, 1, T, 9)], "ties and wins both ways"),
        ([(0, 1, L, 9), (0, 1, T, 9)], "ties and wins both ways"),
        ([(0, 1, L, 9), (1, 2, L, 9), (0, 1, T, 9), (2, 1, T, 9)], "ties and wins both ways"),
        ([(0, 1, L, 9), (1, 2, L, 9), (2, 0, L, 9)], "ties,"),
    ],
)
def test_where_a_model_of_ties_has_no_maximum_a_tie_is_half_a_win(ties, votes, lacking):
    rated = rate(3, *votes, method=Method(ties))
    assert rated.method == Method()
    assert any(f"needs {lacking}" in warning for warning in rated.warnings)
    assert rated.tie is None


@pytest.mark.parametrize("awkward", ["left always wins", "shown one way"])
def test_an_unidentified_side_effect_is_left_out_with_a_warning(awkward):
    size, votes = AWKWARD[awkward]
    rated = rate(size, *votes, method=Method(side_effect=True))
    assert rated.side is None
    assert any("do not determine the effect of the side" in warning for warning in rated.warnings)
    assert rated.theta == pytest.approx(rate(size, *votes).theta)


@pytest.mark.parametrize("ties", Ties)
def test_the_side_is_found_where_left_wins_more(ties):
    votes = [(0, 1, L, 60), (0, 1, R, 40), (1, 0, L, 60), (1, 0, R, 40), (0, 1, T, 9)]
    rated = rate(2, *votes, method=Method(ties, side_effect=True))
    assert rated.side.lower > 0
    assert rated.theta == pytest.approx([0, 0], abs=0.05)


@pytest.mark.parametrize("ties", TIE_MODELS)
def test_a_model_of_ties_reproduces_the_share_of_ties_between_equals(ties):
    rated = rate(2, (0, 1, L, 40), (0, 1, R, 40), (0, 1, T, 20), method=Method(ties))
    of = {Ties.DAVIDSON: lambda nu: nu / (2 + nu), Ties.RAO_KUPPER: lambda k: (k - 1) / (k + 1)}
    assert of[ties](np.exp(rated.tie.value)) == pytest.approx(0.2)


def test_models_of_ties_agree_with_bradley_terry_as_ties_vanish():
    votes = [(0, 1, L, 70_000), (0, 1, R, 30_000), (1, 0, T, 1)]
    plain = rate(2, *votes)
    for ties in TIE_MODELS:
        assert rate(2, *votes, method=Method(ties)).theta == pytest.approx(plain.theta, abs=1e-4)


def test_an_anchor_keeps_its_rating_and_has_no_error():
    rated = rate(3, *BALANCED, anchor=Anchor(1, 1200.0))
    assert rated.rating[1] == pytest.approx(1200)
    assert (rated.theta_se[1], rated.lower[1]) == pytest.approx((0, 1200))


def test_an_anchor_changes_no_difference_and_no_error_of_one():
    plain, anchored = rate(3, *BALANCED), rate(3, *BALANCED, anchor=Anchor(2))
    assert np.diff(anchored.theta) == pytest.approx(np.diff(plain.theta))
    assert contrast_errors(anchored.covariance) == pytest.approx(contrast_errors(plain.covariance))
    assert list(anchored.rank_low) == list(plain.rank_low)


def test_an_anchor_does_not_change_another_island():
    votes = [(0, 1, L, 20), (1, 0, L, 10), (2, 3, L, 20), (3, 2, L, 10)]
    rated = rate(4, *votes, anchor=Anchor(0, 1500.0))
    assert rated.rating[0] == pytest.approx(1500)
    assert rated.rating[2:].mean() == pytest.approx(1000)


def test_the_result_of_a_fit_does_not_depend_on_its_start():
    votes, _ = made_votes()
    method = Method(Ties.DAVIDSON, side_effect=True)
    there = rate_board(votes.outcomes(), minimum_votes=1, method=method)
    start = fitting.Parameters(np.array([2.0, -1.0, 0.5, 0.0, 1.0]), side=1.0, tie=-2.0)
    again = rate_board(votes.outcomes(), minimum_votes=1, method=method, start=start)
    assert again.theta == pytest.approx(there.theta, abs=1e-12)
    assert again.theta_se == pytest.approx(there.theta_se, abs=1e-12)


def test_a_start_of_another_board_is_not_used():
    start = fitting.Parameters(np.array([5.0, -5.0]))
    assert rate(3, *BALANCED, start=start).theta == pytest.approx(rate(3, *BALANCED).theta)


def test_a_fit_that_does_not_converge_raises(monkeypatch):
    monkeypatch.setattr(fitting, "MOST_STEPS", 2)
    with pytest.raises(DidNotConvergeError, match="no maximum after 2"):
        rate(3, *BALANCED)


def test_errors_by_cluster_need_voters_or_challenges():
    votes, _ = made_votes()
    nameless = Votes(votes.size, votes.left, votes.right, votes.outcome)
    with pytest.raises(ValueError, match="voter or the challenge of each vote"):
        rate_board(nameless.outcomes(), minimum_votes=1, votes=nameless)


def styled(votes, features, **more):
    names = [f"feature {number}" for number in range(features.shape[1])]
    return rate_styled(votes, features, names=names, minimum_votes=1, **more)


@pytest.mark.parametrize("many", [board._MANY, 100])
def test_a_feature_without_variation_is_left_out_with_a_warning(monkeypatch, many):
    # From so many on, some of the votes tell where to begin.
    monkeypatch.setattr(board, "_MANY", many)
    votes, features = made_votes()
    with_nothing = np.column_stack([features, np.zeros(len(features))])
    rated = styled(votes, with_nothing)
    assert list(rated.style) == ["feature 0", "feature 1"]
    assert rated.theta == pytest.approx(styled(votes, features).theta)
    assert any("feature 2" in warning for warning in rated.warnings)


def test_a_duplicate_feature_is_left_out():
    votes, features = made_votes()
    rated = styled(votes, np.column_stack([features, 2 * features[:, 0]]))
    assert list(rated.style) == ["feature 0", "feature 1"]


def test_a_feature_that_always_goes_with_the_model_is_left_out():
    votes, _ = made_votes()
    own = np.arange(votes.size) ** 2.0
    rated = styled(votes, (own[votes.left] - own[votes.right])[:, None])
    assert rated.style == {}
    assert rated.theta == pytest.approx(rate_board(votes.outcomes(), minimum_votes=1).theta)


def test_a_feature_that_decides_every_vote_is_left_out():
    votes, features = made_votes()
    features[:, 1] = np.select([votes.outcome == L, votes.outcome == R], [1.0, -1.0], 0.0)
    decided = votes.only(votes.outcome != T)
    rated = styled(decided, features[votes.outcome != T][:, 1:])
    assert rated.style == {}
    assert is_finite(rated)


def test_grouped_votes_are_rated_as_single_votes():
    votes, features = made_votes()
    features = np.round(features)
    rows = np.column_stack([votes.left, votes.right, votes.outcome, features.astype(int)])
    unique, times = np.unique(rows, axis=0, return_counts=True)
    together = Votes(votes.size, *unique[:, :3].T, times=times)
    counted = styled(together, unique[:, 3:].astype(float))
    single = styled(votes, features)
    assert counted.theta == pytest.approx(single.theta, abs=1e-12)
    assert counted.theta_se == pytest.approx(single.theta_se, abs=1e-12)
    assert list(counted.votes) == list(single.votes)


def test_style_can_be_combined_with_a_side_effect_and_a_model_of_ties():
    votes, features = made_votes()
    rated = styled(votes, features, method=Method(Ties.DAVIDSON, side_effect=True))
    assert rated.side.value > 0
    assert rated.style["feature 0"].lower > 0
    assert rated.tie is not None


def test_style_effects_without_losses_are_finite():
    votes, features = made_votes()
    lost_left = (votes.left == 0) & (votes.outcome != L)
    keep = ~lost_left & ~((votes.right == 0) & (votes.outcome != R))
    rated = styled(votes.only(keep), features[keep])
    assert is_finite(rated)
    assert rated.upper[0] == np.inf


def test_a_cycle_of_wins_is_seen_in_single_votes():
    """The last vote on each pair is a loss, yet each side has won."""
    left, right = np.array([0, 0, 0, 0]), np.array([1, 1, 1, 1])
    outcome = np.array([Outcome.LEFT, Outcome.RIGHT, Outcome.TIE, Outcome.TIE])
    votes = Votes(2, left, right, outcome)
    features = np.array([[1.0], [-1.0], [-2.0], [1.5]])
    found = rate_styled(
        votes, features, names=("longer",), minimum_votes=1, method=Method(Ties.DAVIDSON)
    )
    assert found.tie is not None
    assert not any("model of ties" in warning for warning in found.warnings)
