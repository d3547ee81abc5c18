"""A forest plot: a row per model with its rating, interval and rank set."""

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.drawing.scales import Scale, scale_of, ticks_of
from leaderboard.drawing.svg import Element, element, group, line, picture, shortened, text

# The shortest scale in rating points, so that small differences look small.
LEAST_SPAN = 40.0
_HEAD = 26.0
_RADIUS = 4.0


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A row; a bound of None is unbounded; `ranks` (first, last) is None if unranked."""

    name: str
    rating: float
    lower: float | None
    upper: float | None
    ranks: tuple[int, int] | None
    tip: str


@dataclass(frozen=True, slots=True)
class ForestWords:
    name: str
    title: str
    description: str
    rating: str
    rank: str


@dataclass(frozen=True, slots=True)
class _ForestLayout:
    """Sizes in pixels; rank sets are drawn unless `ranks` is None."""

    width: float
    row: float
    plot: tuple[float, float]
    ranks: tuple[float, float] | None
    name_above: bool
    longest_name: int


WIDE = _ForestLayout(960.0, 26.0, (220.0, 690.0), (730.0, 945.0), name_above=False, longest_name=30)
NARROW = _ForestLayout(360.0, 42.0, (6.0, 354.0), None, name_above=True, longest_name=36)


def forest(rows: Sequence[ForestRow], words: ForestWords, layout: _ForestLayout = WIDE) -> Element:
    """The plot: all rows on one scale."""
    marks = [m for row in rows for m in (row.lower, row.rating, row.upper) if m is not None]
    start, end = layout.plot
    ratings = scale_of(marks, start=start, end=end, least_span=LEAST_SPAN)
    lowest = max((row.ranks[1] for row in rows if row.ranks), default=1)
    height = _HEAD + layout.row * len(rows) + 6
    drawn = [_row(row, place, layout, ratings, lowest) for place, row in enumerate(rows)]
    return picture(
        _axis(ratings, words.rating, height, most=6 if layout.ranks else 4),
        _ranks_axis(layout, lowest, words.rank, height),
        *drawn,
        name=words.name,
        title=words.title,
        description=words.description,
        size=(layout.width, height),
    )


def _axis(scale: Scale, label: str, height: float, *, most: int) -> Element:
    """Ticks from top to bottom, numbers above."""
    marks = []
    for value in ticks_of(scale, most=most, whole=True):
        x = scale.place(value)
        marks += [
            line(x, _HEAD - 6, x, height, "chart__tick"),
            text(f"{value:.0f}", x, 12.0, "chart__number", "middle"),
        ]
    return group(element("title", label), *marks, class_="chart__axis")


def _ranks_axis(layout: _ForestLayout, lowest: int, label: str, height: float) -> Element | None:
    if layout.ranks is None:
        return None
    return _axis(_rank_scale(layout.ranks, lowest), label, height, most=5)


def _rank_scale(plot: tuple[float, float], lowest: int) -> Scale:
    """The scale of ranks, the first rank on the left."""
    return Scale(1.0, max(float(lowest), 2.0), *plot)


def _row(row: ForestRow, place: int, layout: _ForestLayout, ratings: Scale, lowest: int) -> Element:
    top = _HEAD + layout.row * place
    y = top + (28.0 if layout.name_above else layout.row / 2)
    name_y = top + (17.0 if layout.name_above else layout.row / 2 + 4)
    ranks = "" if row.ranks is None or not layout.name_above else _range(row.ranks)
    return group(
        element("title", row.tip),
        element("rect", x=0.0, y=top, width=layout.width, height=layout.row, class_="chart__band"),
        text(shortened(row.name, layout.longest_name), 2.0, name_y, "chart__name"),
        text(ranks, layout.width - 2, name_y, "chart__number", "end") if ranks else None,
        *_interval(row, ratings, y),
        *_rank_set(row, layout, lowest, y),
        class_="forest__row",
    )


def _interval(row: ForestRow, scale: Scale, y: float) -> list[Element]:
    """A line from bound to bound, with an end mark at each finite bound, and the rating on it."""
    start = scale.start if row.lower is None else scale.place(row.lower)
    end = scale.end if row.upper is None else scale.place(row.upper)
    is_open = row.lower is None or row.upper is None
    span = f"interval__span{' interval__span--open' if is_open else ''}"
    ends = [
        line(scale.place(bound), y - 5, scale.place(bound), y + 5, "interval__end")
        for bound in (row.lower, row.upper)
        if bound is not None
    ]
    middle = scale.place(row.rating)
    dot = element("circle", cx=middle, cy=y, r=_RADIUS, class_="interval__rating")
    if row.lower is None and row.upper is None:
        return [dot]  # nothing can be said of how certain it is
    return [line(start, y, end, y, span), *ends, dot]


def _rank_set(row: ForestRow, layout: _ForestLayout, lowest: int, y: float) -> list[Element]:
    if layout.ranks is None or row.ranks is None:
        return []
    scale = _rank_scale(layout.ranks, lowest)
    start, end = (scale.place(rank) for rank in row.ranks)
    bar = element(
        "rect",
        x=round(start - 4, 2),
        y=y - 4,
        width=round(end - start + 8, 2),
        height=8.0,
        rx=4.0,
        class_="forest__ranks",
    )
    # Beside the bar, on the side that has room.
    has_room = end + 50 < layout.width
    x = end + 10 if has_room else start - 10
    return [bar, text(_range(row.ranks), x, y + 4, "chart__number", "start" if has_room else "end")]


def _range(ranks: tuple[int, int]) -> str:
    low, high = ranks
    return str(low) if low == high else f"{low}\N{EN DASH}{high}"
