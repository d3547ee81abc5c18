"""Corrections for multiple tests of many voters: Simes' test and false discovery rates."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings import Floats, Integers


def simes(p: Floats) -> Floats:
    """One p-value per row for the intersection of its null hypotheses.

    Holds for independent tests and for those that are positively dependent.

    Args:
        p: (R, T) p-values, NaN where a test was not made.

    Returns:
        (R,) NaN where no test was made.

    Source:
        Simes, Biometrika 73 (1986); Sarkar, Ann. Stat. 26 (1998).
    """
    rows, tests = p.shape
    return simes_of_groups(p.ravel(), group=np.repeat(np.arange(rows), tests), groups=rows)


def simes_of_groups(
    p: Floats, *, group: Integers, groups: int, weight: Floats | None = None
) -> Floats:
    """`simes` for groups of any size.

    Args:
        p: (N,) p-values, NaN where a test was not made.
        group: (N,) the group of each.
        groups: R, how many there are.
        weight: (N,) weights that do not depend on the outcomes; equal if None.

    Returns:
        (R,).

    Source:
        Genovese, Roeder and Wasserman, Biometrika 93 (2006), for weights.
    """
    made = ~np.isnan(p)
    weight = np.ones(len(p))[made] if weight is None else weight[made]
    group, p = group[made], p[made]
    count = np.bincount(group, minlength=groups)
    total = np.bincount(group, weight, groups)
    # Weights of mean 1 in each group.
    p = p * total[group] / np.maximum(count[group] * weight, 1e-300)
    order = np.lexsort((p, group))
    group, p = group[order], p[order]
    rank = np.arange(len(p)) - (np.cumsum(count) - count)[group] + 1
    least = np.full(groups, np.inf)
    np.minimum.at(least, group, p * count[group] / rank)
    return np.where(count > 0, np.minimum(least, 1.0), np.nan)


def adjusted(p: Floats) -> Floats:
    """q-values: the least false discovery rate at which each is selected; NaN stays NaN.

    Source:
        Benjamini and Hochberg, J. Roy. Stat. Soc. B 57 (1995); under positive dependence Benjamini
        and Yekutieli, Ann. Stat. 29 (2001).
    """
    q = np.full(len(p), np.nan)
    made = np.flatnonzero(~np.isnan(p))
    order = made[np.argsort(p[made])]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


@dataclass(frozen=True, slots=True)
class Selected:
    """Which voters are selected, and by which tests.

    Args:
        p: (V,) p-value of each voter.
        q: (V,) its q-value (false discovery rate).
        voters: (V,) whether each is selected.
        tests: (V, T) the tests that select it.
    """

    p: Floats
    q: Floats
    voters: np.ndarray
    tests: np.ndarray


def select(p: Floats, *, level: float) -> Selected:
    """Select voters, then the significant tests of each.

    Among the selected voters, at most the share `level` is honest, in expectation. Within a
    selected voter, tests are selected at that level times the share of selected voters.

    Args:
        p: (V, T) p-values, NaN where a test was not made.
        level: from 0 to 1.

    Source:
        Benjamini and Bogomolov, J. Roy. Stat. Soc. B 76 (2014).
    """
    of_voter = simes(p)
    q = adjusted(of_voter)
    voters = np.nan_to_num(q, nan=1.0) <= level
    tested = max(int((~np.isnan(of_voter)).sum()), 1)
    within = level * voters.sum() / tested
    tests = np.zeros(p.shape, dtype=bool)
    for voter in np.flatnonzero(voters):
        tests[voter] = np.nan_to_num(adjusted(p[voter]), nan=1.0) <= within
    return Selected(of_voter, q, voters, tests)
