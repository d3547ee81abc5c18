"""Test of voting faster than one could read."""

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.integrity.ballots import Ballots
from leaderboard.integrity.spread import excess_variance, middle_scale
from leaderboard.integrity.tails import normal_tail
from leaderboard.integrity.tested import LEAST_VOTES, Evidence, Tested
from leaderboard.ratings import Floats, Integers

# A voter whose median vote takes so long is never too fast, however slow the others are.
SLOW_SECONDS = 8.0
# No time is taken as shorter: clocks and networks differ by that.
LEAST_SECONDS = 0.2
# Residuals of single votes are bounded by this, in standard errors, so that a pause or one
# accidental click has little weight.
BOUND = 2.5
# Rounds of reweighting in a fit by least absolute deviations.
_ROUNDS = 20
# Upper bound of the variance of voters' paces, in squared nats of seconds.
MOST_PACE = 9.0


def vote_too_fast(ballots: Ballots, *, counted: np.ndarray) -> Tested:
    """Test the time from serving to vote against the usual time for that much text.

    The logarithm of the seconds is a line in the logarithm of the length, fitted by least absolute
    deviations; honest voters have a pace of their own, whose spread is estimated. One-sided, as
    slow votes are not suspicious. A match prepared ahead was served before it was seen, which makes
    a voter seem slower, never faster. All outcomes count, ties too.
    """
    some = ballots.only(np.isfinite(ballots.seconds))
    paces = _paces(some, counted)
    tested = (paces.votes >= LEAST_VOTES) & counted
    middle, _ = middle_scale(paces.mean[tested])
    own = excess_variance(
        (paces.mean - middle)[tested],
        chance=paces.chance[tested],
        unit=np.ones(int(tested.sum())),
        most=MOST_PACE,
    )
    median = _medians(some, len(counted))
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


@dataclass(frozen=True, slots=True)
class _Paces:
    """(V,) `votes`: each voter's votes with a time; `mean`: of their bounded residuals of log
    seconds; `chance`: its variance if all voters were alike."""

    votes: Integers
    mean: Floats
    chance: Floats


def _paces(ballots: Ballots, counted: np.ndarray) -> _Paces:
    seconds = np.log(np.maximum(ballots.seconds, LEAST_SECONDS))
    length = np.log1p(np.where(np.isfinite(ballots.length), ballots.length, 0.0))
    honest = counted[ballots.voter]
    base, slope = _line(length[honest], seconds[honest])
    rest = seconds - base - slope * length
    centre, within = middle_scale(rest[honest])
    within = max(within, 1e-6)
    bounded = np.clip(rest - centre, -BOUND * within, BOUND * within)
    votes = np.bincount(ballots.voter, minlength=len(counted))
    number = np.maximum(votes, 1)
    mean = np.bincount(ballots.voter, bounded, len(counted)) / number
    return _Paces(votes, mean, within**2 / number)


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


def _medians(ballots: Ballots, voters: int) -> Floats:
    """(V,) the median seconds of each voter, infinite for those without any."""
    order = np.lexsort((ballots.seconds, ballots.voter))
    seconds = ballots.seconds[order]
    count = np.bincount(ballots.voter, minlength=voters)
    begin = np.cumsum(count) - count
    median = np.full(voters, np.inf)
    some = count > 0
    low, high = begin + (count - 1) // 2, begin + count // 2
    median[some] = (seconds[low[some]] + seconds[high[some]]) / 2
    return median
