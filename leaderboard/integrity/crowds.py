"""Test of whether voters who share an address move one competitor together."""

from dataclasses import dataclass

import numpy as np

from leaderboard.integrity.ballots import NO_ADDRESS, Ballots
from leaderboard.integrity.favours import rows_of
from leaderboard.integrity.multiplicity import simes_of_groups
from leaderboard.integrity.predictions import Predictions
from leaderboard.integrity.tails import two_sided
from leaderboard.integrity.tested import Evidence, Tested
from leaderboard.ratings import Floats, Integers

# Groups with less variance than this on a competitor (about five votes) are not tested.
LEAST_VARIANCE = 1.0


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
