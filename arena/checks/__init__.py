"""Checks of content before it is served.

They find names of models in responses (leaks), challenges with the same or a similar prompt, and
pictures of too many pixels.
"""

from arena.checks.authors import Author
from arena.checks.families import family_of, listed_names
from arena.checks.leaks import Found, Names, find_leaks, known_names, names_in
from arena.checks.likeness import (
    NearDuplicate,
    SimilarChallenge,
    find_near_duplicates,
    find_similar,
)
from arena.checks.pictures import MOST_PIXELS, MOST_PIXELS_OF_FRAMES, has_too_many_pixels

__all__ = [
    "MOST_PIXELS",
    "MOST_PIXELS_OF_FRAMES",
    "Author",
    "Found",
    "Names",
    "NearDuplicate",
    "SimilarChallenge",
    "family_of",
    "find_leaks",
    "find_near_duplicates",
    "find_similar",
    "has_too_many_pixels",
    "known_names",
    "listed_names",
    "names_in",
]
