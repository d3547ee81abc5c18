import numpy as np
import pytest

from leaderboard.ratings import count_votes, counts


def made(size, number, dtype=np.int64, seed=5):
    rng = np.random.default_rng(seed)
    left = rng.integers(0, size, number)
    right = (left + rng.integers(1, size, number)) % size
    return left.astype(dtype), right.astype(dtype), rng.integers(0, 4, number).astype(np.int8)


def plain(left, right, outcome, size):
    found = np.zeros((4, size, size), dtype=np.int64)
    for place in zip(outcome.tolist(), left.tolist(), right.tolist(), strict=True):
        found[place] += 1
    return found


@pytest.mark.parametrize(
    "dtype",
    [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64],
)
def test_votes_are_counted_whatever_the_integers(dtype):
    votes = made(120, 3_000, dtype)
    np.testing.assert_array_equal(count_votes(*votes, size=120).counts, plain(*votes, 120))


def test_counting_in_chunks_counts_every_vote(monkeypatch):
    monkeypatch.setattr(counts, "_CHUNK", 7)
    votes = made(5, 100)
    np.testing.assert_array_equal(count_votes(*votes, size=5).counts, plain(*votes, 5))


def test_keys_that_do_not_fit_in_32_bits_are_counted(monkeypatch):
    monkeypatch.setattr(counts, "_LARGEST_KEY", 50)
    votes = made(5, 100)
    np.testing.assert_array_equal(count_votes(*votes, size=5).counts, plain(*votes, 5))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, 5, "vote 23: unknown left 5"),
        (0, -1, "vote 23: unknown left -1"),
        (1, 120, "vote 23: unknown right 120"),
        (1, -128, "vote 23: unknown right -128"),
        (2, 4, "vote 23: unknown outcome 4"),
        (2, -1, "vote 23: unknown outcome -1"),
    ],
)
def test_an_invalid_vote_is_refused_with_its_index(monkeypatch, column, value, message):
    monkeypatch.setattr(counts, "_CHUNK", 10)
    votes = made(5, 40, np.int8)
    votes[column][23] = value
    with pytest.raises(ValueError, match=f"^{message}$"):
        count_votes(*votes, size=5)


def test_vote_columns_of_different_lengths_are_refused():
    left, right, outcome = made(5, 40)
    with pytest.raises(ValueError, match="of one length"):
        count_votes(left, right[:-1], outcome, size=5)


def test_vote_columns_without_integers_are_refused():
    left, right, outcome = made(5, 40)
    with pytest.raises(TypeError, match="right must be integers, not float64"):
        count_votes(left, right.astype(float), outcome, size=5)


def test_no_votes_are_empty_counts():
    nothing = np.zeros(0, dtype=np.int8)
    assert count_votes(nothing, nothing, nothing, size=3).counts.shape == (4, 3, 3)
    assert count_votes(nothing, nothing, nothing, size=0).counts.shape == (4, 0, 0)
