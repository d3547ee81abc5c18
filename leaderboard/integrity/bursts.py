"""Tests of many new voters who come from one address within minutes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.integrity.ballots import DAY_SECONDS, NO_ADDRESS, Ballots
from leaderboard.integrity.haste import SLOW_SECONDS, medians_of
from leaderboard.integrity.multiplicity import simes
from leaderboard.integrity.tested import Evidence, Ground, Tested
from leaderboard.ratings import Floats, Integers

# Fewer new voters at one address are a household.
LEAST_BURST = 5
# A burst is over within this time.
BURST_SECONDS = 900.0
# The arrival times of a day's addresses are smoothed with so many uniformly distributed ones.
PRIOR_ADDRESSES = 20.0
# After the densest burst of an address, the others are looked for, as long as there is one with a
# p-value up to this.
MOST_P = 0.02
# Sizes of bursts tried at once.
_SIZES = 12


@dataclass(frozen=True, slots=True)
class Burst:
    """New voters of one address who came within `seconds`; `log_p` is of their coming so."""

    log_p: float
    members: Integers
    seconds: float

    @property
    def p(self) -> float:
        return float(np.exp(self.log_p))


@dataclass(frozen=True, slots=True)
class Bursts:
    """Every burst, and the p-value of each voter: NaN without an address, 1 outside of bursts."""

    p: Floats
    found: Sequence[Burst]

    def of_voters(self) -> Mapping[int, int]:
        """The index of the burst of each voter who is in one."""
        return {
            voter: place for place, one in enumerate(self.found) for voter in one.members.tolist()
        }


def find_bursts(ballots: Ballots) -> Bursts:
    """New voters of one address within minutes.

    If the n new voters of an address come independently, when the day's visitors come, then k of
    them within a share d of these come with a chance of at most `n P(Bin(n - 1, d) >= k - 1)`, here
    bounded after Chernoff. The smallest over windows and over k, times how many k there are, is the
    p-value of those inside. They are set aside and the others tested in the same way, until
    there is no burst left: so rejecting in sequence keeps the error of each address. A school class
    may be a burst too; a person decides.

    Source:
        Naus, J. Am. Stat. Assoc. 60 (1965), for the scan; Chernoff, Ann. Math. Stat. 23 (1952).
    """
    p = np.full(ballots.voters, np.nan)
    found: list[Burst] = []
    begin = np.flatnonzero(np.diff(ballots.voter, prepend=-1))
    who, address, at = ballots.voter[begin], ballots.address[begin], ballots.cast_at[begin]
    order = np.lexsort((at, address))
    who, address, at = who[order], address[order], at[order]
    firsts = at[np.flatnonzero(np.diff(address, prepend=-2))]
    p[who[address != NO_ADDRESS]] = 1.0
    for some in np.split(np.arange(len(who)), np.flatnonzero(np.diff(address)) + 1):
        if len(some) < LEAST_BURST or address[some[0]] == NO_ADDRESS:
            continue
        for burst in _bursts_of(who[some], at[some], _share_of_day(at[some], firsts)):
            p[burst.members] = burst.p
            found.append(burst)
    return Bursts(p, found)


def arrive_in_burst(bursts: Bursts) -> Tested:
    """The bursts as a ground of their members."""
    place = bursts.of_voters()

    def evidence(voter: int) -> Evidence:
        burst = bursts.found[place[voter]]
        return {"voters": len(burst.members), "within_seconds": round(burst.seconds, 1)}

    return Tested(bursts.p, evidence)


def with_crowds(ballots: Ballots, bursts: Bursts) -> Ballots:
    """The ballots, and those of each burst once more as the ballots of one voter, whose index
    follows those of the voters."""
    if not bursts.found:
        return ballots
    begin, end = (
        np.searchsorted(ballots.voter, np.arange(ballots.voters), side)
        for side in ("left", "right")
    )
    rows = [
        np.concatenate([np.arange(begin[voter], end[voter]) for voter in burst.members])
        for burst in bursts.found
    ]
    crowd = np.repeat(np.arange(len(rows)) + ballots.voters, [len(some) for some in rows])
    return ballots.repeated(np.concatenate(rows), voter=crowd)


def vote_as_one(
    bursts: Bursts, ballots: Ballots, crowds: Mapping[Ground, Tested], *, voters: int
) -> Tested:
    """Test each burst as if it were one voter, by the tests of single voters.

    Honest members have tastes, habits and paces of their own, which average out. Counted as those
    of one voter they add more variance than they have, so the test is conservative. It finds fresh
    cookies, of which each has too few votes to be tested. The tests are combined by Simes; haste
    is left out for members who themselves took their time.

    Args:
        bursts: what to test.
        ballots: the votes.
        crowds: the tests of `with_crowds`, where the indices of bursts follow those of voters.
        voters: V.
    """
    p = np.full(voters, np.nan)
    grounds = list(crowds)
    table = np.array([_of_crowds(crowds[each], voters, len(bursts.found)) for each in grounds]).T
    of_all = simes(table)
    patient = [each != Ground.TOO_FAST for each in grounds]
    of_patient = simes(table[:, patient])
    took_time = medians_of(ballots, voters) >= SLOW_SECONDS
    for place, burst in enumerate(bursts.found):
        slow = took_time[burst.members]
        p[burst.members] = np.where(slow, of_patient[place], of_all[place])
    tests = [crowds[each] for each in grounds]
    return Tested(p, _evidence_of(bursts, grounds, table, tests, voters))


def _evidence_of(
    bursts: Bursts,
    grounds: Sequence[Ground],
    table: Floats,
    tests: Sequence[Tested],
    voters: int,
) -> Callable[[int], Evidence]:
    place = bursts.of_voters()

    def evidence(voter: int) -> Evidence:
        burst = place[voter]
        least = int(np.nanargmin(table[burst]))
        members = len(bursts.found[burst].members)
        return {
            "voters": members,
            "as_one_voter": grounds[least].value,
            **tests[least].evidence(voters + burst),
        }

    return evidence


def _of_crowds(test: Tested, voters: int, crowds: int) -> Floats:
    """(B,) p-values of the bursts; the last ones lack if they have only ties."""
    p = np.full(crowds, np.nan)
    some = test.p[voters : voters + crowds]
    p[: len(some)] = some
    return p


def _bursts_of(who: Integers, at: Floats, share: Floats) -> Iterator[Burst]:
    """The bursts among the new voters of one address, by time, the least likely first."""
    left = np.ones(len(who), dtype=bool)
    while left.sum() >= LEAST_BURST:
        burst = _densest(who[left], at[left], share[left])
        if burst.p > MOST_P:
            break
        yield burst
        left &= ~np.isin(who, burst.members)


def _share_of_day(at: Floats, firsts: Floats) -> Floats:
    """The share of a day's addresses that came by then, each when its first voter came."""
    day = np.floor(at[0] / DAY_SECONDS)
    of_day = np.sort(firsts[np.floor(firsts / DAY_SECONDS) == day])
    come = np.interp(at, of_day, np.arange(1, len(of_day) + 1)) if len(of_day) else 0.0
    any_time = PRIOR_ADDRESSES * np.clip(at / DAY_SECONDS - day, 0.0, 1.0)
    return np.asarray((come + any_time) / (len(of_day) + PRIOR_ADDRESSES))


