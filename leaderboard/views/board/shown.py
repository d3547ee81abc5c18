"""The rows a board's page shows: those asked for, in the order asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.catalogue import PERIODS
from leaderboard.views.board.board_query import SHOWN, Asked
from leaderboard.views.board.columns import FIRST, Heading, headings, in_order, sorting_of
from leaderboard.views.board.folds import Fold, fold
from leaderboard.views.board.rows import Island, Row, TableAxis, axis_of, islands_of, row_of
from leaderboard.views.board.standing import BoardStanding

LONGEST_PERIOD = "week"


@dataclass(frozen=True, slots=True)
class Shown:
    """`number` of `total` models, all of them in `rows`, of which some may be in `folds`. The axis
    is that of all, so that a choice moves no interval. Islands are set apart only in the order of
    ranks; `since` is empty where nothing is past."""

    axis: TableAxis
    rows: Sequence[Row]
    islands: Sequence[Island]
    folds: Sequence[Fold]
    fold_query: str
    headings: Sequence[Heading]
    number: int
    total: int
    has_several_islands: bool
    is_by_island: bool
    since: str
    periods: Sequence[str]

    @property
    def sets_islands_apart(self) -> bool:
        return self.is_by_island and len(self.islands) > 1

    @property
    def names_islands(self) -> bool:
        return self.has_several_islands and not self.is_by_island

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
    in_view, folds = _folded(ordered, standing, asked)
    column, is_falling = sorting_of(asked)
    is_by_island = column.key == FIRST and not is_falling
    return Shown(
        axis=axis,
        rows=ordered,
        islands=islands_of(in_view) if is_by_island else [Island(0, in_view)] if in_view else [],
        folds=folds,
        fold_query=asked.with_folded("" if asked.folded else SHOWN),
        headings=headings(asked, is_without=() if since else ("moved",)),
        number=len(ordered),
        total=len(entries),
        has_several_islands=len({entry.island for entry in entries}) > 1,
        is_by_island=is_by_island,
        since=since,
        periods=periods,
    )


def _folded(
    rows: list[Row], standing: BoardStanding, asked: Asked
) -> tuple[Sequence[Row], Sequence[Fold]]:
    """Of a search nothing is folded: who is looked for is shown."""
    if asked.asks_for_some:
        return rows, []
    return fold(rows, minimum=standing.minimum_votes)


def _since(asked: Asked, periods: Sequence[str]) -> str:
    """The longest period there is, unless another is asked for."""
    return asked.since if asked.since in periods else periods[-1] if periods else ""
