"""Quantiles of Student's t distribution, for any number of degrees of freedom from 1 on."""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from leaderboard.ratings.counts import Floats

_NORMAL = NormalDist()
# From so many degrees of freedom on, t is taken as normal: quantiles differ by less than 1e-5.
NORMAL_FROM = 1e6
# Newton's steps on logarithms, where the tail is almost a line; terms of the continued fraction.
_NEWTON_STEPS = 12
_TERMS = 300
_TOLERANCE = 1e-13
# Between so many points in 1/df the logarithm of a quantile is interpolated, to 3e-5.
_POINTS = 257


def t_quantiles(tail: float, degrees: Floats) -> Floats:
    """The numbers that t exceeds with this chance, to a relative 3e-5.

    Args:
        tail: the chance, above 0 and below one half.
        degrees: degrees of freedom, of any shape: each 1 or more, infinite for the normal
            distribution, or NaN, which gives NaN.

    Raises:
        ValueError: `tail` or one of `degrees` is out of range.
    """
    known = ~np.isnan(degrees)
    if not 0 < tail < 0.5 or (degrees[known] < 1).any():  # noqa: PLR2004 - one half
        raise ValueError(f"no quantile of t with a tail of {tail}: wants 0 < tail < 1/2, df >= 1")
    if not (degrees[known] < NORMAL_FROM).any():
        return np.where(known, -_NORMAL.inv_cdf(tail), np.nan)
    inverse, logs = _grid(tail)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.exp(np.interp(1.0 / degrees, inverse, logs, right=np.nan)))


@lru_cache(maxsize=64)
def _grid(tail: float) -> tuple[Floats, Floats]:
    """The inverse of degrees of freedom from 0 to 1, and logarithms of quantiles there."""
    inverse = np.linspace(0.0, 1.0, _POINTS)
    quantiles = exact_t_quantiles(tail, 1.0 / np.maximum(inverse, 1.0 / NORMAL_FROM))
    return inverse, np.log(quantiles)


def exact_t_quantiles(tail: float, degrees: Floats) -> Floats:
    """(N,) quantiles for (N,) finite degrees of freedom, each to a relative 1e-10.

    Source:
        The tail is half an incomplete beta function, DLMF 8.17.22; inverted by Newton's method on
        logarithms.
    """
    log_x = np.full(len(degrees), math.log(-_NORMAL.inv_cdf(tail)))
    for _ in range(_NEWTON_STEPS):
        x = np.exp(log_x)
        beyond = _tail(x, degrees)
        slope = -x * _density(x, degrees) / beyond
        step = (math.log(tail) - np.log(beyond)) / slope
        log_x += step
        if np.abs(step).max(initial=0.0) < _TOLERANCE:
            break
    return np.asarray(np.exp(log_x))


def _density(x: Floats, degrees: Floats) -> Floats:
    log = -(degrees + 1) / 2 * np.log1p(x * x / degrees) - np.log(degrees) / 2
    return np.asarray(np.exp(log - _log_beta(degrees / 2)))


def _log_beta(a: Floats) -> Floats:
    """The logarithm of B(a, 1/2)."""
    return np.array(_log_betas(tuple(a.tolist())))


@lru_cache(maxsize=8)
def _log_betas(a: tuple[float, ...]) -> list[float]:
    return [math.lgamma(v) + math.lgamma(0.5) - math.lgamma(v + 0.5) for v in a]


def _tail(x: Floats, degrees: Floats) -> Floats:
    """The chance that t exceeds x > 0."""
    a, square = degrees / 2, x * x
    share, rest = degrees / (degrees + square), square / (degrees + square)
    log = -a * np.log1p(square / degrees) + np.log(rest) / 2 - _log_beta(a)
    front = np.exp(log)
    swapped = share >= (a + 1) / (a + 2.5)
    first, second = np.where(swapped, 0.5, a), np.where(swapped, a, 0.5)
    part = front * _fraction(first, second, np.where(swapped, rest, share)) / first
    return np.asarray(np.where(swapped, 1.0 - part, part) / 2)


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = np.ones_like(a), 1.0 / (1.0 - (a + b) * x / (a + 1))
    value = d.copy()
    for step in range(1, _TERMS):
        twice = a + 2 * step
        for factor in (
            step * (b - step) * x / ((twice - 1) * twice),
            -(a + step) * (a + b + step) * x / (twice * (twice + 1)),
        ):
            d = 1.0 / (1.0 + factor * d)
            c = 1.0 + factor / c
            change = c * d
            value *= change
        if np.abs(change - 1.0).max(initial=0.0) < _TOLERANCE:
            break
    return value
