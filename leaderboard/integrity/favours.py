"""Tests of bias for or against one competitor, in votes and in which matches are voted on."""

import numpy as np

from leaderboard.integrity.ballots import Ballots, Skips
from leaderboard.integrity.multiplicity import simes_of_groups
from leaderboard.integrity.predictions import LEAST_MET, Predictions
from leaderboard.integrity.tails import hypergeometric_tails, wins_tails
from leaderboard.integrity.tested import LEAST_VOTES, Evidence, Tested
from leaderboard.ratings import Integers, logistic


def favour_one_competitor(predictions: Predictions) -> Tested:
    """Test how often a voter prefers each competitor met.

    An honest voter has a taste for each competitor: a normal random effect whose spread is
    estimated. Exact Poisson binomial tails, averaged over tastes; two-sided; combined over a
    voter's competitors by Simes, weighted by how often each was met. Competitors met fewer than
    `LEAST_MET` times are not tested.
    """
    totals, logit = predictions.totals, predictions.logit
    tested = (totals.votes >= LEAST_MET) & predictions.tested()[totals.voter]
    rows = tested[totals.group]
    renumbered = (np.cumsum(tested) - 1)[totals.group[rows]]
    vote, sign = totals.vote[rows], totals.sign[rows]
    upper, lower = wins_tails(
        group=renumbered,
        groups=int(tested.sum()),
        logit=sign * logit[vote],
        won=predictions.left_won[vote] == (sign > 0),
        spread=predictions.taste,
    )
    each = np.minimum(1.0, 2 * np.minimum(upper, lower))
    voter, competitor = totals.voter[tested], totals.competitor[tested]
    p = simes_of_groups(
        each,
        group=voter,
        groups=predictions.ballots.voters,
        weight=totals.votes[tested].astype(np.float64),
    )

    def evidence(who: int) -> Evidence:
        some = np.flatnonzero(voter == who)
        least = some[np.argmin(each[some])]
        met = rows_of(predictions, who, int(competitor[least]))
        return {"competitor": int(competitor[least]), "p": float(each[least]), **met}

    return Tested(p, evidence)


def seek_one_competitor(ballots: Ballots, skips: Skips) -> Tested:
    """Test whether a voter votes on matches with one competitor and skips others, or the reverse.

    Who is in a match is not shown before the vote, so an honest voter's skips
    are independent of it: given how many matches were served, how many of them had the competitor,
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
    tested = (all_skips > 0) & (all_votes >= LEAST_VOTES)
    some = np.flatnonzero(tested[voter])
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
