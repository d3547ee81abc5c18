import numpy as np
import pytest

from leaderboard.ratings import ranks
from leaderboard.ratings.covariance import contrast_errors


def covariance_of(edges, size):
    """Of strengths with information on pairs alone, as (i, j, information)."""
    information = np.zeros((size, size))
    for i, j, weight in edges:
        information[[i, j], [i, j]] += weight
        information[[i, j], [j, i]] -= weight
    pin = np.trace(information) / size**2
    return np.linalg.inv(information + pin) - 1 / (pin * size**2)


def everyone(size, most, rng):
    return [(i, j, most * rng.random() + 0.01) for i in range(size) for j in range(i)]


def chain(size, rng):
    return [(i, i + 1, 10 * rng.random() + 0.1) for i in range(size - 1)]


def leaf(size, rng):
    """Two that are hard to tell from the others and easy to tell from each other."""
    inner = everyone(size - 2, 10.0, rng)
    return [*inner, (size - 2, size - 1, 1e3), (0, size - 1, 0.1)]


# The plain ways take the square of it.
SIZE = 15
BOARDS = {
    "everyone": lambda rng: covariance_of(everyone(SIZE, 10.0, rng), SIZE),
    "chain": lambda rng: covariance_of(chain(SIZE, rng), SIZE),
    "leaf": lambda rng: covariance_of(leaf(SIZE, rng), SIZE),
    "two": lambda _: covariance_of([(0, 1, 4.0)], 2),
    "three": lambda _: covariance_of([(0, 1, 4.0), (1, 2, 0.5)], 3),
}


def plain_quantile(draws, errors, pairs):
    i, j = np.nonzero(np.triu(pairs, 1))
    ratios = np.abs(draws[:, i] - draws[:, j]) / errors[i, j]
    return np.quantile(ratios.max(axis=1), ranks.CONFIDENCE, method="higher")


def plain_sets(theta, covariance):
    errors = contrast_errors(covariance) + np.eye(len(theta))
    draws, above = ranks.draw(covariance), np.zeros(errors.shape, dtype=bool)
    for _ in range(len(theta) ** 2):
        still_open = ~(above | above.T | np.eye(len(theta), dtype=bool))
        quantile = plain_quantile(draws, errors, still_open) if still_open.any() else np.inf
        above |= still_open & ((theta[:, None] - theta) / errors > quantile)
    return 1 + above.sum(axis=0), len(theta) - above.sum(axis=1)


@pytest.mark.parametrize("board", BOARDS)
def test_the_bound_on_ratios_changes_no_quantile(board):
    rng = np.random.default_rng(1)
    covariance = BOARDS[board](rng)
    errors, draws = contrast_errors(covariance), ranks.draw(covariance)
    largest = ranks.LargestRatio(draws, errors)
    pairs = ~np.eye(len(errors), dtype=bool)
    while pairs.any():
        plain = plain_quantile(draws, errors + np.eye(len(errors)), pairs)
        assert largest.quantile(pairs) == pytest.approx(plain, rel=1e-5)
        dropped = np.triu(rng.random(pairs.shape) < 0.3)
        pairs &= ~(dropped | dropped.T)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("spread", [0.0, 0.5, 3.0, 30.0])
def test_rank_sets_are_those_of_the_plain_step_down(board, spread):
    rng = np.random.default_rng(2)
    covariance = BOARDS[board](rng)
    theta = rng.normal(0.0, spread, len(covariance))
    found, plain = ranks.rank_sets(theta, covariance), plain_sets(theta, covariance)
    np.testing.assert_array_equal(found, plain)


def test_draws_have_the_differences_of_the_covariance():
    covariance = covariance_of(leaf(6, np.random.default_rng(3)), 6)
    draws = ranks.draw(covariance).astype(np.float64)
    errors = (draws[:, :, None] - draws[:, None, :]).std(axis=0)
    np.testing.assert_allclose(errors, contrast_errors(covariance), rtol=0.1)


def test_a_covariance_without_a_root_is_drawn_by_its_eigenvalues():
    # 3 and 4 are one competitor twice, but for rounding below zero.
    covariance = np.diag([1.0, 2.0, 3.0, 3.0])
    covariance[2, 3] = covariance[3, 2] = 3.0 + 1e-12
    draws = ranks.draw(covariance)
    assert np.abs(draws[:, 2] - draws[:, 3]).max() < 1e-5
    assert draws[:, 0].std() == pytest.approx(np.sqrt(1.0 + 9 / 16), rel=0.1)


def test_rank_sets_of_equals_hold_every_rank():
    size = 12
    covariance = covariance_of(everyone(size, 5.0, np.random.default_rng(4)), size)
    low, high = ranks.rank_sets(np.zeros(size), covariance)
    assert low.tolist() == [1] * size
    assert high.tolist() == [size] * size


def test_competitors_that_cannot_be_separated_share_their_rank_sets():
    low, high = ranks.rank_sets(np.array([1.0, 1.0, -2.0]), np.zeros((3, 3)))
    assert low.tolist() == [1, 1, 1]
    assert high.tolist() == [3, 3, 3]


def test_an_lmarena_rank_counts_intervals_wholly_above():
    lower = np.array([5.0, 3.0, -np.inf, 3.0, 1.0])
    upper = np.array([9.0, 5.0, 2.0, np.inf, 4.0])
    plain = [1 + sum(low > high for low in lower) for high in upper]
    assert ranks.lmarena_ranks(lower, upper).tolist() == plain == [1, 1, 4, 1, 2]
