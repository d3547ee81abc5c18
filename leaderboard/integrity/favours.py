"""Is a voter always for one competitor, or always against it; does a voter seek it, or avoid it?"""

import numpy as np

from leaderboard.integrity.ballots import Ballots, Skips
from leaderboard.integrity.multiplicity import simes_of_groups
from leaderboard.integrity.predictions import LEAST_MET, Predictions
from leaderboard.integrity.tails import hypergeometric_tails, wins_tails
from leaderboard.integrity.tested import LEAST_VOTES, Evidence, Tested
from leaderboard.ratings import Integers, logistic


def favour_one(predictions: Predictions) -> Tested:
    """For each competitor a voter met: how likely an honest voter prefers it so often or so seldom.

    An honest voter has a taste: a normal number for each competitor, of the spread found among all
    of them. The chance is the exact one of a sum of coins, averaged over tastes; two-sided; over a
    voter's competitors by Simes, each listened to by how often it was met. Those met fewer than
    `LEAST_MET` times are not asked about.
    """
    stakes, logit = predictions.stakes, predictions.logit
    asked = (stakes.votes >= LEAST_MET) & predictions.tested()[stakes.voter]
    rows = asked[stakes.group]
    renumbered = (np.cumsum(asked) - 1)[stakes.group[rows]]
    vote, sign = stakes.vote[rows], stakes.sign[rows]
    upper, lower = wins_tails(
        group=renumbered,
        groups=int(asked.sum()),
        logit=sign * logit[vote],
        won=predictions.left_won[vote] == (sign > 0),
        spread=predictions.taste,
    )
    each = np.minimum(1.0, 2 * np.minimum(upper, lower))
    voter, competitor = stakes.voter[asked], stakes.competitor[asked]
    p = simes_of_groups(
        each,
        group=voter,
        groups=predictions.ballots.voters,
        weight=stakes.votes[asked].astype(np.float64),
    )

    def evidence(who: int) -> Evidence:
        some = np.flatnonzero(voter == who)
        least = some[np.argmin(each[some])]
        met = rows_of(predictions, who, int(competitor[least]))
        return {"competitor": int(competitor[least]), "p": float(each[least]), **met}

    return Tested(p, evidence)


def seek_one(ballots: Ballots, skips: Skips) -> Tested:
    """Whether a voter votes where one competitor is and skips where it is not, or the reverse.

    Who is in a match is not shown before the vote, so which matches an honest voter skips has
    nothing to do with it: given how many matches were served, how many of them had the competitor,
    and how many were voted on, the number of votes with it is hypergeometric. Exact; two-sided;
    over competitors by Simes.
    """
    size, voters = ballots.size, ballots.voters
    voted, served = _met(ballots, size), _met(skips, size)
    cell = np.union1d(voted, served)
    votes = np.bincount(np.searchsorted(cell, voted), minlength=len(cell))
    skipped = np.bincount(np.searchsorted(cell, served), minlength=len(cell))
    voter = cell // size
    all_votes = np.bincount(ballots.voter, minlength=voters)
    all_skips = np.bincount(skips.voter, minlength=voters)
    asked = (all_skips > 0) & (all_votes >= LEAST_VOTES)
    some = np.flatnonzero(asked[voter])
    voter = voter[some]
    upper, lower = hypergeometric_tails(
        drawn=all_votes[voter],
        others=all_skips[voter],
        marked=(votes + skipped)[some],
        found=votes[some],
    )
    each = np.minimum(1.0, 2 * np.minimum(upper, lower))
    p = simes_of_groups(each, group=voter, groups=voters)

    def evidence(who: int) -> Evidence:
        mine = np.flatnonzero(voter == who)
        least = some[mine[np.argmin(each[mine])]]
        return {
            "competitor": int(cell[least] % size),
            "votes": int(all_votes[who]),
            "votes_with_it": int(votes[least]),
            "skips": int(all_skips[who]),
            "skips_with_it": int(skipped[least]),
        }

    return Tested(p, evidence)


def _met(matches: Ballots | Skips, size: int) -> Integers:
    """(2N,) voter and competitor, as one number, of both sides of each match."""
    return np.concatenate([matches.voter * size + side for side in (matches.left, matches.right)])


def rows_of(predictions: Predictions, voter: int, competitor: int) -> dict[str, float | int]:
    """How often a voter preferred a competitor, and how often the others would have."""
    ballots = predictions.ballots
    some = slice(*np.searchsorted(ballots.voter, [voter, voter + 1]))
    left, right = ballots.left[some] == competitor, ballots.right[some] == competitor
    won, chance = predictions.left_won[some], logistic(predictions.logit[some])
    return {
        "votes": int((left | right).sum()),
        "preferred": int((won & left).sum() + (~won & right).sum()),
        "expected": round(float(chance[left].sum() + (1 - chance[right]).sum()), 1),
    }
