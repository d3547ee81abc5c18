"""Tests of voters who share an address: bursts of new voters, and votes for one competitor."""

from dataclasses import dataclass

import numpy as np

from leaderboard.integrity.ballots import DAY_SECONDS, NO_ADDRESS, Ballots
from leaderboard.integrity.favours import rows_of
from leaderboard.integrity.multiplicity import simes_of_groups
from leaderboard.integrity.predictions import Predictions
from leaderboard.integrity.tails import two_sided
from leaderboard.integrity.tested import Evidence, Tested
from leaderboard.ratings import Floats, Integers

# Fewer new voters at one address are a household.
LEAST_BURST = 5
# A burst is over within this time.
BURST_SECONDS = 900.0
# The arrival times of a day's addresses are smoothed with so many uniformly distributed ones.
PRIOR_ADDRESSES = 20.0
# Groups with less variance than this on a competitor (about five votes) are not tested.
LEAST_VARIANCE = 1.0


@dataclass(frozen=True, slots=True)
class _Burst:
    p: float
    members: Integers
    seconds: float


def arrive_in_burst(ballots: Ballots) -> Tested:
    """New voters of one address within minutes.

    If the n new voters of an address come independently, when the day's visitors come, then k of
    them within a share d of these come with a chance of at most `n P(Bin(n - 1, d) >= k - 1)`, here
    bounded after Chernoff. The smallest over windows and over some k, times how many k were tried,
    is the p-value of those inside. A school class may be a burst too; a person decides.

    Source:
        Naus, J. Am. Stat. Assoc. 60 (1965), for the scan; Chernoff, Ann. Math. Stat. 23 (1952).
    """
    p = np.full(ballots.voters, np.nan)
    found: dict[int, _Burst] = {}
    begin = np.flatnonzero(np.diff(ballots.voter, prepend=-1))
    who, address, at = ballots.voter[begin], ballots.address[begin], ballots.cast_at[begin]
    order = np.lexsort((at, address))
    who, address, at = who[order], address[order], at[order]
    firsts = at[np.flatnonzero(np.diff(address, prepend=-2))]
    p[who[address != NO_ADDRESS]] = 1.0
    for some in np.split(np.arange(len(who)), np.flatnonzero(np.diff(address)) + 1):
        if len(some) < LEAST_BURST or address[some[0]] == NO_ADDRESS:
            continue
        burst = _densest(who[some], at[some], _share_of_day(at[some], firsts))
        p[burst.members] = burst.p
        found |= dict.fromkeys(burst.members.tolist(), burst)

    def evidence(voter: int) -> Evidence:
        burst = found[voter]
        return {"voters": len(burst.members), "within_seconds": round(burst.seconds, 1)}

    return Tested(p, evidence)


def _share_of_day(at: Floats, firsts: Floats) -> Floats:
    """The share of a day's addresses that came by then, each when its first voter came."""
    day = np.floor(at[0] / DAY_SECONDS)
    of_day = np.sort(firsts[np.floor(firsts / DAY_SECONDS) == day])
    come = np.interp(at, of_day, np.arange(1, len(of_day) + 1)) if len(of_day) else 0.0
    any_time = PRIOR_ADDRESSES * np.clip(at / DAY_SECONDS - day, 0.0, 1.0)
    return np.asarray((come + any_time) / (len(of_day) + PRIOR_ADDRESSES))


def _densest(who: Integers, at: Floats, share: Floats) -> _Burst:
    number = len(who)
    sizes = np.unique(np.geomspace(LEAST_BURST, number, num=12).round().astype(np.int64))
    best = _Burst(1.0, who[:0], 0.0)
    for size in sizes.tolist():
        spans = at[size - 1 :] - at[: number - size + 1]
        shares = np.clip(share[size - 1 :] - share[: number - size + 1], 1e-9, 1.0)
        bound = np.minimum(1.0, len(sizes) * number * _at_least(size - 1, number - 1, shares))
        bound[spans > BURST_SECONDS] = 1.0
        place = int(np.argmin(bound))
        if bound[place] < best.p:
            members = who[place : place + size]
            best = _Burst(float(bound[place]), members, float(spans[place]))
    return best


