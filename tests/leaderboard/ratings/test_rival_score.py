import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.ratings.rival_score import rival_scores


def score(*challenges):
    """Of one competitor, its (wins, ties, votes) on each challenge."""
    columns = np.array(challenges, dtype=np.int64).reshape(-1, 3).T
    return rival_scores(*columns[:, None])


def test_the_rival_score_is_the_product_of_its_factors():
    found = score((30, 0, 40), (30, 0, 40))
    assert found.score == pytest.approx(1000 * 0.75 * 1 * 80 / 100)


def test_a_tie_counts_half():
    assert score((10, 20, 40)).win_rate == 0.5


def test_unequal_win_rates_lower_the_consistency():
    """Rates 1 and 0 on 5 votes each are shrunk half way to one half: 3/4 and 1/4, sd 1/4."""
    assert score((5, 0, 5), (0, 0, 5)).consistency == pytest.approx(0.5)


def test_extreme_win_rates_are_hardly_consistent():
    assert score((5000, 0, 5000), (0, 0, 5000)).consistency == pytest.approx(0, abs=0.002)


def test_twenty_votes_are_half_credible():
    assert score((20, 0, 20)).credibility == 0.5


def test_without_votes_the_score_is_0():
    found = rival_scores(*np.zeros((3, 2, 4), dtype=np.int64))
    assert list(found.score) == [0, 0]
    assert list(found.win_rate) == [0, 0]


def test_without_challenges_the_score_is_0():
    assert list(rival_scores(*np.zeros((3, 2, 0), dtype=np.int64)).score) == [0, 0]


def test_one_challenge_is_consistent():
    assert score((3, 0, 40), (0, 0, 0)).consistency == 1


@pytest.mark.parametrize("wrong", [(3, 0, 2), (1, 2, 2), (-1, 0, 2), (0, -1, 2)])
def test_wins_and_ties_are_votes(wrong):
    with pytest.raises(ValueError, match="among the votes"):
        score(wrong)


challenges = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)).map(
        lambda each: (each[0], each[1], sum(each))
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=50)
@given(challenges)
def test_the_factors_of_the_rival_score_are_shares(counted):
    found = score(*counted)
    for factor in (found.win_rate, found.consistency, found.credibility, found.score / 1000):
        assert 0 <= factor[0] <= 1


@settings(max_examples=50)
@given(challenges)
def test_one_more_win_is_never_a_lower_win_rate(counted):
    wins, ties, votes = counted[0]
    more = [(wins + 1, ties, votes + 1), *counted[1:]]
    assert score(*more).win_rate[0] >= score(*counted).win_rate[0]


@settings(max_examples=50)
@given(challenges)
def test_challenges_without_votes_change_nothing(counted):
    assert score(*counted, (0, 0, 0)).score == pytest.approx(score(*counted).score)
