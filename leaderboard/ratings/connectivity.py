"""Connected and strongly connected components of the graph of votes.

A Bradley-Terry maximum is finite exactly when "i beat or tied j" is strongly connected; an order
exists only inside a connected component (Ford, Am. Math. Monthly 64, 1957).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.ratings.counts import Integers

type Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Connectivity:
    """Which of M competitors the votes connect, and whose strength they bound.

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


def connectivity_of(scored: Booleans) -> Connectivity:
    """The connectivity of a board.

    Args:
        scored: (M, M), whether i beat or tied j.
    """
    size = len(scored)
    island = islands(scored | scored.T)
    connectivity = Connectivity(island, *(np.zeros(size, dtype=bool) for _ in range(3)))
    for members in connectivity.members():
        inside = scored[np.ix_(members, members)]
        if not is_strongly_connected(inside):
            connectivity.is_open[members] = True
            beneath = transitive_closure(inside)
            connectivity.never_lost[members] = ~(beneath.T & ~beneath).any(axis=1)
            connectivity.never_won[members] = ~(beneath & ~beneath.T).any(axis=1)
    return connectivity


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
            label[reachable_from(start, compared)] = start
    return label


def reachable_from(start: int, edges: Booleans) -> Integers:
    """Nodes reachable from `start`, itself included, along the (M, M) directed `edges`."""
    reached = np.zeros(len(edges), dtype=bool)
    reached[start] = True
    frontier = reached.copy()
    while frontier.any():
        frontier = edges[frontier].any(axis=0) & ~reached
        reached |= frontier
    return np.flatnonzero(reached)


def is_strongly_connected(scored: Booleans) -> bool:
    """Whether every node is reachable from every other; `scored[i, j]`: i beat or tied j."""
    size = len(scored)
    if size == 0:
        return True
    return len(reachable_from(0, scored)) == size == len(reachable_from(0, scored.T))


def transitive_closure(edges: Booleans) -> Booleans:
    """(M, M): whether j is reachable from i along the directed edges; true for i = j."""
    reached = edges | np.eye(len(edges), dtype=bool)
    while True:
        further = (reached.astype(np.float32) @ reached.astype(np.float32)) > 0
        if (further == reached).all():
            return reached
        reached = further
