"""What a board would say without some votes, or with them again, before anybody decides."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, QuerySet

from arena.models import BulkKind, Competitor, EventKind, Outcome, Vote, VoteEvent
from leaderboard.ledger import OUTCOME, board_filter, sum_cells
from leaderboard.models import COUNTS, Board
from leaderboard.runs.board_counts import BoardCounts, read_counts
from leaderboard.runs.inflations import read_errors
from leaderboard.runs.prefetch import rate
from leaderboard.runs.style_counts import StyleCounts, read_style_counts

# In rating points: what rounding and the fit's tolerance leave is no move.
MOVED = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """One competitor on a board; bounds and ranks are None where there are none."""

    rating: float
    lower: float | None
    upper: float | None
    rank_low: int | None
    rank_high: int | None
    votes: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One competitor before and after; None where it is not on the board."""

    competitor: Competitor
    before: Place | None
    after: Place | None

    @property
    def by(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after.rating - self.before.rating

    @property
    def changes_rank(self) -> bool:
        one, other = self.before, self.after
        if one is None or other is None:
            return True
        return (one.rank_low, one.rank_high) != (other.rank_low, other.rank_high)


@dataclass(frozen=True, slots=True)
class Effect:
    """Who moves on a board, in the order of the board as it is; `votes` would change on it, of
    `total` it counts now."""

    board: Board
    votes: int
    total: int
    rows: Sequence[Moved]

    @property
    def movers(self) -> int:
        return sum(row.by is None or abs(row.by) >= MOVED or row.changes_rank for row in self.rows)


def effect_of(*, votes: QuerySet[Vote], kind: BulkKind, board: Board) -> Effect:
    """The board as its tallies are now, and as they were if these votes were excluded, or
    reinstated. Nothing is written.

    Args:
        votes: only those that would change: counted ones to exclude, excluded ones to reinstate.
        kind: which of the two.
        board: which.
    """
    before, after = read_counts(board), read_counts(board)
    styled = read_style_counts(board) if board.style_controlled else None
    changed = deepcopy(styled)
    number = _change(after, changed, votes, board, sign=-1 if kind == BulkKind.EXCLUDE else 1)
    rows = _rows(_rated(board, before, styled), _rated(board, after, changed))
    return Effect(board=board, votes=number, total=before.votes, rows=rows)


def _change(
    counts: BoardCounts,
    styled: StyleCounts | None,
    votes: QuerySet[Vote],
    board: Board,
    *,
    sign: int,
) -> int:
    """Count these votes in, or out; says how many they are on this board."""
    casts = VoteEvent.objects.filter(
        board_filter(board), kind=EventKind.CAST, pending=False, vote__in=votes.order_by()
    )
    keys = ["vote__left_competitor", "vote__right_competitor", "vote__outcome"]
    keys += ["vote__left", "vote__right"] if styled else []
    rows = casts.order_by().values_list(*keys).annotate(number=Count("pk"))
    merged = Competitor.objects.merged()
    cells = [(merged.get(one, one), merged.get(two, two), *more) for one, two, *more in rows]
    cells = [row for row in cells if row[0] != row[1]]
    if not cells:
        return 0
    number = np.array([row[-1] for row in cells], dtype=np.int64)
    changes = np.zeros((len(cells), len(COUNTS)), dtype=np.int64)
    changes[np.arange(len(cells)), [OUTCOME[row[2]] for row in cells]] = sign * number
    # The fold matters to held-out losses alone, which are not computed here.
    pairs = np.array([(0, *row[:2]) for row in cells], dtype=np.int64)
    counts.add(*sum_cells(pairs, changes))
    if styled:
        responses = np.array([row[3:5] for row in cells], dtype=np.int64)
        styled.add(responses, changes[:, : len(Outcome)])
    return int(number.sum())


def _rows(before: dict[int, Place], after: dict[int, Place]) -> list[Moved]:
    ids = list(before) + [each for each in after if each not in before]
    competitors = Competitor.objects.in_bulk(ids)
    return [Moved(competitors[each], before.get(each), after.get(each)) for each in ids]


def _rated(board: Board, counts: BoardCounts, styled: StyleCounts | None) -> dict[int, Place]:
    """By competitor, the highest rating first."""
    counts = counts.of_competitors()
    if not counts.votes:
        return {}
    errors = read_errors(board) if board.passes else None
    rated = rate(board, counts, styled=styled, errors=errors)
    order = np.lexsort((-rated.rating, rated.island))
    return {
        int(counts.competitors[index]): Place(
            rating=float(rated.rating[index]),
            lower=_finite(rated.lower[index]),
            upper=_finite(rated.upper[index]),
            rank_low=int(rated.rank_low[index]) or None,
            rank_high=int(rated.rank_high[index]) or None,
            votes=int(rated.votes[index]),
        )
        for index in order.tolist()
        if rated.votes[index]
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
