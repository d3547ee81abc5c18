import pytest

from leaderboard.kept import Kept


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def computed():
    """The arguments that a result was computed of, in order."""
    return []


@pytest.fixture
def double(kept, computed):
    @kept.at_most(2)
    def double(number):
        computed.append(number)
        return 2 * number

    return double


def test_a_result_is_computed_once(double, computed):
    assert (double(1), double(1)) == (2, 2)
    assert computed == [1]


def test_the_result_used_longest_ago_makes_room(double, computed):
    for number in (1, 2, 1, 3, 1, 2):
        double(number)
    assert computed == [1, 2, 3, 2]


def test_nothing_is_kept_after_clearing(kept, double, computed):
    double(1)
    kept.clear()
    double(1)
    assert computed == [1, 1]
