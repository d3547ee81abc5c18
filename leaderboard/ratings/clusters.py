"""Covariances that know that votes of one voter, or votes on one challenge, resemble each other.

Plain cluster-robust errors are too small where clusters are few. Here each cluster is left out in
turn, as far as that makes a difference, and the clusters are counted as what they are worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import inverse, meat_of
from leaderboard.ratings.fitting import Method, Parameters, derivatives, effects_of
from leaderboard.ratings.ties import vote_scores

# Doubles held at a time in (clusters, parameters), so that they stay in the cache: 2 MB.
_MOST_HELD = 1 << 18
# Votes that are clusters of their own, taken together: 60 MB.
_SINGLE_VOTES = 1 << 20
# A cluster that has at most this share of the votes of each competitor moves no variance by more
# than twice the share when it is left out exactly instead of to first order.
_SMALL_SHARE = 0.01
# Clusters left out exactly cost (P, P) systems; the largest ones come first.
_MOST_EXACT = 4_000
_MOST_WORK = 1e10
# From this share on, a competitor has all its votes from one cluster.
ALL = 1 - 1e-9
# Systems with smaller pivots than this, relative to the largest, are singular.
_SMALLEST_PIVOT = 1e-9


@dataclass(frozen=True, slots=True)
class Clustered:
    """A covariance over clusters of one kind, such as voters.

    `covariance` (P, P) in nats²; `clusters` how many there are; `concentration` (P,) sums of
    squared shares that clusters have in each variance, so that its inverse is how many equal
    clusters they are worth; `largest` (M,) the largest share that one has of a competitor's votes.
    """

    covariance: Floats
    clusters: int
    concentration: Floats
    largest: Floats


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Votes of clusters next to each other: the votes, which cluster each is of, and where the
    clusters of the chunk are among all."""

    votes: Integers
    who: Integers
    clusters: slice


