"""A heat map of pairs, with a row and a column per model and values as colours and text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.drawing.svg import Element, element, group, number, picture, shortened, text

# Levels of a diverging scale run from minus to plus this, those of a sequential one from 0 up.
MOST_LEVEL = 5
# Lower limits of the levels 1, 2, … of a scale of counts; level 0 is no vote.
COUNT_LEVELS = (1, 5, 10, 30, 100, 300, 1000)
# From this level on, on either side, the text needs another colour to be readable.
_STRONG = 4

# By the most models it is used for, in pixels: a cell's width and height, and its lines of text.
_SIZES = ((12, 72.0, 42.0, 2), (24, 48.0, 36.0, 2), (10_000, 20.0, 20.0, 0))
# Names are cut at this length; average width of a letter; rotation of column names in degrees.
_LONGEST, _LETTER, _LEAN = 24, 7.2, 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `level` is None if unknown, `lines` are its text where there is room."""

    level: int | None
    lines: tuple[str, ...]
    tip: str


@dataclass(frozen=True, slots=True)
class HeatWords:
    name: str
    title: str
    description: str


def share_level(share: float) -> int:
    """The level of a share from 0 to 1: 0 around a half, one more for each tenth."""
    return round((share - 0.5) * 2 * MOST_LEVEL)


def deviation_level(deviation: float) -> int:
    """The level of a deviation in standard errors, rounded towards 0; 0 or 1 is within chance."""
    return max(-MOST_LEVEL, min(MOST_LEVEL, int(deviation)))


def count_level(count: int) -> int:
    return sum(count >= least for least in COUNT_LEVELS)


def heat(
    names: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    words: HeatWords,
    *,
    scale: str,
) -> Element:
    """The map without its row names, which are drawn apart so that they stay while it scrolls.

    Args:
        names: (N,) of rows and columns.
        cells: (N, N); None for no cell, such as a model against itself.
        words: what it is called.
        scale: the class of its colours, "diverging" or "counts".
    """
    width, height, lines = _size(len(names))
    head = _head(names)
    columns = [_column(name, width * (place + 0.5), head) for place, name in enumerate(names)]
    drawn = [
        _cell(cell, width * column, head + height * row, (width, height), lines)
        for row, row_cells in enumerate(cells)
        for column, cell in enumerate(row_cells)
        if cell is not None
    ]
    return picture(
        group(*columns, class_="heat__columns"),
        group(*drawn, class_=f"heat heat--{scale}"),
        name=words.name,
        title=words.title,
        description=words.description,
        # The last column's name leans beyond it.
        size=(width * len(names) + head / 2, head + height * len(names)),
    )


def heat_rows(names: Sequence[str]) -> Element:
    """The row names, drawn left of the map."""
    _, height, _ = _size(len(names))
    head, width = _head(names), _length(names) + 12
    drawn = [
        text(
            shortened(name, _LONGEST),
            width - 10,
            head + height * (row + 0.5) + 4,
            "chart__name",
            "end",
        )
        for row, name in enumerate(names)
    ]
    bottom = head + height * len(names)
    return element(
        "svg",
        *drawn,
        class_="chart__svg",
        width=width,
        height=bottom,
        viewBox=f"0 0 {number(width)} {number(bottom)}",
        aria_hidden="true",
    )


def _length(names: Sequence[str]) -> float:
    """Approximate width of the longest name in pixels."""
    return round(_LETTER * max(min(len(name), _LONGEST) for name in names), 2)


def _head(names: Sequence[str]) -> float:
    """The height of the column names in pixels."""
    return round(_length(names) * math.sin(math.radians(_LEAN)) + 20, 2)


def _size(number: int) -> tuple[float, float, int]:
    return next((width, height, lines) for most, width, height, lines in _SIZES if number <= most)


def _column(name: str, x: float, head: float) -> Element:
    y = head - 8
    return element(
        "text",
        element("title", name),
        shortened(name, _LONGEST),
        x=x,
        y=y,
        class_="chart__name",
        transform=f"rotate(-{_LEAN} {x:.1f} {y:.1f})",
    )


def _cell(cell: Cell, x: float, y: float, size: tuple[float, float], lines: int) -> Element:
    width, height = size
    shade = "none" if cell.level is None else f"{cell.level:+d}".replace("+", "")
    written = cell.lines[:lines]
    first = y + height / 2 + (4 if len(written) == 1 else -2)
    told = [
        text(words, x + width / 2, first + 13 * place, f"heat__text heat__text--{place}", "middle")
        for place, words in enumerate(written)
    ]
    is_strong = cell.level is not None and abs(cell.level) >= _STRONG
    return group(
        element("title", cell.tip),
        element(
            "rect", x=x + 1, y=y + 1, width=width - 2, height=height - 2, class_=f"heat{shade}"
        ),
        *told,
        class_=f"heat__cell{' heat__cell--strong' if is_strong else ''}",
    )
