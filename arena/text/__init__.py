"""Functions of text alone: trigrams for likeness, and personal data. They know no table."""

from arena.text import trigrams
from arena.text.personal_data import find_personal_data

__all__ = [
    "find_personal_data",
    "trigrams",
]
