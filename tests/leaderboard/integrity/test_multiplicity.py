import numpy as np
import pytest

from leaderboard.integrity.multiplicity import adjusted, select, simes, simes_of_groups


def plain_simes(p):
    made = sorted(value for value in p if not np.isnan(value))
    if not made:
        return float("nan")
    return min([1.0, *(len(made) * value / (i + 1) for i, value in enumerate(made))])


def plain_benjamini_hochberg(p, level):
    """Which are found: all up to the last p that is under its line."""
    tested = [value for value in p if not np.isnan(value)]
    line = 0.0
    for rank, value in enumerate(sorted(tested), start=1):
        if value <= level * rank / len(tested):
            line = value
    return [not np.isnan(value) and line > 0 and value <= line for value in p]


def some_p(seed, shape):
    rng = np.random.default_rng(seed)
    p = rng.random(shape) ** 4
    p[rng.random(shape) < 0.2] = np.nan
    return p


@pytest.mark.parametrize("seed", range(5))
def test_simes_equals_a_plain_implementation(seed):
    p = some_p(seed, (20, 5))
    p[3] = np.nan
    assert simes(p) == pytest.approx([plain_simes(row) for row in p], nan_ok=True)


@pytest.mark.parametrize("level", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("seed", range(5))
def test_benjamini_hochberg_equals_a_plain_implementation(seed, level):
    p = some_p(seed, 40)
    found = np.nan_to_num(adjusted(p), nan=1.0) <= level
    assert found.tolist() == plain_benjamini_hochberg(p.tolist(), level)


def test_weights_of_mean_one_divide_the_p_values():
    p, group = np.array([0.02, 0.5]), np.array([0, 0])
    found = simes_of_groups(p, group=group, groups=1, weight=np.array([30.0, 10.0]))
    assert found == pytest.approx([2 * 0.02 / 1.5])


def test_a_selected_voter_is_selected_by_some_test():
    p = some_p(7, (200, 6)) ** 2
    selected = select(p, level=0.05)
    assert 0 < selected.voters.sum() < 200
    assert (selected.tests.any(axis=1) == selected.voters).all()


def test_the_false_discovery_rate_is_kept():
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(100):
        p = rng.random((300, 4))
        p[:30, 0] *= 1e-4
        found = select(p, level=0.1).voters
        shares.append(found[30:].sum() / max(found.sum(), 1))
    assert np.mean(shares) <= 0.1 + 2 * np.std(shares) / 10
    assert np.mean(shares) > 0.05
