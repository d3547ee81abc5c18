"""Many tests of many voters, and how few of those found are to be honest."""

from dataclasses import dataclass

import numpy as np

from leaderboard.ratings import Floats, Integers


def simes(p: Floats) -> Floats:
    """One p-value for the hypothesis that nothing is the matter with any test of a row.

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
    """The same for groups of any size, one after another.

    Args:
        p: (N,) p-values, NaN where a test was not made.
        group: (N,) the group of each.
        groups: R, how many there are.
        weight: (N,) how much each is listened to, by what is known before its outcome; all the same
            if None.

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
    """The least level of false discoveries at which each would be found (its q), NaN kept.

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
    """Which voters are found, and by which tests.

    Args:
        p: (V,) p-value of each voter.
        q: (V,) its level of false discoveries.
        voters: (V,) whether each is found.
        tests: (V, T) the tests that find it.
    """

    p: Floats
    q: Floats
    voters: np.ndarray
    tests: np.ndarray


def select(p: Floats, *, level: float) -> Selected:
    """Find voters, then the tests that speak against each.

    Among the voters found, at most the share `level` is honest, in expectation. Within a voter
    found, the tests are found at that level times the share of the voters found.

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
