"""A line chart of values over days.

Each series has its own colour, dash, mark and label, so that colour is not the only distinction.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from leaderboard.drawing.scales import Scale, day_ticks, scale_of, spread, ticks_of
from leaderboard.drawing.svg import Element, element, group, line, picture, points, shortened, text

# The most distinguishable series; the stylesheet has as many colours and dashes.
MOST_SERIES = 8
# The shortest scale in rating points.
LEAST_SPAN = 40.0
_LABEL_GAP = 17.0
_TOP, _BOTTOM = 12.0, 30.0


@dataclass(frozen=True, slots=True)
class Point:
    day: date
    value: float
    lower: float | None = None
    upper: float | None = None

    def seen(self, *, bands: bool) -> list[float]:
        bounds = (self.lower, self.upper) if bands else ()
        return [self.value, *(bound for bound in bounds if bound is not None)]


@dataclass(frozen=True, slots=True)
class Series:
    """A line; `number`, from 1 to `MOST_SERIES`, sets its style; `key` identifies it to scripts."""

    key: str
    name: str
    number: int
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class LineWords:
    """Words of the chart; `day` formats a day for the axis."""

    name: str
    title: str
    description: str
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class _LinesLayout:
    """Sizes in pixels; labels are right of the plot if there is room."""

    width: float
    height: float
    left: float
    right: float
    day_marks: int
    longest_label: int


WIDE = _LinesLayout(1040.0, 420.0, 46.0, 190.0, day_marks=8, longest_label=24)
NARROW = _LinesLayout(360.0, 320.0, 38.0, 24.0, day_marks=4, longest_label=0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The scales of days and values."""

    x: Scale
    y: Scale

    def point(self, at: Point) -> tuple[float, float]:
        return self.x.place(at.day.toordinal()), self.y.place(at.value)

    def band(self, some: Sequence[Point]) -> list[tuple[float, float]]:
        """The outline of the band between lower and upper bounds, of points that have both."""
        known = [p for p in some if p.lower is not None and p.upper is not None]
        above = [(self.x.place(p.day.toordinal()), self.y.place(p.upper or 0.0)) for p in known]
        below = [(self.x.place(p.day.toordinal()), self.y.place(p.lower or 0.0)) for p in known]
        return above + below[::-1]


def frame_of(
    series: Sequence[Series],
    layout: _LinesLayout,
    *,
    falling: bool,
    least_span: float,
    bands: bool = False,
) -> Frame:
    """A frame that shows all points.

    Args:
        series: the lines.
        layout: the sizes.
        falling: whether small values are on top, as for ranks.
        least_span: the shortest scale of values.
        bands: whether intervals must fit in the frame too.
    """
    days = [point.day.toordinal() for each in series for point in each.points]
    values = [
        value for each in series for point in each.points for value in point.seen(bands=bands)
    ]
    first, last = min(days, default=0), max(days, default=1)
    top, bottom = _TOP, layout.height - _BOTTOM
    start, end = (top, bottom) if falling else (bottom, top)
    return Frame(
        # A single day stands at the right end.
        Scale(min(first, last - 1), last, layout.left, layout.width - layout.right),
        scale_of(values, start=start, end=end, least_span=least_span, padding=0.08),
    )


def lines(
    series: Sequence[Series],
    words: LineWords,
    layout: _LinesLayout = WIDE,
    *,
    falling: bool = False,
    least_span: float = LEAST_SPAN,
    bands: bool = False,
) -> Element:
    """All series in one frame; see `frame_of`."""
    frame = frame_of(series, layout, falling=falling, least_span=least_span, bands=bands)
    return picture(
        _values_axis(frame, least=1.0 if falling else -math.inf),
        _days_axis(frame, words, layout),
        line(0.0, _TOP, 0.0, layout.height - _BOTTOM, "lines__guide"),
        *(_series(each, frame) for each in series),
        *_labels(series, frame, layout),
        name=words.name,
        title=words.title,
        description=words.description,
        size=(layout.width, layout.height),
    )


def _values_axis(frame: Frame, *, least: float) -> Element:
    """The axis of values, without ticks below the least possible value."""
    marks = []
    for value in ticks_of(frame.y, most=6, whole=True):
        if value < least:
            continue
        y = frame.y.place(value)
        marks += [
            line(frame.x.start, y, frame.x.end, y, "chart__tick"),
            text(f"{value:.0f}", frame.x.start - 8, y + 4, "chart__number", "end"),
        ]
    return group(*marks, class_="chart__axis")


def _days_axis(frame: Frame, words: LineWords, layout: _LinesLayout) -> Element:
    first, last = (date.fromordinal(int(day)) for day in (frame.x.least, frame.x.most))
    marks = [
        text(
            words.day(day),
            frame.x.place(day.toordinal()),
            layout.height - 8,
            "chart__number",
            "middle",
        )
        for day in day_ticks(first, last, most=layout.day_marks)
    ]
    return group(*marks, class_="chart__axis")


def _series(series: Series, frame: Frame) -> Element:
    """The band of its interval, its line, and a mark that scripts move along it."""
    places = [frame.point(point) for point in series.points]
    return group(
        element("title", series.name),
        element("polygon", points=points(frame.band(series.points)), class_="lines__band"),
        element(
            "polyline",
            points=points(places),
            class_="lines__line",
            data_days=" ".join(point.day.isoformat() for point in series.points),
        ),
        group(
            mark(series.number),
            class_="lines__mark",
            transform="translate({:.2f} {:.2f})".format(*places[-1]),
        )
        if places
        else None,
        class_=f"lines__series series series--{series.number}",
        data_series=series.key,
    )


def mark(number: int) -> Element:
    """A marker around the origin; there are four shapes."""
    shapes = (
        element("circle", cx=0.0, cy=0.0, r=4.5),
        element("rect", x=-4.0, y=-4.0, width=8.0, height=8.0),
        element("path", d="M0-5 5 4-5 4z"),
        element("path", d="M0-6 6 0 0 6-6 0z"),
    )
    return shapes[(number - 1) % len(shapes)]


def swatch(number: int) -> Element:
    """A short piece of a line, for a legend."""
    return element(
        "svg",
        line(0.0, 7.0, 32.0, 7.0, "lines__line"),
        group(mark(number), class_="lines__mark", transform="translate(16 7)"),
        class_=f"swatch series series--{number}",
        width=32.0,
        height=14.0,
        viewBox="0 0 32 14",
        aria_hidden="true",
    )


def _labels(series: Sequence[Series], frame: Frame, layout: _LinesLayout) -> list[Element]:
    """Names at the ends of the lines, moved apart, each joined with its line's end."""
    ended = [each for each in series if each.points] if layout.longest_label else []
    ends = [frame.point(each.points[-1]) for each in ended]
    low, high = sorted((frame.y.start, frame.y.end))
    places = spread([y for _, y in ends], gap=_LABEL_GAP, least=low, most=high)
    x = frame.x.end + 22
    return [
        group(
            line(end[0] + 6, end[1], x - 4, place, "lines__leader"),
            text(shortened(each.name, layout.longest_label), x, place + 4, "chart__name"),
            class_=f"series series--{each.number}",
            data_series=each.key,
        )
        for each, end, place in zip(ended, ends, places, strict=True)
    ]
