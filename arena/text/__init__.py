"""Text analysis: trigrams for likeness, personal data, reasoning, and numbers. Uses no database."""

from arena.text import numbers, trigrams
from arena.text.masking import MASKED, mask_words
from arena.text.personal_data import find_personal_data
from arena.text.reasoning import TAGS, Parts, split_reasoning

__all__ = [
    "MASKED",
    "TAGS",
    "Parts",
    "find_personal_data",
    "mask_words",
    "numbers",
    "split_reasoning",
    "trigrams",
]
