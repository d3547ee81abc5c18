"""What a board would say without some votes, or with them again, before anybody decides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, QuerySet

from arena.models import BulkKind, Competitor, EventKind, Vote, VoteEvent
from leaderboard.cubes import BoardCube, read_cube
from leaderboard.drafts import rate
from leaderboard.events import OUTCOME, Integers
from leaderboard.models import COUNTS, Board
from leaderboard.ratings import BoardRatings
from leaderboard.slices import counts_on

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
        board: one that is not style-controlled, whose counts alone tell its ratings.

    Raises:
        ValueError: the board is style-controlled.
    """
    if board.style_controlled:
        raise ValueError("what a style-controlled board would say takes every vote on it")
    before = read_cube(board)
    cells, number = _changes(votes, board, sign=-1 if kind == BulkKind.EXCLUDE else 1)
    after = read_cube(board)
    if len(cells):
        after.add(*cells)
    rows = _rows(board, before.of_competitors(), after.of_competitors())
    return Effect(board=board, votes=number, total=before.votes, rows=rows)


def _changes(
    votes: QuerySet[Vote], board: Board, *, sign: int
) -> tuple[tuple[Integers, Integers] | tuple[()], int]:
    """As cells of a cube with what is added to each, and of how many votes on this board."""
    casts = VoteEvent.objects.filter(
        counts_on(board), kind=EventKind.CAST, pending=False, vote__in=votes.order_by()
    )
    keys = ("vote__left_competitor", "vote__right_competitor", "vote__outcome")
    counted = list(casts.order_by().values_list(*keys).annotate(number=Count("pk")))
    if not counted:
        return (), 0
    by_cell: dict[tuple[int, int, int], list[int]] = {}
    merged = Competitor.objects.merged()
    told = [(merged.get(one, one), merged.get(two, two), *more) for one, two, *more in counted]
    for left, right, outcome, count in told:
        if left == right:
            continue
        # The fold matters to held-out losses alone, which nobody asks for here.
        change = by_cell.setdefault((0, left, right), [0] * len(COUNTS))
        change[OUTCOME[outcome]] += sign * count
    cells = np.array(list(by_cell), dtype=np.int64)
    changes = np.array(list(by_cell.values()), dtype=np.int64)
    return (cells, changes), sum(row[-1] for row in counted)


def _rows(board: Board, before: BoardCube, after: BoardCube) -> list[Moved]:
    places = [_places(cube, rate(board, cube)) for cube in (before, after)]
    ids = list(places[0]) + [each for each in places[1] if each not in places[0]]
    competitors = Competitor.objects.in_bulk(ids)
    return [Moved(competitors[each], places[0].get(each), places[1].get(each)) for each in ids]


def _places(cube: BoardCube, rated: BoardRatings) -> dict[int, Place]:
    """By competitor, the highest rating first."""
    if not cube.votes:
        return {}
    order = np.lexsort((-rated.rating, rated.island))
    return {
        int(cube.competitors[index]): Place(
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
