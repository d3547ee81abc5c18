"""A run's entries as rows of a table: numbers as read, intervals as drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.defaultfilters import floatformat

from leaderboard.catalogue import RowChange
from leaderboard.models import Entry

# Distances between ticks of the axis, in rating points, the finest first.
TICK_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MOST_TICKS = 5
# Drawn beyond the outermost bound on each side, as a share of the axis.
AXIS_PADDING = 0.04
# No axis is narrower than this, in rating points: differences too small to matter look small.
LEAST_SPAN = 40.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A round rating on the axis, and where it is drawn."""

    rating: int
    place: str


@dataclass(frozen=True, slots=True)
class TableAxis:
    """The ratings between the left and the right end of every drawing of a table."""

    least: float
    most: float

    def place(self, rating: float) -> str:
        """Where to draw a rating, as SVG wants it: a percentage of the width."""
        share = (rating - self.least) / (self.most - self.least)
        return f"{100 * min(max(share, 0.0), 1.0):.2f}%"

    def ticks(self) -> list[Tick]:
        span = self.most - self.least
        step = next((step for step in TICK_STEPS if span / step <= MOST_TICKS), TICK_STEPS[-1])
        first = -int(-self.least // step) * step
        return [Tick(rating, self.place(rating)) for rating in range(first, int(self.most), step)]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where an interval begins, its rating and its end; open at a side that has no bound."""

    start: str
    middle: str
    end: str
    is_open_below: bool
    is_open_above: bool

    @property
    def shares(self) -> tuple[float, float, float]:
        """The same places from 0 to 1."""
        start, middle, end = (
            float(place.removesuffix("%")) / 100 for place in (self.start, self.middle, self.end)
        )
        return start, middle, end

    @property
    def is_unknown(self) -> bool:
        """Whether nothing can be said of how certain it is."""
        return self.is_open_below and self.is_open_above


@dataclass(frozen=True, slots=True)
class Row:
    """One competitor of a table."""

    entry: Entry
    drawing: Drawing
    ranks: str
    margin: str
    tie_share: float | None
    both_bad_share: float | None
    moved: RowChange | None = None

    @property
    def is_rated(self) -> bool:
        return bool(self.ranks)

    @property
    def rating(self) -> str:
        """Rounded, as pages have it."""
        return str(floatformat(self.entry.rating, 0))


@dataclass(frozen=True, slots=True)
class Island:
    """Rows that votes connect with each other; only within an island is there an order."""

    number: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class RatingsTable:
    axis: TableAxis
    islands: Sequence[Island]

    @property
    def has_several_islands(self) -> bool:
        return len(self.islands) > 1


def table_of(entries: Iterable[Entry]) -> RatingsTable:
    """The entries of one run, in their order, as a table."""
    listed = list(entries)
    axis = axis_of(listed)
    return RatingsTable(axis=axis, islands=islands_of([row_of(entry, axis) for entry in listed]))


def islands_of(rows: Iterable[Row]) -> list[Island]:
    grouped = groupby(rows, key=lambda row: row.entry.island)
    return [Island(number, list(members)) for number, members in grouped]


def axis_of(entries: Iterable[Entry]) -> TableAxis:
    marks = [
        mark
        for entry in entries
        for mark in (entry.lower, entry.rating, entry.upper)
        if mark is not None
    ]
    least, most = min(marks, default=1000.0), max(marks, default=1000.0)
    lacking = max(LEAST_SPAN - (most - least), 0.0) / 2
    padding = AXIS_PADDING * (most - least + 2 * lacking)
    return TableAxis(least - lacking - padding, most + lacking + padding)


def row_of(entry: Entry, axis: TableAxis, moved: RowChange | None = None) -> Row:
    return Row(
        entry=entry,
        drawing=_drawing(entry, axis),
        ranks=_ranks(entry),
        margin=_margin(entry),
        tie_share=_percentage(entry.ties, entry.votes),
        both_bad_share=_percentage(entry.both_bad, entry.votes),
        moved=moved,
    )


def _drawing(entry: Entry, axis: TableAxis) -> Drawing:
    return Drawing(
        start="0%" if entry.lower is None else axis.place(entry.lower),
        middle=axis.place(entry.rating),
        end="100%" if entry.upper is None else axis.place(entry.upper),
        is_open_below=entry.lower is None,
        is_open_above=entry.upper is None,
    )


def _ranks(entry: Entry) -> str:
    """The ranks that the votes cannot tell apart, such as 1-3 with an en dash."""
    if entry.rank_low is None or entry.rank_high is None:
        return ""
    if entry.rank_low == entry.rank_high:
        return str(entry.rank_low)
    return f"{entry.rank_low}\N{EN DASH}{entry.rank_high}"


def _margin(entry: Entry) -> str:
    """Half the interval's width, or the one bound that there is."""
    if entry.lower is not None and entry.upper is not None:
        return f"± {(entry.upper - entry.lower) / 2:.0f}"
    if entry.lower is not None:
        return f"≥ {entry.lower:.0f}"
    if entry.upper is not None:
        return f"≤ {entry.upper:.0f}"
    return ""


def _percentage(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
