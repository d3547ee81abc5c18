"""The columns of a board's table: what they are sorted by, and which way first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Status
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.rows import Row

type Value = float | str | None

_STATUS_ORDER = list(Status.values)


@dataclass(frozen=True, slots=True)
class Column:
    """`hint` says at length what the label says in short. `from_most`: the greatest first."""

    key: str
    label: str | Promise
    value: Callable[[Row], Value]
    hint: str | Promise = ""
    from_most: bool = True
    is_number: bool = True


def _moved(row: Row) -> Value:
    return row.moved.points if row.moved else None


COLUMNS: Sequence[Column] = (
    Column(
        "rank",
        _("Rank"),
        lambda row: row.entry.position,
        _("The ranks the votes cannot tell apart, 95 % confidence"),
        from_most=False,
        is_number=False,
    ),
    Column(
        "model",
        _("Model"),
        lambda row: row.entry.competitor.name.casefold(),
        from_most=False,
        is_number=False,
    ),
    Column("rating", _("Rating"), lambda row: row.entry.rating if row.is_rated else None),
    Column(
        "moved",
        _("Moved"),
        _moved,
        _("Places and rating points, up or down; sorted by the points"),
    ),
    Column("votes", _("Votes"), lambda row: row.entry.votes),
    Column(
        "wins",
        _("Forecast: wins of 100"),
        lambda row: row.entry.forecast,
        _(
            "A forecast from the ratings: how many of 100 votes against an average rival it would "
            "win, a tie or both bad as half; none for models without enough votes"
        ),
    ),
    Column("ties", _("Ties"), lambda row: row.tie_share),
    Column("bad", _("Both bad"), lambda row: row.both_bad_share),
    Column(
        "elo",
        _("Elo, live"),
        lambda row: row.entry.elo,
        _("Online Elo in the order of the votes: a live view, not the rating"),
    ),
    Column(
        "lmarena",
        _("LMArena rank"),
        lambda row: row.entry.rank,
        _("Rank as LMArena gives it: one more than the models whose interval lies wholly above"),
        from_most=False,
    ),
    Column(
        "status",
        _("Status"),
        lambda row: _STATUS_ORDER.index(row.entry.status),
        from_most=False,
        is_number=False,
    ),
)
_BY_KEY = {column.key: column for column in COLUMNS}
FIRST = "rank"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: a link that sorts by it, or the other way round; `order` as ARIA says."""

    column: Column
    url: str
    order: str


def sorting_of(asked: Asked) -> tuple[Column, bool]:
    """The column to sort by, and whether from the last to the first; by rank if asked nonsense."""
    key = asked.sort.removeprefix("-")
    return _BY_KEY.get(key, _BY_KEY[FIRST]), asked.sort.startswith("-") and key in _BY_KEY


def in_order(rows: Sequence[Row], asked: Asked) -> list[Row]:
    """Sorted; whoever has no value comes last either way, equals in the order of ranks."""
    column, is_falling = sorting_of(asked)
    known = [row for row in rows if column.value(row) is not None]
    unknown = [row for row in rows if column.value(row) is None]
    return sorted(known, key=lambda row: _comparable(column, row), reverse=is_falling) + unknown


def _comparable(column: Column, row: Row) -> tuple[float, str]:
    value = column.value(row)
    return (0.0, value) if isinstance(value, str) else (value or 0.0, "")


def headings(asked: Asked, *, is_without: Sequence[str] = ()) -> list[Heading]:
    sorting, is_falling = sorting_of(asked)
    return [
        _heading(column, asked, is_sorted=column is sorting, is_falling=is_falling)
        for column in COLUMNS
        if column.key not in is_without
    ]


def _heading(column: Column, asked: Asked, *, is_sorted: bool, is_falling: bool) -> Heading:
    falls_next = not is_falling if is_sorted else column.from_most
    order = ("descending" if is_falling else "ascending") if is_sorted else ""
    sort = f"{'-' if falls_next else ''}{column.key}"
    return Heading(column, asked.sorted_by("" if sort == FIRST else sort) or "?", order)
