"""The fewest votes whose removal reverses the order of two rows (robustness of a ranking).

Votes of one cell and outcome are alike, so what is removed is a number of each. A vote's influence
on a difference of strengths is, to first order, `e_ijᵀ H⁻¹` times its score; the most influential
are removed first until the order is reversed, which a refit confirms. Influence is then recomputed
at that point, where the threshold between removed and remaining votes must lie.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.bootstrap import scored_in
from leaderboard.ratings.cells import Cells
from leaderboard.ratings.chords import Chords, as_parameters, as_vector
from leaderboard.ratings.connectivity import Connectivity, connectivity_of
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.covariance import bread_of
from leaderboard.ratings.estimates import estimate, with_prior
from leaderboard.ratings.fitting import (
    Method,
    Parameters,
    derivatives,
)
from leaderboard.ratings.ties import vote_scores

# An order is reversed when the difference is beyond 0 by more than the error of a fit, in nats.
MARGIN = 1e-7
# Where there are at most so many smaller removals, each is tried.
MOST_TRIED = 2_000
# How often influence is recomputed.
MOST_ROUNDS = 6
# Exchanges are tried if they are predicted to reverse the order, or to miss that by so many nats.
SLACK = 0.5
# How many exchanges of votes are tried at a time to remove one fewer.
EXCHANGES = 12


@dataclass(frozen=True, slots=True)
class Flip:
    """Votes whose removal reverses an order.

    `votes`: how many; `removed`: which, a cell per pair (and side, if the method has an effect of
    it) with the counts that go; `is_exact`: whether every smaller removal was tried. Otherwise
    `votes` is an upper bound.
    """

    votes: int
    removed: Cells
    is_exact: bool


def votes_to_flip(
    cells: Cells, method: Method, at: Parameters, *, above: int, below: int
) -> Flip | None:
    """The fewest votes found whose removal puts `below` above `above`.

    The remaining votes are rated as a board is: with a prior where there is no finite maximum,
    without effects that are no longer identified. A removal that disconnects the two does not
    reverse their order.

    Args:
        cells: the votes, in whole numbers and without features.
        method: the model as fitted.
        at: its maximum.
        above, below: competitors, the first no weaker than the second.

    Returns:
        None if no such removal was found.

    Raises:
        ValueError: `below` is the stronger, or the cells have features.

    Source:
        Broderick, Giordano and Meager, "An Automatic Finite-Sample Robustness Metric" (2020);
        arXiv 2508.11847 (2025), for the ranks of arenas.
    """
    if len(cells.features):
        raise ValueError("votes with features of style are not removed by cell")
    if at.theta[above] < at.theta[below] - MARGIN:
        raise ValueError("the order to turn round must be the board's")
    board = _Board(cells, method, at, above, below)
    found = _by_influence(board)
    bound = board.total if found is None else int(found.sum()) - 1
    smaller = _removals(board.counts, bound, MOST_TRIED)
    if smaller is not None:
        found = next((each for each in smaller if board.is_reversed(each)), found)
    return None if found is None else board.flip(found, is_exact=smaller is not None)


class _Board:
    """One difference of strengths under removals; a removal is (3C,) votes by outcome and cell."""

    def __init__(
        self, cells: Cells, method: Method, at: Parameters, above: int, below: int
    ) -> None:
        self.cells, self.method, self.at = cells, method, at
        self.above, self.below = above, below
        self.counts = cells.counts.T.ravel().astype(np.float64)
        self.total = int(self.counts.sum())
        self._known: dict[bytes, _Rated | None] = {}
        connectivity = self._connectivity(self.counts)
        self._island = connectivity.island
        bread = bread_of(with_prior(cells, connectivity), method, at)
        self._chords = Chords(cells, method, as_vector(method, at), bread)

    def is_reversed(self, removed: Floats) -> bool:
        return self.difference(removed) < -MARGIN

    def difference(self, removed: Floats) -> float:
        """`above` less `below` in nats without these votes; infinite if not connected."""
        rated = self._rate(removed)
        if rated is None:
            return math.inf
        return float(rated.at.theta[self.above] - rated.at.theta[self.below])

    def influence(self, removed: Floats) -> Floats:
        """(3C,) influence of one vote on the difference, in nats, after this removal."""
        rated = self._rate(removed)
        if rated is None:
            return np.zeros(len(removed))
        at, method = rated.at, rated.method
        connectivity = self._connectivity(self.counts - removed)
        whole = with_prior(self._left(self.counts - removed), connectivity)
        information = derivatives(whole, method, at).pinned(connectivity.island)
        contrast = np.zeros(len(information))
        contrast[[self.above, self.below]] = 1.0, -1.0
        pull = as_parameters(method, np.linalg.solve(information, contrast))
        slope, slope_tie = vote_scores(method.ties, logit=at.logit(self.cells), tie=at.tie)
        return np.asarray(slope * pull.logit(self.cells) + slope_tie * pull.tie).ravel()

    def flip(self, removed: Floats, *, is_exact: bool) -> Flip:
        return Flip(int(removed.sum()), self._left(removed), is_exact)

    def _rate(self, removed: Floats) -> "_Rated | None":
        key = removed.tobytes()
        if key not in self._known:
            self._known[key] = self._refit(self.counts - removed)
        return self._known[key]

    def _refit(self, counts: Floats) -> "_Rated | None":
        connectivity = self._connectivity(counts)
        if connectivity.island[self.above] != connectivity.island[self.below]:
            return None
        if not connectivity.is_open.any() and (connectivity.island == self._island).all():
            values, converged = self._chords.fit(counts.reshape(1, 3, -1))
            if converged[0]:
                return _Rated(as_parameters(self.method, values[0]), self.method)
        found = estimate(self._left(counts), connectivity, method=self.method, start=self.at)
        return _Rated(found.parameters, found.method)

    def _connectivity(self, counts: Floats) -> Connectivity:
        return connectivity_of(scored_in(self.cells, counts.reshape(3, -1)))

    def _left(self, counts: Floats) -> Cells:
        """The cells that have votes in these counts."""
        table = counts.reshape(3, -1).T
        some = table.any(axis=1)
        return Cells(self.cells.size, self.cells.left[some], self.cells.right[some], table[some])


@dataclass(frozen=True, slots=True)
class _Rated:
    """A fit of the remaining votes."""

    at: Parameters
    method: Method


def _by_influence(board: _Board) -> Floats | None:
    """A small removal that reverses the order, found by influence."""
    best, removed = None, np.zeros_like(board.counts)
    for _ in range(MOST_ROUNDS):
        found = _fewest_along(board, board.influence(removed))
        if found is None or (best is not None and found.sum() >= best.sum()):
            break
        best = removed = found
    while best is not None:
        fewer = _exchange(board, best)
        if fewer is None:
            break
        best = fewer
    return best


def _fewest_along(board: _Board, influence: Floats) -> Floats | None:
    """The fewest of the most influential votes that reverse the order; None if none do."""
    path = _Path(board.counts, influence)
    low, high = 0, path.votes
    at_low, at_high = board.difference(path.take(0)), math.inf
    step = 0
    while high - low > 1:
        step += 1
        # Every third step bisects, so that the search ends whatever the path.
        guess = (low + high) // 2 if step % 3 == 0 else path.guess(low, high, at_low, at_high)
        middle = min(max(guess, low + 1), high - 1)
        at_middle = board.difference(path.take(middle))
        if at_middle < -MARGIN or at_middle == math.inf:
            high, at_high = middle, at_middle
        else:
            low, at_low = middle, at_middle
    last = path.take(high)
    return last if board.is_reversed(last) else None


class _Path:
    """Votes that support the order, the most influential first."""

    def __init__(self, counts: Floats, influence: Floats) -> None:
        held = np.flatnonzero((counts > 0) & (influence > 0))
        self._order = held[np.argsort(-influence[held], kind="stable")]
        self._counts, self._each = counts[self._order], influence[self._order]
        self._ends = np.cumsum(self._counts)
        self._gains = np.concatenate([[0.0], np.cumsum(self._counts * self._each)])
        self._length = len(counts)
        self.votes = int(self._counts.sum())

    def take(self, votes: int) -> Floats:
        """(3C,) the first `votes` of them."""
        removed = np.zeros(self._length)
        before = self._ends - self._counts
        removed[self._order] = np.clip(votes - before, 0, self._counts)
        return removed

    def guess(self, low: int, high: int, at_low: float, at_high: float) -> int:
        """How many reverse the order, extrapolated from influence and the differences so far."""
        gained = self._gained(low)
        fall = 1.0
        if at_high < math.inf:
            fall = (at_low - at_high) / (self._gained(high) - gained)
        return self._votes_for(gained + (at_low + MARGIN) / fall)

    def _gained(self, votes: int) -> float:
        return float(np.interp(votes, [0.0, *self._ends], self._gains))

    def _votes_for(self, gain: float) -> int:
        return math.ceil(float(np.interp(gain, self._gains, [0.0, *self._ends])))


def _exchange(board: _Board, removed: Floats) -> Floats | None:
    """A removal of one vote fewer that still reverses the order: one put back, or two for one."""
    influence, over = board.influence(removed), board.difference(removed)
    order, left = np.argsort(influence, kind="stable"), board.counts - removed
    back = order[removed[order] > 0][:EXCHANGES].tolist()
    more = order[left[order] > 0][::-1][:EXCHANGES].tolist()
    options: list[tuple[float, list[int], list[int]]] = [(influence[a], [a], []) for a in back]
    options += [
        (influence[a] + influence[b] - influence[c], [a, b], [c])
        for place, a in enumerate(back)
        for b in back[place:]
        for c in more
        if removed[a] > (a == b)
    ]
    for change, returned, taken in sorted(options)[:EXCHANGES]:
        changed = removed.copy()
        np.add.at(changed, taken, 1.0)
        np.add.at(changed, returned, -1.0)
        if over + change < SLACK and board.is_reversed(changed):
            return changed
    return None


def _removals(counts: Floats, most: int, tried: int) -> Iterator[Floats] | None:
    """Every removal of 1 to `most` votes, the smaller first; None if they are more than `tried`."""
    kinds = np.flatnonzero(counts)
    if most and len(kinds) > tried:
        return None
    ways = np.ones(1)
    for count in counts[kinds]:
        ways = np.convolve(ways, np.ones(int(min(count, most)) + 1))[: most + 1]
        if ways.sum() - 1 > tried:
            return None
    return _each_removal(counts, kinds.tolist(), most)


def _each_removal(counts: Floats, kinds: list[int], most: int) -> Iterator[Floats]:
    for votes in range(1, most + 1):
        for chosen in _chosen([int(counts[kind]) for kind in kinds], votes):
            removed = np.zeros_like(counts)
            removed[kinds] = chosen
            yield removed


def _chosen(counts: list[int], votes: int) -> Iterator[list[int]]:
    """All ways to take `votes` in all."""
    if not counts:
        if not votes:
            yield []
        return
    for taken in range(min(counts[0], votes) + 1):
        for rest in _chosen(counts[1:], votes - taken):
            yield [taken, *rest]
