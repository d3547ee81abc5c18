"""Bootstrap standard errors: refits of resampled votes, a check of the sandwich covariance.

Votes of one cell and outcome are alike, so drawing as many votes as there are, with replacement,
is a multinomial draw over cells and outcomes: the same distribution from the counts alone.
"""

from dataclasses import dataclass, replace

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE, Cells
from leaderboard.ratings.chords import Chords, as_vector
from leaderboard.ratings.connectivity import Booleans, connectivity_of, is_strongly_connected
from leaderboard.ratings.counts import Floats
from leaderboard.ratings.covariance import bread_of
from leaderboard.ratings.estimates import estimate, with_prior
from leaderboard.ratings.fitting import Method, Parameters

# Cells times rounds computed together: few calls for small boards, in cache for large ones.
_HELD = 1 << 17


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Refits of resampled votes.

    `values` (rounds, P): strengths in nats of mean 0 in each island, then the side effect, then τ,
    as the method has them; an effect is NaN where a resample does not identify it. `with_prior`:
    rounds that had no finite maximum without half a win on each side of each compared pair;
    `refitted`: rounds where the chord method did not converge, fitted by Newton's method.
    """

    values: Floats
    with_prior: int
    refitted: int

    def intervals(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """(P,) lower and (P,) upper percentiles."""
        tail = (1 - level) / 2
        lower, upper = np.nanquantile(self.values, [tail, 1 - tail], axis=0)
        return lower, upper


def bootstrap_estimates(
    cells: Cells, method: Method, at: Parameters, *, rounds: int, seed: int
) -> Bootstrap:
    """Refit resamples of the votes, each as large as the board.

    Args:
        cells: the votes, in whole numbers and without features.
        method: the model as fitted.
        at: its maximum, where every refit starts.
        rounds: how many resamples.
        seed: the same one gives the same numbers.

    Raises:
        ValueError: the counts are not whole numbers, or the cells have features.
        DidNotConvergeError: a refit has no maximum even with the prior.

    Source:
        Efron, Ann. Statist. 7 (1979).
    """
    if (cells.counts % 1 != 0).any():
        raise ValueError("only whole votes can be drawn")
    if len(cells.features):
        raise ValueError("votes with features of style are not drawn by cell")
    rng = np.random.default_rng(seed)
    resampling = _Resampling(cells, method, at)
    step = max(1, _HELD // max(len(cells.left), 1))
    parts = [
        resampling.refit(_draw(cells, rng, min(step, rounds - first)))
        for first in range(0, rounds, step)
    ]
    return Bootstrap(
        np.concatenate([np.zeros((0, len(resampling.start))), *(part.values for part in parts)]),
        sum(part.with_prior for part in parts),
        sum(part.refitted for part in parts),
    )


def _draw(cells: Cells, rng: np.random.Generator, rounds: int) -> Floats:
    """(rounds, 3, C) counts of resamples."""
    counts = cells.counts.T.ravel().astype(np.float64)
    drawn = np.zeros((rounds, len(counts)))
    seen = np.flatnonzero(counts)
    if len(seen):
        total = counts.sum()
        drawn[:, seen] = rng.multinomial(int(total), counts[seen] / total, size=rounds)
    return drawn.reshape(rounds, 3, -1)


class _Resampling:
    """A board whose resamples are refitted."""

    def __init__(self, cells: Cells, method: Method, at: Parameters) -> None:
        self.cells, self.method = cells, method
        self.at = at
        self.start = as_vector(method, at)
        self.connectivity = connectivity_of(scored_in(cells, cells.counts.T))
        whole = with_prior(cells, self.connectivity)
        bread = bread_of(whole, method, at)
        # Cells for a prior on every pair, empty where there is none.
        all_open = replace(self.connectivity, is_open=np.ones(cells.size, dtype=bool))
        self.padded = with_prior(cells, all_open)
        self.plain_chords = Chords(cells, method, self.start, bread)
        self.padded_chords = Chords(self.padded, method, self.start, bread)

    def refit(self, drawn: Floats) -> Bootstrap:
        is_open = np.array([self._is_open(counts) for counts in drawn])
        needy = is_open.any(axis=1)
        if needy.any():
            values, converged = self.padded_chords.fit(self._padded(drawn, is_open))
        else:
            values, converged = self.plain_chords.fit(drawn)
        lost = np.flatnonzero(~converged).tolist()
        for place in lost:
            values[place] = self._fit_alone(drawn[place], is_open[place])
        return Bootstrap(values, int(needy.sum()), len(lost))

    def _is_open(self, counts: Floats) -> Booleans:
        """(M,) whether a resample leaves the competitor's island without a finite maximum."""
        scored = scored_in(self.cells, counts)
        is_open = np.zeros(self.cells.size, dtype=bool)
        for members in self.connectivity.members():
            whole = len(members) == self.cells.size
            inside = scored if whole else scored[np.ix_(members, members)]
            is_open[members] = not is_strongly_connected(inside)
        return is_open

    def _padded(self, drawn: Floats, is_open: Booleans) -> Floats:
        """The counts, and the prior of each round's open islands."""
        more = len(self.padded.left) - len(self.cells.left)
        prior = self.padded.counts[len(self.cells.left) :].T
        needs = is_open[:, self.padded.left[len(self.cells.left) :]].reshape(-1, 1, more)
        return np.concatenate([drawn, needs * prior], axis=2)

    def _fit_alone(self, counts: Floats, is_open: Booleans) -> Floats:
        """(P,) by Newton's method; NaN for an effect that these votes do not identify."""
        sample = replace(self.cells, counts=counts.T)
        connectivity = replace(self.connectivity, is_open=is_open)
        found = estimate(sample, connectivity, method=self.method, start=self.at)
        fitted = found.method
        side = found.parameters.side if fitted.side_effect else np.nan
        tie = found.parameters.tie if fitted.has_tie else np.nan
        return as_vector(self.method, Parameters(found.parameters.theta, side, tie))


def scored_in(cells: Cells, counts: Floats) -> Booleans:
    """(M, M) who beat or tied whom, by (3, C) counts."""
    scored = np.zeros((cells.size, cells.size), dtype=bool)
    ahead, behind = counts[LEFT] + counts[TIE] > 0, counts[RIGHT] + counts[TIE] > 0
    scored[cells.left[ahead], cells.right[ahead]] = True
    scored[cells.right[behind], cells.left[behind]] = True
    return scored
