"""Covariances that know that votes of one voter, or votes on one challenge, resemble each other.

Plain cluster-robust errors are too small where clusters are few. Here each cluster is left out in
turn, as far as that makes a difference, and the clusters are counted as what they are worth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.cluster_spread import Spread
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.covariance import inverse, meat_of
from leaderboard.ratings.fitting import Method, Parameters, derivatives, effects_of
from leaderboard.ratings.known_votes import MANY_VOTES, Known
from leaderboard.ratings.ties import vote_scores

# Doubles held at a time in (clusters, parameters), so that they stay in the cache: 1 MB.
_MOST_HELD = 1 << 17
# Votes whose scores are made at a time, likewise.
_MOST_VOTES = 1 << 17
# From so many clusters on, their scores are multiplied in single precision, which leaves six digits
# of a standard error and takes a third of the time.
_MANY = 50_000
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
class _Part:
    """Some votes of clusters next to each other: `who` (N,) which of these clusters each is of;
    `left`, `right` competitors; `totals` votes; `slope` the score by η, `rest` (E, N) by each
    effect."""

    who: Integers
    left: Integers
    right: Integers
    totals: Floats
    slope: Floats
    rest: Sequence[Floats]


class Clusters:
    """Votes sorted by cluster.

    Args:
        cells: the votes, a cell for each.
        cluster: (N,) the cluster of each, as any integer; those in ascending order need no sorting.
        method: the model.
        at: its maximum.
        known: what other clusters of the same votes know of these already.
    """

    def __init__(
        self,
        cells: Cells,
        cluster: Integers,
        method: Method,
        at: Parameters,
        *,
        known: "Known | None" = None,
    ) -> None:
        self.cells, self.method, self.at = cells, method, at
        self.width = cells.size + method.side_effect + len(cells.features) + method.has_tie
        self.known = known or Known.of(cells, method, at, self.width)
        self.outcome, self.totals = self.known.outcome, self.known.totals
        self.table = self.known.table
        order = _order(cluster)
        ordered = cluster if order is None else cluster[order]
        begins = np.ones(len(cluster), dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
        # Votes that are clusters of their own have no others to be summed with.
        alone = begins & np.append(begins[1:], True)
        alone &= self._may_be_alone(order)
        self.single = _chosen(alone, order)
        begins = begins[~alone]
        self.order = order if order is None and not len(self.single) else _chosen(~alone, order)
        self.begins = np.flatnonzero(begins)
        self.ends = np.append(self.begins[1:], len(begins))[: len(self.begins)]

    def __len__(self) -> int:
        return len(self.begins) + len(self.single)

    def _may_be_alone(self, order: Integers | None) -> np.ndarray:
        """(N,) whether the votes are single ones and, in order, small as a cluster."""
        cells, found = self.cells, np.empty(len(self.cells.left), dtype=bool)
        many = self.totals[: cells.size] * _SMALL_SHARE >= 1
        for first in range(0, len(found), MANY_VOTES):
            some = slice(first, first + MANY_VOTES)
            found[some] = many[cells.left[some]] & many[cells.right[some]]
            if self.outcome is None:
                found[some] &= cells.counts[some].sum(axis=1) <= 1
        return found if order is None else found[order]

    def meat(self) -> Floats:
        """(P, P) `Σ_g s_g s_gᵀ`, where `s_g` is the sum of the scores of the votes of cluster g.

        Source:
            Liang and Zeger, Biometrika 73 (1986).
        """
        total = self._meat_of_votes(self.single)
        squares = ((self.ends - self.begins) ** 2).sum()
        if self.width == self.cells.size and 2 * squares < len(self.begins) * self.width:
            return total + self._meat_of_small()
        for chunk in self._chunks():
            total += self._square(self._scores(chunk))
        return total

    def _meat_of_votes(self, votes: Integers) -> Floats:
        """(P, P) the sum of the outer products of the scores of these votes."""
        size = self.cells.size
        parts = (votes[at : at + MANY_VOTES] for at in range(0, len(votes), MANY_VOTES))
        if self.table is None:
            total = np.zeros((self.width, self.width))
            for part in parts:
                total += meat_of(self._only(part), self.method, self.at)
            return total
        counts = np.zeros((3, size * size))
        for part in parts:
            some = self._only(part)
            for outcome in range(3):
                counts[outcome] += np.bincount(some.pair, some.counts[:, outcome], size * size)
        there = np.flatnonzero(counts.any(axis=0))
        cells = Cells(size, there // size, there % size, counts[:, there].T)
        return meat_of(cells, self.method, self.at)

    def _meat_of_small(self) -> Floats:
        """(M, M) that of clusters with few votes each, as a sum over pairs of votes."""
        size = self.cells.size
        last = int(self.ends[-1]) if len(self.ends) else 0
        after = np.repeat(self.ends, self.ends - self.begins) - np.arange(last) - 1
        part = self._part(slice(0, len(self.begins)), 0, last)
        across, lag, some = np.zeros(size * size), 1, np.flatnonzero(after)
        while len(some):
            weight = part.slope[some] * part.slope[some + lag]
            for one, other in ((part.left, part.right), (part.right, part.left)):
                first = one[some] * size
                across += np.bincount(first + one[some + lag], weight, size * size)
                across -= np.bincount(first + other[some + lag], weight, size * size)
            lag += 1
            some = some[after[some] >= lag]
        square = across.reshape(size, size)
        kept = np.arange(last) if self.order is None else self.order
        return square + square.T + self._meat_of_votes(kept)

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
        spread, meat = self._spread_of_single(), self._meat_of_votes(self.single)
        for chunk in self._chunks():
            meat += self._square(self._scores(chunk, spread))
        moved = np.zeros_like(meat)
        for place in np.flatnonzero(self._left_out_exactly(spread.of_cluster)).tolist():
            score, move = self._move(place, information)
            meat -= np.outer(score, score)
            moved += np.outer(move, move)
        bread, number = inverse(information), len(self)
        covariance = bread @ meat @ bread + moved * (number - 1) / max(number, 1)
        between = _share_between(covariance, independent, self.cells.size)
        return Clustered(covariance, number, spread.concentration(between), spread.of_competitor)

    def _square(self, scores: Floats) -> Floats:
        """(P, P) the sum of the outer products of rows."""
        if len(self.begins) < _MANY:
            return scores.T @ scores
        single = scores.astype(np.float32)
        return (single.T @ single).astype(np.float64)

    def _spread_of_single(self) -> Spread:
        size, single = self.cells.size, np.full(self.width, float(len(self.single)))
        sides = (self.cells.left, self.cells.right)
        single[:size] = sum(np.bincount(side[self.single], minlength=size) for side in sides)
        found = Spread.of_none(len(self.begins), size, self.totals)
        found.add_single(single)
        return found

    def _chunks(self) -> Iterator[slice]:
        """Clusters whose scores are held together."""
        step = max(1, _MOST_HELD // max(self.width, 1))
        for first in range(0, len(self.begins), step):
            yield slice(first, min(first + step, len(self.begins)))

    def _scores(self, chunk: slice, spread: Spread | None = None) -> Floats:
        """(clusters, P): the summed scores of the votes of each cluster.

        Args:
            chunk: clusters.
            spread: to which their votes are added, if it is asked for.
        """
        clusters, size = chunk.stop - chunk.start, self.cells.size
        first, last = int(self.begins[chunk.start]), int(self.ends[chunk.stop - 1])
        scores, number = np.zeros((clusters, self.width)), np.zeros(clusters * size)
        totals = np.zeros(clusters)
        for at in range(first, last, _MOST_VOTES):
            part = self._part(chunk, at, min(at + _MOST_VOTES, last))
            keys = part.who * size
            keys = np.concatenate([keys + part.left, keys + part.right])
            slope = np.concatenate([part.slope, -part.slope])
            scores[:, :size] += np.bincount(keys, slope, clusters * size).reshape(clusters, size)
            for place, column in enumerate(part.rest, size):
                scores[:, place] += np.bincount(part.who, column, clusters)
            if spread is not None:
                single = self.outcome is not None
                weights = None if single else np.tile(part.totals, 2)
                number += np.bincount(keys, weights, clusters * size)
                totals += np.bincount(part.who, None if single else part.totals, clusters)
        if spread is not None:
            spread.add(chunk, number.reshape(clusters, size), totals)
        return scores

    def _part(self, chunk: slice, first: int, last: int) -> _Part:
        """The votes at these places in the order by cluster, of clusters of the chunk."""
        begins, ends = self.begins[chunk], self.ends[chunk]
        sizes = np.maximum(np.minimum(ends, last) - np.maximum(begins, first), 0)
        who, chosen = np.repeat(np.arange(len(begins)), sizes), self._votes(first, last)
        if self.outcome is not None and self.table is not None and self.width == self.cells.size:
            left, right = (
                side[chosen].astype(np.int64) for side in (self.cells.left, self.cells.right)
            )
            pair = left * self.cells.size + right
            slope = self.table[0].ravel()[
                self.outcome[chosen] * np.int64(self.cells.size**2) + pair
            ]
            return _Part(who, left, right, np.broadcast_to(1.0, len(left)), slope, [])
        cells = self._only(chosen)
        slope, rest = self._slopes(cells)
        return _Part(who, cells.left, cells.right, cells.totals, slope, rest)

    def _slopes(self, cells: Cells) -> tuple[Floats, list[Floats]]:
        """(C,) the scores by η, and those by each effect."""
        method = self.method
        if self.table is None:
            scores = vote_scores(method.ties, logit=self.at.logit(cells), tie=self.at.tie)
            slope, slope_tie = ((cells.counts.T * each).sum(axis=0) for each in scores)
        else:
            pair = cells.pair
            slope = _weighted(cells, self.table[0], pair)
            slope_tie = _weighted(cells, self.table[1], pair) if method.has_tie else slope
        rest = list(effects_of(cells, method) * slope)
        return slope, [*rest, slope_tie] if method.has_tie else rest

    def _votes(self, first: int, last: int) -> Integers | slice:
        """The votes at these places in the order by cluster."""
        return slice(first, last) if self.order is None else self.order[first:last]

    def _left_out_exactly(self, largest: Floats) -> np.ndarray:
        """(G,) whether each cluster is so large that it is, as far as the work is worth it."""
        room = min(_MOST_EXACT, int(_MOST_WORK / max(self.width, 1) ** 3))
        exact = np.zeros(len(largest), dtype=bool)
        exact[np.argsort(-largest, kind="stable")[: max(room, 1)]] = True
        return exact & (largest > _SMALL_SHARE)

    def _move(self, place: int, information: Floats) -> tuple[Floats, Floats]:
        """Two (P,): the score of a cluster, and by how much the maximum moves when it is left out;
        0 for competitors that nobody else has judged."""
        cells = self._only(self._votes(int(self.begins[place]), int(self.ends[place])))
        size, (slope, rest) = cells.size, self._slopes(cells)
        score = np.bincount(cells.left, slope, size) - np.bincount(cells.right, slope, size)
        score = np.append(score, [column.sum() for column in rest])
        own = derivatives(cells, self.method, self.at).information.matrix()
        number = np.bincount(cells.left, cells.totals, size)
        number += np.bincount(cells.right, cells.totals, size)
        kept = np.ones(self.width, dtype=bool)
        kept[:size] = number < ALL * self.totals[:size]
        move = np.zeros(self.width)
        move[kept] = _solved((information - own)[np.ix_(kept, kept)], score[kept])
        return score, move

    def _only(self, chosen: Integers | slice) -> Cells:
        cells = self.cells
        return Cells(
            cells.size,
            cells.left[chosen].astype(np.int64),
            cells.right[chosen].astype(np.int64),
            cells.counts[chosen].astype(np.float64),
            cells.features[:, chosen].astype(np.float64) if len(cells.features) else cells.features,
        )


def _order(cluster: Integers) -> Integers | None:
    """What sorts clusters, votes of one in the order they have; None if they are sorted."""
    if (cluster[1:] >= cluster[:-1]).all():
        return None
    lowest = cluster.min()
    if cluster.max() - lowest < 1 << 16:
        cluster = (cluster - lowest).astype(np.uint16)  # a few passes of a radix sort
    return np.argsort(cluster, kind="stable")


def _chosen(some: np.ndarray, order: Integers | None) -> Integers:
    return np.flatnonzero(some) if order is None else order[some]


def _weighted(cells: Cells, scores: Floats, pair: Integers) -> Floats:
    """(C,) the sum over outcomes of counts and scores, (3, M * M)."""
    return np.asarray(sum(cells.counts[:, place] * scores[place][pair] for place in range(3)))


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
