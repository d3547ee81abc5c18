"""Text analysis: trigrams for likeness, and personal data. Uses no database."""

from arena.text import trigrams
from arena.text.personal_data import find_personal_data

__all__ = [
    "find_personal_data",
    "trigrams",
]
