"""Text analysis: trigrams for likeness, personal data, and numbers. Uses no database."""

from arena.text import numbers, trigrams
from arena.text.personal_data import find_personal_data

__all__ = [
    "find_personal_data",
    "numbers",
    "trigrams",
]
