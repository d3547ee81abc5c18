"""Test of voting faster than one could read."""

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.integrity.ballots import Ballots
from leaderboard.integrity.spread import excess_variance, middle_scale
from leaderboard.integrity.tails import normal_tail
from leaderboard.integrity.tested import LEAST_OTHERS, LEAST_VOTES, Evidence, Tested
from leaderboard.ratings import Floats, Integers

# A voter whose median vote takes so long is never too fast, however slow the others are.
SLOW_SECONDS = 8.0
# No time is taken as shorter: clocks and networks differ by that.
LEAST_SECONDS = 0.2
# A single vote counts as at most twenty times faster or slower than usual, in nats, so that a pause
# or one accidental click has little weight.
BOUND = 3.0
# Rounds of reweighting in a fit by least absolute deviations.
_ROUNDS = 20
# Bounds of the variance of voters' paces, in squared nats of seconds.
LEAST_PACE, MOST_PACE = 0.25, 9.0
# What is usual as long as fewer than `LEAST_OTHERS` voters show it: `SLOW_SECONDS` whatever the
# length, with this standard deviation of the log seconds within a voter.
ASSUMED_SD = 0.8


def vote_too_fast(ballots: Ballots, *, counted: np.ndarray) -> Tested:
    """Test the time from serving to vote against the usual time for that much text.

    The logarithm of the seconds is a line in the logarithm of the length, fitted by least absolute
    deviations; honest voters have a pace of their own, whose spread is estimated. One-sided, as
    slow votes are not suspicious. A match prepared ahead was served before it was seen, which makes
    a voter seem slower, never faster. All outcomes count, ties too.
    """
    some = ballots.only(np.isfinite(ballots.seconds))
    tested = (np.bincount(some.voter, minlength=len(counted)) >= LEAST_VOTES) & counted
    if tested.sum() >= LEAST_OTHERS:
        paces = _paces(some, _usual(some, counted[some.voter]), len(counted))
        middle, _ = middle_scale(paces.mean[tested])
        own = max(LEAST_PACE, _spread_of(paces, tested, middle))
    else:
        usual = _Usual(math.log(SLOW_SECONDS), 0.0, ASSUMED_SD)
        paces, middle, own = _paces(some, usual, len(counted)), 0.0, LEAST_PACE
    median = medians_of(ballots, len(counted))
    p = normal_tail((middle - paces.mean) / np.sqrt(paces.chance + own))
    p[median >= SLOW_SECONDS] = 1.0
    p[paces.votes < LEAST_VOTES] = np.nan

    def evidence(voter: int) -> Evidence:
        return {
            "votes": int(paces.votes[voter]),
            "median_seconds": round(float(median[voter]), 1),
            "times_faster_than_usual": round(math.exp(middle - paces.mean[voter]), 1),
        }

    return Tested(p, evidence)


def medians_of(ballots: Ballots, voters: int) -> Floats:
    """(V,) the median seconds of each voter, infinite for those without any."""
    some = ballots.only(np.isfinite(ballots.seconds))
    order = np.lexsort((some.seconds, some.voter))
    seconds = some.seconds[order]
    count = np.bincount(some.voter, minlength=voters)
    begin = np.cumsum(count) - count
    median = np.full(voters, np.inf)
    there = count > 0
    low, high = begin + (count - 1) // 2, begin + count // 2
    median[there] = (seconds[low[there]] + seconds[high[there]]) / 2
    return median


def _spread_of(paces: "_Paces", tested: np.ndarray, middle: float) -> float:
    """The variance of the paces of these voters beyond that by chance."""
    return excess_variance(
        (paces.mean - middle)[tested],
        chance=paces.chance[tested],
        unit=np.ones(int(tested.sum())),
        most=MOST_PACE,
    )


@dataclass(frozen=True, slots=True)
class _Paces:
    """(V,) `votes`: each voter's votes with a time; `mean`: of their bounded residuals of log
    seconds; `chance`: its variance if all voters were alike."""

    votes: Integers
    mean: Floats
    chance: Floats


@dataclass(frozen=True, slots=True)
class _Usual:
    """The usual log seconds, `base` + `slope` · log length, and their standard deviation."""

    base: float
    slope: float
    within: float


def _usual(ballots: Ballots, honest: np.ndarray) -> _Usual:
    seconds, length = _log_seconds(ballots)[honest], _log_length(ballots)[honest]
    base, slope = _line(length, seconds)
    centre, within = middle_scale(seconds - base - slope * length)
    return _Usual(base + centre, slope, max(within, 1e-6))


def _paces(ballots: Ballots, usual: _Usual, voters: int) -> _Paces:
    rest = _log_seconds(ballots) - usual.base - usual.slope * _log_length(ballots)
    votes = np.bincount(ballots.voter, minlength=voters)
    number = np.maximum(votes, 1)
    mean = np.bincount(ballots.voter, np.clip(rest, -BOUND, BOUND), voters) / number
    return _Paces(votes, mean, usual.within**2 / number)


def _log_seconds(ballots: Ballots) -> Floats:
    return np.log(np.maximum(ballots.seconds, LEAST_SECONDS))


def _log_length(ballots: Ballots) -> Floats:
    return np.log1p(np.where(np.isfinite(ballots.length), ballots.length, 0.0))


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """The line of least absolute deviations, its slope not below 0.

    Source:
        Schlossmacher, J. Am. Stat. Assoc. 68 (1973), for reweighting.
    """
    if not len(x):
        return 0.0, 0.0
    if np.ptp(x) < 1e-9:  # noqa: PLR2004 - rounding
        return float(np.median(y)), 0.0
    weight = np.ones(len(x))
    slope = base = 0.0
    for _ in range(_ROUNDS):
        total = float(weight.sum())
        centre_x, centre_y = float(weight @ x) / total, float(weight @ y) / total
        spread = max(float(weight @ (x - centre_x) ** 2), 1e-12)
        slope = max(0.0, float(weight @ ((x - centre_x) * (y - centre_y))) / spread)
        base = centre_y - slope * centre_x
        weight = 1 / np.maximum(np.abs(y - base - slope * x), 1e-3)
    return base, slope
