"""Three models of ties, each as a likelihood of one pair's outcomes.

All of them are written by η, the logit of the left competitor in nats (its strength less the
other's, plus the side effect), and one parameter τ of the tie:

* half win: no parameter; a tie counts half for each side (Zermelo 1929; Bradley & Terry 1952).
* Davidson: `P(left) : P(right) : P(tie) = e^{η/2} : e^{-η/2} : ν`, τ = log ν (Davidson 1970; with
  a side effect Davidson & Beaver 1977).
* Rao-Kupper: `P(left) = 1 / (1 + κ e^{-η})`, τ = log κ >= 0 (Rao & Kupper 1967).

Each log-likelihood is concave in (η, τ).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from leaderboard.ratings.cells import LEFT, RIGHT, TIE
from leaderboard.ratings.counts import Floats


class Ties(StrEnum):
    """The model of ties."""

    HALF_WIN = "half_win"
    DAVIDSON = "davidson"
    RAO_KUPPER = "rao_kupper"


# Start values of τ: about as many ties as wins for equal competitors.
START: Mapping[Ties, float] = {Ties.DAVIDSON: 0.0, Ties.RAO_KUPPER: 0.5}


@dataclass(frozen=True, slots=True)
class Terms:
    """The derivatives of a log-likelihood at one (η, τ).

    `slope` (C,) is that of each cell by η, `slope_tie` that of all by τ; `curvature` (C,), `cross`
    (C,) and `curvature_tie` are minus the second derivatives by (η, η), (η, τ) and (τ, τ).
    """

    slope: Floats
    curvature: Floats
    cross: Floats
    slope_tie: float = 0.0
    curvature_tie: float = 0.0


def logistic(logit: Floats) -> Floats:
    with np.errstate(over="ignore"):  # 1 / inf is 0, as intended
        return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def _softplus(logit: Floats) -> Floats:
    """`log(1 + e^x)` without overflow, and faster than `logaddexp`."""
    return np.asarray(np.maximum(logit, 0.0) + np.log1p(np.exp(-np.abs(logit))))


def _totals(counts: Floats) -> Floats:
    """(C,), faster than a sum over an axis of three."""
    return np.asarray(counts[:, LEFT] + counts[:, RIGHT] + counts[:, TIE])


def _half_win(counts: Floats, logit: Floats, tie: float) -> Terms:
    del tie
    totals = _totals(counts)
    chance = logistic(logit)
    expected = totals * chance
    return Terms(
        slope=counts[:, LEFT] + counts[:, TIE] / 2 - expected,
        curvature=expected * (1.0 - chance),
        cross=np.zeros(0),
    )


def _davidson(counts: Floats, logit: Floats, tie: float) -> Terms:
    totals = _totals(counts)
    left, right, neither = _davidson_chances(logit, tie)
    mean = (left - right) / 2
    return Terms(
        slope=(counts[:, LEFT] - counts[:, RIGHT]) / 2 - totals * mean,
        curvature=totals * ((left + right) / 4 - mean**2),
        cross=-totals * mean * neither,
        slope_tie=float(counts[:, TIE].sum() - totals @ neither),
        curvature_tie=float(totals @ (neither * (1.0 - neither))),
    )


def _davidson_chances(logit: Floats, tie: float | Floats) -> Floats:
    """(3, C). The larger of the two wins is 1 before all are divided by their sum."""
    behind = np.exp(-np.abs(logit))
    tied = np.exp(tie - np.abs(logit) / 2)
    total = 1.0 + behind + tied
    ahead, behind, tied = 1.0 / total, behind / total, tied / total
    return np.array([np.where(logit > 0, ahead, behind), np.where(logit > 0, behind, ahead), tied])


def _rao_kupper(counts: Floats, logit: Floats, tie: float) -> Terms:
    # A tie is what lacks to both sides' sure win.
    left, right = counts[:, LEFT] + counts[:, TIE], counts[:, RIGHT] + counts[:, TIE]
    ties = float(counts[:, TIE].sum())
    lack_left, lack_right = left * logistic(tie - logit), right * logistic(tie + logit)
    bend_left = lack_left * logistic(logit - tie)
    bend_right = lack_right * logistic(-logit - tie)
    # κ² - 1 is what a tie has beside the two chances.
    growth = np.expm1(2 * tie)
    return Terms(
        slope=lack_left - lack_right,
        curvature=bend_left + bend_right,
        cross=bend_right - bend_left,
        slope_tie=float(ties * 2 * (1 + 1 / growth) - lack_left.sum() - lack_right.sum()),
        curvature_tie=float(
            bend_left.sum() + bend_right.sum() + ties * 4 * (1 + growth) / growth**2
        ),
    )


_TERMS: Mapping[Ties, Callable[[Floats, Floats, float], Terms]] = {
    Ties.HALF_WIN: _half_win,
    Ties.DAVIDSON: _davidson,
    Ties.RAO_KUPPER: _rao_kupper,
}


def terms(ties: Ties, *, counts: Floats, logit: Floats, tie: float) -> Terms:
    """The derivatives of the log-likelihood of cells.

    Args:
        ties: the model.
        counts: (C, 3) left won, right won, neither did.
        logit: (C,) η of each cell, in nats.
        tie: τ; ignored by the half win.
    """
    return _TERMS[ties](counts, logit, tie)


def log_likelihood(ties: Ties, *, counts: Floats, logit: Floats, tie: float) -> float:
    """The log-likelihood of cells, in nats; the half win counts half of each win's for a tie."""
    left, right, tied = counts.T
    if ties is Ties.HALF_WIN:
        # log p = η - softplus(η) and log(1 - p) = -softplus(η)
        return float((left + tied / 2) @ logit - (left + right + tied) @ _softplus(logit))
    if ties is Ties.DAVIDSON:
        half = np.abs(logit) / 2
        log_sum = np.logaddexp(half + np.log1p(np.exp(-2 * half)), tie)
        value = (left - right) @ logit / 2 + tied.sum() * tie - (left + right + tied) @ log_sum
        return float(value)
    wins = -((left + tied) @ _softplus(tie - logit)) - (right + tied) @ _softplus(tie + logit)
    return float(wins + tied.sum() * np.log(np.expm1(2 * tie)))


