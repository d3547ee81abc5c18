"""Fonts of a card, and fitting text into a width."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

type Face = Literal["NotoSans-Regular", "NotoSerif-Bold"]

SANS: Face = "NotoSans-Regular"
SERIF: Face = "NotoSerif-Bold"
ELLIPSIS = "…"
SHRINK_STEP = 2  # pixels
_FONTS = Path(__file__).parent / "fonts"
# A noncharacter that no font has, to compare with the glyph drawn for missing characters.
_MISSING = "\uffff"


@lru_cache(maxsize=64)
def font_of(face: Face, size: int) -> ImageFont.FreeTypeFont:
    path = str(_FONTS / f"{face}.ttf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def can_letter(text: str) -> bool:
    """Whether both fonts have every character; they cover Latin, Greek and Cyrillic."""
    return all(_has(character) for character in text)


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    return all(_mask(face, character) != _mask(face, _MISSING) for face in (SANS, SERIF))


def _mask(face: Face, character: str) -> bytes:
    return bytes(font_of(face, 32).getmask(character))


def fit(
    text: str, face: Face, *, width: float, largest: int, least: int
) -> tuple[str, ImageFont.FreeTypeFont]:
    """The text and the largest font that fits the width; cut off at the smallest."""
    for size in range(largest, least - 1, -SHRINK_STEP):
        font = font_of(face, size)
        if font.getlength(text) <= width:
            return text, font
    font = font_of(face, least)
    while text and font.getlength(text + ELLIPSIS) > width:
        text = text[:-1].rstrip()
    return text + ELLIPSIS, font


def fit_lines(
    text: str, face: Face, *, width: float, largest: int, least: int
) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The text in one line, or in two of the smallest font where it needs them."""
    line, font = fit(text, face, width=width, largest=largest, least=least)
    if line == text:
        return [line], font
    words, first = text.split(), ""
    while words and font.getlength(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [line], font
    second, _ = fit(" ".join(words), face, width=width, largest=least, least=least)
    return [first, second], font
