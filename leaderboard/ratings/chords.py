"""Fit many sets of counts at once that differ little from one whose maximum is known.

A chord is Newton's step with the inverse information of the known maximum in place of the fit's
own, so no fit solves a linear system and the steps of all fits are one matrix product.
"""

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE, Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.ties import Ties, logistic, vote_scores

# A fit is done when its step is this short, in nats, and its steps shrank by a fifth each time:
# what is left is then below 4e-9.
SHORT_STEP = 1e-9
SLOWEST = 0.8
# Steps shorter than this may be rounding errors, so their ratios are not used.
NOISE_STEP = 1e-12
# Chords before a fit is given up.
MOST_CHORDS = 60


class Chords:
    """Fits of other counts of the same cells, starting from a known maximum.

    Args:
        cells: who was compared; features and counts are not used.
        method: the model.
        start: (P,) the known maximum: strengths, side effect, τ, as the method has them.
        bread: (P, P) the inverse of the pinned information there.
    """

    def __init__(self, cells: Cells, method: Method, start: Floats, bread: Floats) -> None:
        self.size, self.method, self.start, self.bread = cells.size, method, start, bread
        self.left, self.right = cells.left, cells.right
        self._sides = (_ChordSums(cells.left), _ChordSums(cells.right))

    def fit(self, counts: Floats) -> tuple[Floats, np.ndarray]:
        """Fit each row of counts.

        Args:
            counts: (R, 3, C) how often left won, right won, neither did, in each of C cells.

        Returns:
            (R, P) the maxima, strengths of mean 0 if `start` has that; (R,) whether each is one,
            to 4e-9 nats.
        """
        values = np.repeat(self.start[None], len(counts), axis=0)
        last, slowest = np.full(len(counts), np.inf), np.zeros(len(counts))
        done = np.zeros(len(counts), dtype=bool)
        with np.errstate(all="ignore"):  # a fit that diverges is not done
            for _ in range(MOST_CHORDS):
                change = self._gradient(counts, values) @ self.bread
                change[done] = 0.0
                values += change
                length = np.abs(change).max(axis=1, initial=0.0)
                shrunk = np.where(length > NOISE_STEP, length / last, 0.0)
                slowest, last = np.fmax(slowest, shrunk), length
                done |= (length <= SHORT_STEP) & (slowest <= SLOWEST)
                if (done | ~(slowest <= SLOWEST)).all():
                    break
        return values, done & np.isfinite(values).all(axis=1)

    def _gradient(self, counts: Floats, values: Floats) -> Floats:
        """(R, P) of the log-likelihoods."""
        theta, effects = values[:, : self.size], values[:, self.size :]
        logit = np.take(theta, self.left, axis=1) - np.take(theta, self.right, axis=1)
        if self.method.side_effect:
            logit += effects[:, :1]
        slope, slope_tie = self._slopes(counts, logit, effects[:, -1:])
        gradient = np.zeros_like(values)
        for sign, side in zip((1.0, -1.0), self._sides, strict=True):
            side.add(gradient, sign, slope)
        if self.method.side_effect:
            gradient[:, self.size] = slope.sum(axis=1)
        if self.method.has_tie:
            gradient[:, -1] = slope_tie.sum(axis=1)
        return gradient

    def _slopes(self, counts: Floats, logit: Floats, tie: Floats) -> tuple[Floats, Floats]:
        """Two (R, C): the derivatives by each cell's η, and each cell's part of that by τ."""
        left, right, tied = counts[:, LEFT], counts[:, RIGHT], counts[:, TIE]
        if self.method.ties is Ties.HALF_WIN:
            slope = left + tied / 2 - (left + right + tied) * logistic(logit)
            return slope, np.zeros((len(logit), 0))
        scores, scores_tie = vote_scores(self.method.ties, logit=logit, tie=tie)
        return tuple(
            left * each[LEFT] + right * each[RIGHT] + tied * each[TIE]
            for each in (scores, scores_tie)
        )


def as_vector(method: Method, at: Parameters) -> Floats:
    """(P,) strengths, side effect, τ, as the method has them."""
    rest = [at.side] * method.side_effect + [at.tie] * method.has_tie
    return np.concatenate([at.theta, rest])


def as_parameters(method: Method, vector: Floats) -> Parameters:
    """The inverse of `as_vector`."""
    size = len(vector) - method.side_effect - method.has_tie
    side = float(vector[size]) if method.side_effect else 0.0
    return Parameters(vector[:size], side, float(vector[-1]) if method.has_tie else 0.0)


class _ChordSums:
    """Sums over the cells of each competitor, on one side."""

    def __init__(self, competitor: Integers) -> None:
        in_order = bool((np.diff(competitor) >= 0).all())
        self.order = None if in_order else np.argsort(competitor, kind="stable")
        sorted_ = competitor if self.order is None else competitor[self.order]
        self.who, self.begins = np.unique(sorted_, return_index=True)

    def add(self, gradient: Floats, sign: float, slope: Floats) -> None:
        if len(self.who):
            ordered = slope if self.order is None else np.take(slope, self.order, axis=1)
            gradient[:, self.who] += sign * np.add.reduceat(ordered, self.begins, axis=1)
