"""Which competitors the votes connect, and in which direction.

A Bradley-Terry maximum is finite exactly when "i beat or tied j" is strongly connected; an order
exists only inside a connected component (Ford, Am. Math. Monthly 64, 1957).
"""

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import Integers

type Booleans = npt.NDArray[np.bool_]


def islands(compared: Booleans) -> Integers:
    """Number the connected components.

    Args:
        compared: (M, M) symmetric, whether two competitors were ever compared.

    Returns:
        (M,) from 1; the island with the most members is 1, then by the lowest member.
    """
    label = _components(compared)
    names, first, sizes = np.unique(label, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(names), dtype=np.int64)
    number[order] = np.arange(1, len(names) + 1)
    return number[np.searchsorted(names, label)]


def _components(compared: Booleans) -> Integers:
    label = np.full(len(compared), -1, dtype=np.int64)
    for start in range(len(compared)):
        if label[start] < 0:
            label[reached_from(start, compared)] = start
    return label


def reached_from(start: int, edges: Booleans) -> Integers:
    """Members that a walk along (M, M) directed `edges` reaches from `start`, itself included."""
    reached = np.zeros(len(edges), dtype=bool)
    reached[start] = True
    frontier = reached.copy()
    while frontier.any():
        frontier = edges[frontier].any(axis=0) & ~reached
        reached |= frontier
    return np.flatnonzero(reached)


def is_strongly_connected(scored: Booleans) -> bool:
    """Whether everybody is reached from everybody; `scored[i, j]`: i beat or tied j."""
    size = len(scored)
    if size == 0:
        return True
    return len(reached_from(0, scored)) == size == len(reached_from(0, scored.T))
