"""Badges as SVG: where a model stands, in one line or on a small card, for other sites.

They are shown there as pictures, without a stylesheet of ours, so colours stand in attributes.
"""

from dataclasses import dataclass
from typing import Literal, get_args
from unicodedata import east_asian_width

from leaderboard.cards.lettering import SANS, can_letter, font_of
from leaderboard.drawing import svg

type Style = Literal["flat", "card"]
type Theme = Literal["light", "dark"]

STYLES: tuple[Style, ...] = get_args(Style.__value__)
THEMES: tuple[Theme, ...] = get_args(Theme.__value__)
# Changes whenever a badge of the same words looks different.
BADGE_DRAWING = 1

_FAMILY = "Verdana,DejaVu Sans,Noto Sans,sans-serif"
_MOST_CHARACTERS = 48

# One line, as shields.io draws it.
_HEIGHT, _SIZE, _SPACE = 20, 11, 6
_FLAT = {"light": ("#555555", "#9a3412"), "dark": ("#2b2d31", "#c2552b")}

# A small card, with the interval drawn.
CARD_SIZE = (240, 76)
_WIDTH, _TALL = CARD_SIZE
_MARGIN = 12
_COLOURS = {
    "light": {"paper": "#ffffff", "line": "#e0dcd3", "ink": "#1d1c1a", "soft": "#5c5953"},
    "dark": {"paper": "#1d1f23", "line": "#33353b", "ink": "#ecebe6", "soft": "#a9a69e"},
}
_ACCENT = {"light": "#9a3412", "dark": "#f0a07a"}


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, in the reader's language.

    Args:
        name: of the model.
        board: its title.
        words: the rank set as a few words, or that it is not rated.
        rating: with its margin; empty if the model is not rated.
        interval: from 0 to 1 on the board's axis, the start, the rating and the end.
    """

    name: str
    board: str
    words: str
    rating: str
    interval: tuple[float, float, float] | None = None


def draw_badge(badge: Badge, *, style: Style, theme: Theme) -> str:
    """The SVG."""
    drawn = _draw_card(badge, theme) if style == "card" else _draw_line(badge, theme)
    return drawn.__html__()


def _draw_line(badge: Badge, theme: Theme) -> svg.Element:
    left, right = _FLAT[theme]
    label = svg.shortened(badge.board, _MOST_CHARACTERS)
    value = " · ".join(part for part in (badge.words, badge.rating) if part)
    widths = [_width(words, _SIZE) + 2 * _SPACE for words in (label, value)]
    whole = sum(widths)
    return _picture(
        badge,
        whole,
        _HEIGHT,
        svg.element("rect", width=whole, height=_HEIGHT, rx=3, fill=right),
        svg.element(
            "path",
            d=f"M3 0h{widths[0] - 3}v{_HEIGHT}h-{widths[0] - 3}a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z",
            fill=left,
        ),
        _words(label, _SPACE, 14, _SIZE, "#ffffff"),
        _words(value, widths[0] + _SPACE, 14, _SIZE, "#ffffff"),
    )


def _draw_card(badge: Badge, theme: Theme) -> svg.Element:
    colours, accent = _COLOURS[theme], _ACCENT[theme]
    room = _WIDTH - 2 * _MARGIN
    parts = [
        svg.element(
            "rect",
            x=0.5,
            y=0.5,
            width=_WIDTH - 1,
            height=_TALL - 1,
            rx=6,
            fill=colours["paper"],
            stroke=colours["line"],
        ),
        _words(_fitted(badge.name, 14, room), _MARGIN, 24, 14, colours["ink"], weight="bold"),
        _words(badge.words, _MARGIN, 43, 12, colours["ink"]),
    ]
    if badge.rating:
        beside = _WIDTH - _MARGIN - _width(badge.rating, 12)
        parts.append(_words(badge.rating, beside, 43, 12, colours["ink"]))
    if badge.interval:
        start, middle, end = (_MARGIN + room * place for place in badge.interval)
        bar = svg.element("rect", x=start, y=51, width=max(end - start, 1.0), height=4, rx=2)
        parts.append(svg.group(bar, fill=accent, fill_opacity=0.4))
        parts.append(svg.element("circle", cx=middle, cy=53, r=3.5, fill=accent))
    board = _fitted(badge.board, 10, room)
    parts.append(_words(board, _MARGIN, 69, 10, colours["soft"]))
    return _picture(badge, _WIDTH, _TALL, *parts)


def _picture(badge: Badge, width: float, height: float, *parts: svg.Element) -> svg.Element:
    said = ", ".join(part for part in (badge.words, badge.rating) if part)
    title = f"{badge.name}: {said} ({badge.board})"
    return svg.element(
        "svg",
        svg.element("title", title),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=title,
        font_family=_FAMILY,
    )


def _words(
    words: str, x: float, y: float, size: int, fill: str, *, weight: str | None = None
) -> svg.Element:
    """Text that is as wide as was reckoned, whatever font the reader has."""
    return svg.element(
        "text",
        words,
        x=x,
        y=y,
        fill=fill,
        font_size=size,
        font_weight=weight,
        textLength=_width(words, size),
        lengthAdjust="spacingAndGlyphs",
    )


def _fitted(words: str, size: int, room: float) -> str:
    while _width(words, size) > room:
        words = svg.shortened(words, len(words) - 1)
    return words


def _width(words: str, size: int) -> int:
    """In whole pixels; of characters that the fonts of cards lack, by what is usual."""
    if can_letter(words):
        return round(font_of(SANS, size).getlength(words))
    return round(sum(size if east_asian_width(each) in "WF" else 0.6 * size for each in words))