def chances(ties: Ties, *, logit: Floats, tie: float) -> Floats:
    """(3, C): the chances that left wins, right wins, neither does.

    The half win does not predict ties; τ is then the share of ties, the same for every pair.
    """
    if ties is Ties.HALF_WIN:
        left = (1 - tie) * logistic(logit)
        return np.array([left, 1 - tie - left, np.full(len(logit), tie)])
    if ties is Ties.DAVIDSON:
        return _davidson_chances(logit, tie)
    left, right = logistic(logit - tie), logistic(-logit - tie)
    return np.array([left, right, 1 - left - right])


def equals_tie(ties: Ties, parameter: float) -> float:
    """The chance that two equal competitors tie, without a side effect.

    Args:
        ties: the model, not the half win.
        parameter: its ν or κ.
    """
    if ties is Ties.DAVIDSON:
        return parameter / (2 + parameter)
    return (parameter - 1) / (parameter + 1)


def vote_scores(ties: Ties, *, logit: Floats, tie: float | Floats) -> tuple[Floats, Floats]:
    """Two (3, C): the derivatives of the log-chance of each outcome by η, and by τ."""
    none = np.zeros(len(logit))
    if ties is Ties.HALF_WIN:
        chance = logistic(logit)
        return np.array([1 - chance, -chance, 0.5 - chance]), np.array([none, none, none])
    if ties is Ties.DAVIDSON:
        left, right, neither = _davidson_chances(logit, tie)
        mean = (left - right) / 2
        return np.array([0.5 - mean, -0.5 - mean, -mean]), np.array(
            [-neither, -neither, 1 - neither]
        )
    lack_left, lack_right = logistic(tie - logit), logistic(tie + logit)
    both = 2 * (1 + 1 / np.expm1(2 * tie)) - lack_left - lack_right
    return np.array([lack_left, -lack_right, lack_left - lack_right]), np.array(
        [-lack_left, -lack_right, both]
    )
