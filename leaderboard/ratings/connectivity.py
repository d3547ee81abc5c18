"""Which competitors the votes connect, and in which direction.

A Bradley-Terry maximum is finite exactly when "i beat or tied j" is strongly connected; an order
exists only inside a connected component (Ford, Am. Math. Monthly 64, 1957).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import Integers

type Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the votes of M competitors bound.

    `island` (M,) from 1; `is_open` (M,): the strengths of its island have no finite maximum;
    `never_lost` (M,): in a group nobody outside it scored against; `never_won` (M,): in a group
    that never scored outside it.
    """

    island: Integers
    is_open: Booleans
    never_lost: Booleans
    never_won: Booleans

    def members(self) -> list[Integers]:
        """The members of each island that has more than one."""
        sizes = np.bincount(self.island)
        return [np.flatnonzero(self.island == number) for number in np.flatnonzero(sizes > 1)]


def reach_of(scored: Booleans) -> Reach:
    """What a board's votes bound.

    Args:
        scored: (M, M), whether i beat or tied j.
    """
    size = len(scored)
    island = islands(scored | scored.T)
    reach = Reach(island, *(np.zeros(size, dtype=bool) for _ in range(3)))
    for members in reach.members():
        inside = scored[np.ix_(members, members)]
        if not is_strongly_connected(inside):
            reach.is_open[members] = True
            beneath = closure(inside)
            reach.never_lost[members] = ~(beneath.T & ~beneath).any(axis=1)
            reach.never_won[members] = ~(beneath & ~beneath.T).any(axis=1)
    return reach


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


def closure(edges: Booleans) -> Booleans:
    """(M, M): whether a walk along the directed edges, or standing still, leads from i to j."""
    reached = edges | np.eye(len(edges), dtype=bool)
    while True:
        further = (reached.astype(np.float32) @ reached.astype(np.float32)) > 0
        if (further == reached).all():
            return reached
        reached = further