def _densest(who: Integers, at: Floats, share: Floats) -> Burst:
    """The least likely burst. Few sizes are tried, then those around the best; their p-values are
    multiplied by how many sizes there are, whichever are tried."""
    smallest, largest = LEAST_BURST, len(who)
    best = Burst(0.0, who[:0], 0.0)
    while True:
        sizes = np.unique(np.geomspace(smallest, largest, num=_SIZES).round().astype(np.int64))
        for size in sizes.tolist():
            best = min(best, _densest_of(size, who, at, share), key=lambda one: one.log_p)
        if largest - smallest < _SIZES or not len(best.members):
            return best
        place = int(np.searchsorted(sizes, len(best.members)))
        smallest = int(sizes[max(place - 1, 0)])
        largest = int(sizes[min(place + 1, len(sizes) - 1)])


def _densest_of(size: int, who: Integers, at: Floats, share: Floats) -> Burst:
    number = len(who)
    spans = at[size - 1 :] - at[: number - size + 1]
    shares = np.clip(share[size - 1 :] - share[: number - size + 1], 1e-9, 1.0)
    tried = 2 * np.log(number)
    bound = np.minimum(0.0, tried + _log_at_least(size - 1, number - 1, shares))
    bound[spans > BURST_SECONDS] = 0.0
    place = int(np.argmin(bound))
    return Burst(float(bound[place]), who[place : place + size], float(spans[place]))


def _log_at_least(count: int, number: int, chance: Floats) -> Floats:
    """At least log P(Bin(number, chance) >= count)."""
    share = count / number
    rest = (
        (1 - share) * np.log((1 - share) / (1 - np.minimum(chance, 1 - 1e-12))) if share < 1 else 0
    )
    distance = share * np.log(share / chance) + rest
    return np.where(share > chance, -number * distance, 0.0)
