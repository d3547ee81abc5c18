"""Where a text has a name."""

from dataclasses import dataclass

from arena.checks.families import SearchedName


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a folded text."""

    name: SearchedName
    start: int
    end: int
