"""Checks of content before it is served.

They find names of models in responses (leaks) and challenges with the same or a similar prompt.
"""

from arena.checks.leaks import find_leaks, known_names, names_in
from arena.checks.likeness import (
    NearDuplicate,
    SimilarChallenge,
    find_near_duplicates,
    find_similar,
)

__all__ = [
    "NearDuplicate",
    "SimilarChallenge",
    "find_leaks",
    "find_near_duplicates",
    "find_similar",
    "known_names",
    "names_in",
]
