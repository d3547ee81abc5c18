"""What is looked for in content before it is served.

Names of models in responses, and prompts that are the same or alike.
"""

from arena.checks.leaks import find_leaks, known_names, names_in
from arena.checks.likeness import Alike, Twins, find_alike, find_twins

__all__ = [
    "Alike",
    "Twins",
    "find_alike",
    "find_leaks",
    "find_twins",
    "known_names",
    "names_in",
]
