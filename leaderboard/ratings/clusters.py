"""Errors that know that one voter's votes resemble each other."""

from collections.abc import Callable

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.ties import vote_scores
from leaderboard.ratings.votes import Votes, column_of

# Scores held at a time, (voters, parameters) doubles: 64 MB.
_MOST_HELD = 8_000_000


def cluster_meat(votes: Votes) -> Callable[[Cells, Method, Parameters], Floats]:
    """The meat of a sandwich that is robust to what votes of one voter share.

    Args:
        votes: the votes of the cells, with their voters.

    Returns:
        What `sandwich` takes as its `meat`: `Σ_v s_v s_vᵀ`, where `s_v` is the sum of the scores of
        the votes of voter v. No factor for few clusters is applied.

    Source:
        Liang and Zeger, Biometrika 73 (1986).
    """
    if votes.voter is None:
        raise ValueError("cluster-robust errors need to know the voter of each vote")
    order = np.argsort(votes.voter, kind="stable")
    ordered, voter = votes.only(order), votes.voter[order]

    def meat(cells: Cells, method: Method, at: Parameters) -> Floats:
        del cells
        logit = at.theta[ordered.left] - at.theta[ordered.right] + at.side
        slope, slope_tie = _own_scores(ordered, method, logit, at.tie)
        rest = [slope] * method.side_effect + [slope_tie] * method.has_tie
        return outer_products(voter, ordered.left, ordered.right, slope, rest, votes.size)

    return meat


def _own_scores(votes: Votes, method: Method, logit: Floats, tie: float) -> tuple[Floats, Floats]:
    """(N,) derivatives of each vote's log-chance by η and by τ."""
    slope, slope_tie = vote_scores(method.ties, logit=logit, tie=tie)
    column, row = column_of(votes.outcome), np.arange(len(logit))
    return slope[column, row], slope_tie[column, row]


def outer_products(
    voter: Integers,
    left: Integers,
    right: Integers,
    slope: Floats,
    rest: list[Floats],
    size: int,
) -> Floats:
    """(P, P): `Σ_v s_v s_vᵀ` of the voters' summed scores.

    Args:
        voter: (N,) in ascending order.
        left, right: (N,) competitors.
        slope: (N,) score by the left competitor's strength; the right one's is its negative.
        rest: (N,) scores by each further parameter.
        size: M, how many strengths there are; P = M + len(rest).
    """
    width = size + len(rest)
    total = np.zeros((width, width))
    # Voters by the places where their votes begin, so many at a time as may be held.
    begins = np.flatnonzero(np.diff(voter, prepend=voter[:1] - 1))
    step = max(1, _MOST_HELD // max(width, 1))
    ends = np.append(begins[1:], len(voter))
    for first in range(0, len(begins), step):
        last = min(first + step, len(begins))
        some = slice(int(begins[first]), int(ends[last - 1]))
        who = np.repeat(np.arange(last - first), (ends - begins)[first:last])
        summed = np.zeros((last - first, width))
        cells = (last - first) * size
        by = np.bincount(who * size + left[some], slope[some], cells)
        by -= np.bincount(who * size + right[some], slope[some], cells)
        summed[:, :size] = by.reshape(last - first, size)
        for place, score in enumerate(rest, start=size):
            summed[:, place] = np.bincount(who, score[some], last - first)
        total += summed.T @ summed
    return total
