"""The rows a board's page shows: those asked for, in the order asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.catalogue import PERIODS
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.columns import FIRST, Heading, headings, in_order, sorting_of
from leaderboard.views.board.rows import Island, Row, TableAxis, axis_of, islands_of, row_of
from leaderboard.views.board.standing import BoardStanding

LONGEST_PERIOD = "week"


@dataclass(frozen=True, slots=True)
class Shown:
    """`number` of `total` models. The axis is that of all, so that a choice moves no interval.
    Islands are set apart only in the order of ranks; `since` is empty where nothing is past."""

    axis: TableAxis
    islands: Sequence[Island]
    headings: Sequence[Heading]
    number: int
    total: int
    has_several_islands: bool
    is_by_island: bool
    since: str
    periods: Sequence[str]

    @property
    def rows(self) -> list[Row]:
        return [row for island in self.islands for row in island.rows]

    @property
    def width(self) -> int:
        """Columns of the table; the drawn one has no heading to sort by."""
        return len(self.headings) + 1


def shown_of(standing: BoardStanding, asked: Asked) -> Shown:
    entries = standing.rows.entries
    axis = axis_of(entries)
    periods = [period for period in PERIODS if period in standing.rows.past]
    since = _since(asked, periods)
    rows = [
        row_of(entry, axis, standing.rows.moved(entry, since)) for entry in standing.chosen(asked)
    ]
    ordered = in_order(rows, asked)
    column, is_falling = sorting_of(asked)
    is_by_island = column.key == FIRST and not is_falling
    return Shown(
        axis=axis,
        islands=islands_of(ordered) if is_by_island else [Island(0, ordered)] if ordered else [],
        headings=headings(asked, is_without=() if since else ("moved",)),
        number=len(ordered),
        total=len(entries),
        has_several_islands=len({entry.island for entry in entries}) > 1,
        is_by_island=is_by_island,
        since=since,
        periods=periods,
    )


def _since(asked: Asked, periods: Sequence[str]) -> str:
    """The longest period there is, unless another is asked for."""
    return asked.since if asked.since in periods else periods[-1] if periods else ""
