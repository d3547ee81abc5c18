"""Cross-validation of the models of ties: which predicts held-out votes best."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.ratings.cells import TIE, Cells, cells_by_pair, cells_by_side
from leaderboard.ratings.connectivity import connectivity_of
from leaderboard.ratings.counts import Floats, Integers, OutcomeCounts
from leaderboard.ratings.estimates import estimate_alone
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.ties import Ties, chances, logistic

# Folds the voters are split into; each is predicted from the others.
FOLDS = 5
# Ties, and votes that are none, added to those counted where ties are a constant share, so that
# it is neither 0 nor 1 (Laplace's rule, with half).
PRIOR_TIE = 0.5
# How much of what the weaker is expected to score may come from ties; the rest is wins.
MOST_FROM_TIES = 0.75
# Predicted chances are floored at this, so that no single vote decides.
LEAST_CHANCE = 1e-6
# Losses that differ by less, in nats a vote, are the same.
SAME_LOSS = 1e-9


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How well each model predicts held-out votes.

    `loss`: nats a vote, minus the mean log-chance of what was voted (left, right, tie); `error`:
    the standard error of its difference to the best one's, votes taken as independent, 0 for the
    best itself; `votes`: how many were predicted. Without votes, losses are 0.
    """

    loss: Mapping[Ties, float]
    error: Mapping[Ties, float]
    votes: int

    @property
    def best(self) -> Ties:
        return best_of(self.loss)


def best_of(loss: Mapping[Ties, float]) -> Ties:
    """The simplest of those with the least loss, in the order of `Ties`."""
    least = min(loss.values())
    return next(ties for ties in Ties if ties in loss and loss[ties] <= least + SAME_LOSS)


def held_out_losses(
    folds: Integers, *, side_effect: bool = False, among: Sequence[Ties] = tuple(Ties)
) -> HeldOut:
    """Cross-validated log loss of each model, with folds of voters.

    A model is fitted as a board's is: where the other folds allow no finite maximum, with half a
    win more for each side of each compared pair; where they have no ties, or only ties, as the half
    win. A competitor missing from the other folds has average strength, and so has the mean of each
    of their islands. The half win does not predict ties, so it gets the share of ties in the other
    folds, with `PRIOR_TIE` tie and `PRIOR_TIE` other vote more.

    Args:
        folds: (F, 4, M, M) counts as in `OutcomeCounts`; all votes of a voter are in one fold.
        side_effect: whether the models have a side effect.
        among: which models are compared.

    Source:
        Stone, J. Roy. Stat. Soc. B 36 (1974), for cross-validation.
    """
    total, starts = folds.sum(axis=0), dict[Ties, Parameters]()
    chance: dict[Ties, list[Floats]] = {ties: [] for ties in among}
    counts: list[Floats] = []
    for fold in folds:
        if not fold.any():
            continue
        tested = cells_by_side(OutcomeCounts(fold))
        counts.append(tested.counts.ravel())
        for ties in among:
            method, seen = Method(ties, side_effect), OutcomeCounts(total - fold)
            # What is seen without one fold is nearly what is seen without another.
            found, starts[ties] = _predict(seen, tested, method, start=starts.get(ties))
            chance[ties].append(found.T.ravel())
    return _compare(
        np.concatenate([np.zeros(0), *counts]),
        {ties: -np.log(np.concatenate([np.ones(0), *each])) for ties, each in chance.items()},
    )


def _predict(
    seen: OutcomeCounts, tested: Cells, method: Method, *, start: Parameters | None
) -> tuple[Floats, Parameters]:
    """(3, C) predicted chances of the held-out cells, from the training counts, and what is fitted
    to these."""
    cells = cells_by_side(seen) if method.side_effect else cells_by_pair(seen)
    known = connectivity_of(seen.wins + seen.ties > 0)
    fitted, at = estimate_alone(cells, known, method=method, start=start)
    logit = at.logit(tested)
    if fitted.has_tie:
        raw = chances(fitted.ties, logit=logit, tie=at.tie)
    else:
        raw = _half_win_chances(logistic(logit), cells)
    floored = np.maximum(raw, LEAST_CHANCE)
    return np.asarray(floored / floored.sum(axis=0)), at


def _half_win_chances(score: Floats, cells: Cells) -> Floats:
    """(3, C) with the expected scores of the half win and the share of ties of the cells."""
    ties, votes = float(cells.counts[:, TIE].sum()), float(cells.counts.sum())
    share = (ties + PRIOR_TIE) / (votes + 2 * PRIOR_TIE)
    tied = np.minimum(share, 2 * MOST_FROM_TIES * np.minimum(score, 1 - score))
    return np.array([score - tied / 2, 1 - score - tied / 2, tied])


def _compare(counts: Floats, surprise: Mapping[Ties, Floats]) -> HeldOut:
    """Mean losses over votes, and the standard errors of their differences."""
    votes = float(counts.sum())
    loss = {ties: float(counts @ each) / max(votes, 1.0) for ties, each in surprise.items()}
    best = best_of(loss)
    error = {}
    for ties, each in surprise.items():
        difference = each - surprise[best]
        centred = difference - (loss[ties] - loss[best])
        error[ties] = math.sqrt(float(counts @ centred**2)) / max(votes, 1.0)
    return HeldOut(loss, error, round(votes))
