"""Measure and clean text for a terminal."""

import unicodedata


def width_of(text: str) -> int:
    """Width in cells: two for a wide letter, none for a combining mark."""
    return len(text) if text.isascii() else sum(map(_width_of_letter, text))


def _width_of_letter(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def printable(text: str) -> str:
    """The text without control characters, since names come from untrusted files."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
