"""Text: likeness, personal data, reasoning, turns, numbers, dates. Uses no database."""

from arena.text import numbers, trigrams
from arena.text.dates import at_time, day
from arena.text.masking import MASKED, mask_words
from arena.text.personal_data import find_personal_data
from arena.text.reasoning import TAGS, Parts, split_reasoning
from arena.text.turns import (
    MEDIA,
    Part,
    PartType,
    Turn,
    TurnRole,
    Turns,
    digest_of_turns,
    file_names,
    mask_turns,
    media_of,
    notes_in,
    parts_of_turns,
    split_turns,
    text_of_turns,
)

__all__ = [
    "MASKED",
    "MEDIA",
    "TAGS",
    "Part",
    "PartType",
    "Parts",
    "Turn",
    "TurnRole",
    "Turns",
    "at_time",
    "day",
    "digest_of_turns",
    "file_names",
    "find_personal_data",
    "mask_turns",
    "mask_words",
    "media_of",
    "notes_in",
    "numbers",
    "parts_of_turns",
    "split_reasoning",
    "split_turns",
    "text_of_turns",
    "trigrams",
]