class Clusters:
    """Votes sorted by cluster.

    Args:
        cells: the votes, a cell for each.
        cluster: (N,) the cluster of each, as any integer.
        method: the model.
        at: its maximum.
    """

    def __init__(self, cells: Cells, cluster: Integers, method: Method, at: Parameters) -> None:
        self.cells, self.method, self.at = cells, method, at
        self.width = cells.size + method.side_effect + len(cells.features) + method.has_tie
        self.totals = self._votes_on_each()
        order = np.argsort(cluster, kind="stable")
        ordered = cluster[order]
        begins = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
        sizes = np.diff(begins, append=len(order))
        alone = self._are_single(order, begins, sizes)
        # Votes that are clusters of their own have no others to be summed with.
        self.single, self.order = order[begins[alone]], order[~np.repeat(alone, sizes)]
        self.ends = np.cumsum(sizes[~alone])
        self.begins = self.ends - sizes[~alone]

    def __len__(self) -> int:
        return len(self.begins) + len(self.single)

    def _votes_on_each(self) -> Floats:
        """(P,) votes on each competitor, and all for each effect."""
        size, cells = self.cells.size, self.cells
        totals = np.zeros(self.width)
        for side in (cells.left, cells.right):
            totals[:size] += np.bincount(side, cells.totals, size)
        totals[size:] = cells.totals.sum()
        return totals

    def _are_single(self, order: Integers, begins: Integers, sizes: Integers) -> np.ndarray:
        """(G,) whether a cluster is one vote, and small."""
        alone, cells, number = sizes == 1, self.cells, self.totals
        vote = order[begins[alone]]
        fewest = np.minimum(number[cells.left[vote]], number[cells.right[vote]])
        once = cells.counts[vote].sum(axis=1) <= 1
        alone[alone] = once & (fewest * _SMALL_SHARE >= 1)
        return np.asarray(alone)

    def meat(self) -> Floats:
        """(P, P) `Σ_g s_g s_gᵀ`, where `s_g` is the sum of the scores of the votes of cluster g.

        Source:
            Liang and Zeger, Biometrika 73 (1986).
        """
        total = self._single_meat()
        for chunk in self._chunks():
            scores = self._scores(chunk)
            total += scores.T @ scores
        return total

    def _single_meat(self) -> Floats:
        total = np.zeros((self.width, self.width))
        for first in range(0, len(self.single), _SINGLE_VOTES):
            some = self._only(self.single[first : first + _SINGLE_VOTES])
            total += meat_of(some, self.method, self.at)
        return total

    def covariance(self, information: Floats, independent: Floats) -> Clustered:
        """The jackknife over clusters.

        Leaving cluster g out moves the maximum, to first order in its own scores, by
        `-(H - H_g)⁻¹ s_g`; the covariance is `(G - 1)/G` times the sum of the outer products of
        these moves. Clusters with few votes of every competitor are left out with `H⁻¹` instead.

        Args:
            information: (P, P) pinned information H, any prior included.
            independent: (P, P) covariance of independent votes, which tells what part of each
                variance is between clusters.

        Source:
            CV3 of MacKinnon, Nielsen and Webb, J. Appl. Econometrics 38 (2023), after Bell and
            McCaffrey, Survey Methodology 28 (2002).
        """
        spread = self._spread()
        exact = self._left_out_exactly(spread.of_cluster)
        meat, moved = self._single_meat(), np.zeros((self.width, self.width))
        for chunk in self._chunks():
            scores, some = self._scores(chunk), exact[chunk.clusters]
            meat += scores[~some].T @ scores[~some]
            for place in np.flatnonzero(some).tolist():
                move = self._move(chunk, place, scores[place], information)
                moved += np.outer(move, move)
        bread, number = inverse(information), len(self)
        covariance = bread @ meat @ bread + moved * (number - 1) / max(number, 1)
        between = _share_between(covariance, independent, self.cells.size)
        return Clustered(covariance, number, spread.concentration(between), spread.of_competitor)

    def _chunks(self) -> Iterator[_Chunk]:
        step = max(1, _MOST_HELD // max(self.width, 1))
        for first in range(0, len(self.begins), step):
            last = min(first + step, len(self.begins))
            votes = self.order[self.begins[first] : self.ends[last - 1]]
            sizes = (self.ends - self.begins)[first:last]
            yield _Chunk(votes, np.repeat(np.arange(last - first), sizes), slice(first, last))

    def _scores(self, chunk: _Chunk) -> Floats:
        """(clusters, P): the summed scores of the votes of each cluster."""
        cells, method = self._only(chunk.votes), self.method
        slope, slope_tie = vote_scores(method.ties, logit=self.at.logit(cells), tie=self.at.tie)
        slope = (cells.counts.T * slope).sum(axis=0)
        columns = list(effects_of(cells, method) * slope)
        if method.has_tie:
            columns.append((cells.counts.T * slope_tie).sum(axis=0))
        left, right = self._by_competitor(cells, chunk, slope)
        number = len(left)
        rest = [np.bincount(chunk.who, score, number) for score in columns]
        return np.column_stack([left - right, *rest])

    def _by_competitor(self, cells: Cells, chunk: _Chunk, weight: Floats) -> tuple[Floats, Floats]:
        """Two (clusters, M): the sums of weights by competitor, on either side."""
        number, size = chunk.clusters.stop - chunk.clusters.start, cells.size
        left, right = (
            np.bincount(chunk.who * size + side, weight, number * size).reshape(number, size)
            for side in (cells.left, cells.right)
        )
        return left, right

    def _spread(self) -> "_Spread":
        size, cells = self.cells.size, self.cells
        found = _Spread(
            np.zeros(len(self.begins)), np.zeros(size), np.zeros((3, self.width)), self.totals
        )
        single = np.full(self.width, float(len(self.single)))
        single[:size] = sum(
            np.bincount(side[self.single], minlength=size) for side in (cells.left, cells.right)
        )
        found.add_single(single)
        for chunk in self._chunks():
            some = self._only(chunk.votes)
            number = np.zeros((chunk.clusters.stop - chunk.clusters.start, self.width))
            number[:, :size] = sum(self._by_competitor(some, chunk, some.totals))
            number[:, size:] = np.bincount(chunk.who, some.totals)[:, None]
            found.add(chunk.clusters, number)
        return found

    def _left_out_exactly(self, largest: Floats) -> np.ndarray:
        """(G,) whether each cluster is so large that it is, as far as the work is worth it."""
        room = min(_MOST_EXACT, int(_MOST_WORK / max(self.width, 1) ** 3))
        exact = np.zeros(len(largest), dtype=bool)
        exact[np.argsort(-largest, kind="stable")[: max(room, 1)]] = True
        return exact & (largest > _SMALL_SHARE)

    def _move(self, chunk: _Chunk, place: int, score: Floats, information: Floats) -> Floats:
        """(P,) by how much the maximum moves when a cluster is left out; 0 for competitors that
        nobody else has judged."""
        first = int(np.searchsorted(chunk.who, place))
        last = int(np.searchsorted(chunk.who, place, side="right"))
        cells = self._only(chunk.votes[first:last])
        own = derivatives(cells, self.method, self.at).information.matrix()
        number = np.bincount(cells.left, cells.totals, cells.size)
        number += np.bincount(cells.right, cells.totals, cells.size)
        kept = np.ones(self.width, dtype=bool)
        kept[: cells.size] = number < ALL * self.totals[: cells.size]
        rest = (information - own)[np.ix_(kept, kept)]
        move = np.zeros(self.width)
        move[kept] = _solved(rest, score[kept])
        return move

    def _only(self, chosen: Integers) -> Cells:
        cells = self.cells
        return Cells(
            cells.size,
            cells.left[chosen].astype(np.int64),
            cells.right[chosen].astype(np.int64),
            cells.counts[chosen].astype(np.float64),
            cells.features[:, chosen].astype(np.float64) if len(cells.features) else cells.features,
        )


def _solved(matrix: Floats, vector: Floats) -> Floats:
    """The solution of a symmetric system; of a singular one, that of least length."""
    try:
        pivots = np.diagonal(np.linalg.cholesky(matrix)) ** 2
        if pivots.min(initial=np.inf) > _SMALLEST_PIVOT * pivots.max(initial=0.0):
            return np.asarray(np.linalg.solve(matrix, vector))
    except np.linalg.LinAlgError:
        pass
    return np.asarray(np.linalg.lstsq(matrix, vector, rcond=_SMALLEST_PIVOT)[0])


def _share_between(covariance: Floats, independent: Floats, size: int) -> float:
    """What part of the variance of strengths is between clusters, over all competitors."""
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.diagonal(independent)[:size] / np.diagonal(covariance)[:size]
    within = within[np.isfinite(within)]
    return float(np.clip(1 - np.median(within), 0.0, 1.0)) if len(within) else 0.0


@dataclass(slots=True)
class _Spread:
    """How votes are spread over clusters: (G,) the largest share that each has of any competitor's
    votes; (M,) the largest that any has of each competitor's; (3, P) sums over clusters of the
    second to fourth powers of their votes on each competitor, and of all their votes for each
    effect; (P,) sums of the votes themselves."""

    of_cluster: Floats
    of_competitor: Floats
    powers: Floats
    totals: Floats

    def add(self, clusters: slice, number: Floats) -> None:
        """Add clusters with their (clusters, P) numbers of votes."""
        size = len(self.of_competitor)
        shares = number / np.maximum(self.totals, 1.0)
        self.of_cluster[clusters] = shares.max(axis=1, initial=0.0)
        highest = shares[:, :size].max(axis=0, initial=0.0)
        self.of_competitor = np.maximum(self.of_competitor, highest)
        square = number * number
        self.powers += [each.sum(axis=0) for each in (square, square * number, square**2)]

    def add_single(self, number: Floats) -> None:
        """Add clusters of one vote each, by their (P,) number on each."""
        size = len(self.of_competitor)
        share = (number > 0) / np.maximum(self.totals, 1.0)
        self.of_competitor = np.maximum(self.of_competitor, share[:size])
        self.powers += number

    def concentration(self, between: float) -> Floats:
        """(P,) `Σ_g q_g²`, where q_g is the share that cluster g has in a variance: its share of
        the votes as far as votes are independent, of the squares of votes as far as clusters
        differ. NaN without votes.

        Source:
            The effective number of clusters of Carter, Schnepel and Steigerwald, Rev. Econ. Stat.
            99 (2017), under the working covariance of Imbens and Kolesár, Rev. Econ. Stat. 98
            (2016).
        """
        squares, cubes, fourths = self.powers
        has_votes = self.totals > 0
        votes, squares = (np.where(has_votes, each, np.nan) for each in (self.totals, squares))
        within = 1 - between
        found = within**2 * squares / votes**2
        found += 2 * within * between * cubes / (votes * squares)
        found += between**2 * fourths / squares**2
        return np.asarray(np.minimum(found, 1.0))
