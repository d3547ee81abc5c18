"""Text in the cells of a terminal."""

import unicodedata


def width_of(text: str) -> int:
    """How many cells it takes: two for a wide letter, none for a mark over the one before."""
    return len(text) if text.isascii() else sum(map(_width_of_letter, text))


def _width_of_letter(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def printable(text: str) -> str:
    """Without what would move the cursor or end the line: names come from files of others."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
