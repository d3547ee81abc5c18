"""What a board's next run will say: begun while the database still writes the tallies it is of.

NumPy and the database driver both let other threads work while they do, so a tick takes as long as
the slower of them, not as long as both.
"""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from leaderboard import ratings
from leaderboard.ledger import Fold
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.board_counts import BoardCube, Cubes
from leaderboard.runs.style_counts import StyleCells, Styles, rate_styled

cubes = Cubes()
styles = Styles()

_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ratings")

type Moment = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A board's newest run, its counts now, and their ratings, which may be still to come."""

    last: RatingRun | None
    cube: BoardCube
    ratings: Future[ratings.BoardRatings]


class Drafts:
    """The drafts of one tick."""

    def __init__(self) -> None:
        self._drafts: dict[int, tuple[Moment, Draft]] = {}

    def foresee(self, fold: Fold) -> None:
        """Begin those of boards that the fold, which is not yet written, changes."""
        changed = Board.objects.filter(pk__in=fold.boards)
        for board in changed.select_related("anchor"):
            if board.moment != fold.earlier[board.pk]:
                continue
            board.sequence = fold.sequence
            if cubes.has(board):
                self._drafts[board.pk] = board.moment, draft(board)

    def of(self, board: Board) -> Draft:
        """The board's, begun now if what was foreseen is not what came."""
        moment, foreseen = self._drafts.pop(board.pk, (None, None))
        return foreseen if foreseen and moment == board.moment else draft(board)


def follow(fold: Fold) -> None:
    """Let what this process remembers of boards stand after the fold."""
    cubes.follow(fold)
    styles.follow(fold)


def forget() -> None:
    """Read all anew, because what was foreseen did not come."""
    cubes.forget()
    styles.forget()


def draft(board: Board) -> Draft:
    last = RatingRun.objects.newest(board)
    cube = cubes.of(board).of_competitors()
    cells = styles.of(board) if board.style_controlled else None
    return Draft(last, cube, _pool.submit(rate, board, cube, start=_start(cube, last), cells=cells))


def rate(
    board: Board,
    cube: BoardCube,
    *,
    start: ratings.Parameters | None = None,
    cells: StyleCells | None = None,
) -> ratings.BoardRatings:
    """The ratings of a board from its counts alone: the same counts give the same ratings, up to
    rounding, wherever the fit begins. Asks no database.

    Args:
        board: the board.
        cube: its counts.
        start: where the fit begins.
        cells: its counts by response, if it is style-controlled.
    """
    method = ratings.Method(ratings.Ties(board.ties), side_effect=board.side_effect)
    anchor = _anchor(board, cube)
    minimum_votes = board.votes_to_establish
    if cells is not None:
        return rate_styled(
            cube, cells, minimum_votes=minimum_votes, method=method, start=start, anchor=anchor
        )
    return ratings.rate_board(
        cube.outcomes(), minimum_votes=minimum_votes, method=method, start=start, anchor=anchor
    )


def _anchor(board: Board, cube: BoardCube) -> ratings.Anchor | None:
    """A board without votes on its anchor has none."""
    place = np.flatnonzero(cube.competitors == board.anchor_id)
    return ratings.Anchor(int(place[0])) if len(place) else None


def _start(cube: BoardCube, last: RatingRun | None) -> ratings.Parameters | None:
    """The last run's parameters, near which the new ones are."""
    if last is None:
        return None
    theta = dict(Entry.objects.filter(run=last).values_list("competitor_id", "theta"))
    return ratings.Parameters(
        np.array([theta.get(competitor, 0.0) for competitor in cube.competitors.tolist()]),
        side=_value(last.side_effect),
        tie=_value(last.tie),
        style=np.array([_value(estimate) for estimate in (last.style or {}).values()]),
    )


def _value(estimate: Mapping[str, float] | None) -> float:
    return estimate["value"] if estimate else 0.0