def _at_least(count: int, number: int, chance: Floats) -> Floats:
    """At least P(Bin(number, chance) >= count)."""
    share = count / number
    rest = (
        (1 - share) * np.log((1 - share) / (1 - np.minimum(chance, 1 - 1e-12))) if share < 1 else 0
    )
    distance = share * np.log(share / chance) + rest
    return np.where(share > chance, np.exp(-number * distance), 1.0)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Voters who used one address, M of them in all: (M,) `address` and `voter`, by address."""

    address: Integers
    voter: Integers


def move_together(predictions: Predictions, ballots: Ballots) -> Tested:
    """Joint test of all voters of an address, for or against one competitor.

    Each voter's excess for a competitor is a score: the sum over a group, times the inverse
    information, is by how much the group moves the rating. The sum is compared with what as many
    honest voters with tastes of their own would add up to; two-sided, over competitors by Simes.
    Voters of the group who voted the other way are left out.
    """
    groups, size = _groups(ballots), ballots.size
    sums = _sums(groups, predictions, size)
    most = int(groups.address.max(initial=0)) + 1
    of_group = simes_of_groups(sums.p, group=sums.cell // size, groups=most)
    least = _least(sums.p, sums.cell // size, most)
    along = _votes_along(sums, least[groups.address]) | np.isnan(of_group[groups.address])
    of_member = np.where(along, of_group[groups.address], 1.0)
    p = simes_of_groups(of_member, group=groups.voter, groups=ballots.voters)

    def evidence(voter: int) -> Evidence:
        mine = np.flatnonzero(groups.voter == voter)
        address = groups.address[mine[np.nanargmin(of_member[mine])]]
        competitor = int(sums.cell[least[address]] % size)
        others = groups.voter[groups.address == address]
        return {
            "voters": len(others),
            "competitor": competitor,
            **_total([rows_of(predictions, who, competitor) for who in others.tolist()]),
            "moves_nats": round(_moved(predictions, others, competitor), 3),
        }

    return Tested(p, evidence)


@dataclass(frozen=True, slots=True)
class _CrowdSums:
    """Sums over the members of groups, for C pairs of address and competitor.

    `cell` (C,) is the address times `size`, plus the competitor; `p` (C,) is its p-value, NaN if
    it is not tested. `member`, `place` and `along` (R,) are of each member's totals: the member,
    its cell, and whether its excess has the sign of the cell's.
    """

    cell: Integers
    p: Floats
    member: Integers
    place: Integers
    along: np.ndarray


def _sums(groups: _Groups, predictions: Predictions, size: int) -> _CrowdSums:
    totals = predictions.totals
    begin, end = (np.searchsorted(totals.voter, groups.voter, side) for side in ("left", "right"))
    length = end - begin
    member = np.repeat(np.arange(len(groups.voter)), length)
    row = np.arange(len(member)) - np.repeat(np.cumsum(length) - length, length) + begin[member]
    cell, place = np.unique(
        groups.address[member] * size + totals.competitor[row], return_inverse=True
    )
    variance = np.bincount(place, totals.variance[row], len(cell))
    own = totals.variance**2 + totals.rivals
    spread = variance + predictions.taste**2 * np.bincount(place, own[row], len(cell))
    excess = np.bincount(place, totals.excess[row], len(cell))
    asked = (np.bincount(place, minlength=len(cell)) > 1) & (variance >= LEAST_VARIANCE)
    p = np.where(asked, two_sided(excess / np.sqrt(np.maximum(spread, 1e-12))), np.nan)
    return _CrowdSums(cell, p, member, place, totals.excess[row] * excess[place] > 0)


def _votes_along(sums: _CrowdSums, least: Integers) -> np.ndarray:
    """(M,) whether each member's excess has the sign of its group's in the cell `least`."""
    pulls = np.zeros(len(least), dtype=bool)
    pulls[sums.member[(sums.place == least[sums.member]) & sums.along]] = True
    return pulls


def _groups(ballots: Ballots) -> _Groups:
    there = ballots.address != NO_ADDRESS
    voters = max(ballots.voters, 1)
    keys = np.unique(ballots.address[there] * voters + ballots.voter[there])
    address, voter = keys // voters, keys % voters
    several = np.bincount(address)[address] > 1 if len(address) else np.zeros(0, dtype=bool)
    return _Groups(address[several], voter[several])


def _least(each: Floats, group: Integers, groups: int) -> Integers:
    """(groups,) index in `each` of a group's least value, -1 without any."""
    made = np.flatnonzero(~np.isnan(each))
    order = made[np.lexsort((each[made], group[made]))]
    least = np.full(groups, -1, dtype=np.int64)
    least[group[order[::-1]]] = order[::-1]
    return least


def _total(rows: list[dict[str, float | int]]) -> dict[str, float | int]:
    return {name: round(sum(row[name] for row in rows), 1) for name in rows[0]}


def _moved(predictions: Predictions, voters: Integers, competitor: int) -> float:
    """How many nats these voters add to the competitor's strength."""
    ballots, theirs = predictions.ballots, np.isin(predictions.ballots.voter, voters)
    change = np.zeros(ballots.size + 1)
    excess = predictions.excess[theirs]
    np.add.at(change, ballots.left[theirs], excess)
    np.add.at(change, ballots.right[theirs], -excess)
    change[-1] = excess.sum()
    return float(predictions.reference.bread[competitor] @ change)
