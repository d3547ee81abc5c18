"""Draw a card as a PNG; the caller gives its contents."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from PIL import Image, ImageDraw

from leaderboard.cards.lettering import SANS, SERIF, fit, fit_lines, font_of

# Version of the drawing, part of the ETag: raise it when cards look different.
DRAWING: Final = 2
SIZE: Final = (1200, 630)  # what Open Graph's readers crop least
MARGIN = 72
RIGHT = SIZE[0] - MARGIN
# Of `static/css/tokens.css`, in light.
PAPER, INK, SOFT, LINE, ACCENT = "#fbfaf7", "#1d1c1a", "#5c5953", "#e0dcd3", "#9a3412"
# Columns of a row of bars: width of the name, start and end of the line.
NAME_WIDTH, LINE_START, LINE_END = 460, 556, 940
DOT = 9
# One card at a time in a process, so that drawing keeps at most one core busy.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on the common axis, in shares of its width; open if a bound is missing."""

    name: str
    value: str
    start: float
    middle: float
    end: float
    is_open_below: bool = False
    is_open_above: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    bars: Sequence[Bar] = ()
    foot: str = ""


def draw_card(card: Card) -> bytes:
    """A PNG of `SIZE`."""
    with _ONE_AT_A_TIME:
        image = Image.new("RGB", SIZE, PAPER)
        pen = ImageDraw.Draw(image)
        _draw_brand(pen)
        below = _draw_head(pen, card)
        if card.figures:
            below = _draw_figures(pen, card.figures, top=below)
        _draw_bars(pen, card.bars, top=below, bottom=SIZE[1] - (104 if card.foot else MARGIN))
        _draw_foot(pen, card.foot)
        kept = io.BytesIO()
        image.save(kept, "PNG")
    return kept.getvalue()


def _draw_brand(pen: ImageDraw.ImageDraw) -> None:
    """The mark of the header: three steps, then the name."""
    for x, y, height in ((0, 16, 24), (17, 0, 40), (34, 22, 18)):
        pen.rectangle((MARGIN + x, 56 + y, MARGIN + x + 14, 56 + y + height), fill=ACCENT)
    pen.text((MARGIN + 64, 96), "Podium", INK, font_of(SERIF, 34), anchor="ls")
    pen.rectangle((0, SIZE[1] - 12, SIZE[0], SIZE[1]), fill=ACCENT)


def _draw_head(pen: ImageDraw.ImageDraw, card: Card) -> int:
    title, font = fit(card.title, SERIF, width=RIGHT - MARGIN, largest=76, least=40)
    pen.text((MARGIN, 204), title, INK, font, anchor="ls")
    if not card.lead:
        return 246
    lines, font = fit_lines(card.lead, SANS, width=RIGHT - MARGIN, largest=32, least=26)
    for place, line in enumerate(lines):
        pen.text((MARGIN, 258 + 36 * place), line, SOFT, font, anchor="ls")
    return 250 + 36 * len(lines)


def _draw_figures(pen: ImageDraw.ImageDraw, figures: Sequence[Figure], *, top: int) -> int:
    width = (RIGHT - MARGIN) / len(figures)
    for place, figure in enumerate(figures):
        x = MARGIN + place * width
        pen.text((x, top + 40), figure.label, SOFT, font_of(SANS, 26), anchor="ls")
        value, font = fit(figure.value, SERIF, width=width - 24, largest=64, least=32)
        pen.text((x, top + 112), value, INK, font, anchor="ls")
    return top + 140


def _draw_bars(pen: ImageDraw.ImageDraw, bars: Sequence[Bar], *, top: int, bottom: int) -> None:
    """Draw the bars in rows of equal, limited height."""
    if not bars:
        return
    height = min((bottom - top) / len(bars), 84)
    for place, bar in enumerate(bars):
        _draw_bar(pen, bar, y=round(top + (place + 0.5) * height))


def _draw_bar(pen: ImageDraw.ImageDraw, bar: Bar, *, y: int) -> None:
    name, font = fit(bar.name, SANS, width=NAME_WIDTH, largest=32, least=20)
    pen.text((MARGIN, y), name, INK, font, anchor="lm")
    value, font = fit(bar.value, SANS, width=RIGHT - LINE_END - 24, largest=32, least=20)
    pen.text((RIGHT, y), value, INK, font, anchor="rm")
    pen.line((LINE_START, y, LINE_END, y), fill=LINE, width=2)
    start, middle, end = (_place(share) for share in (bar.start, bar.middle, bar.end))
    pen.line((start, y, end, y), fill=ACCENT, width=5)
    for place, is_open in ((start, bar.is_open_below), (end, bar.is_open_above)):
        if not is_open:
            pen.line((place, y - 13, place, y + 13), fill=ACCENT, width=4)
    pen.ellipse((middle - DOT, y - DOT, middle + DOT, y + DOT), fill=ACCENT)


def _place(share: float) -> int:
    return round(LINE_START + share * (LINE_END - LINE_START))


def _draw_foot(pen: ImageDraw.ImageDraw, foot: str) -> None:
    if foot:
        text, font = fit(foot, SANS, width=RIGHT - MARGIN, largest=26, least=18)
        pen.text((MARGIN, SIZE[1] - 52), text, SOFT, font, anchor="ls")
