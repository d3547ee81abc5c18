"""What an import did, and what it refused and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from arena.ingest.rows import Place

# Refusals that are kept with an import.
MOST_KEPT = 500
# Of a text from a file, in a refusal.
_SHOWN_CHARACTERS = 60


class Refused(Exception):
    """A row, or all of a file, cannot come in. Caught where its place is known."""

    def __init__(self, reason: str, *, field: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.line = line


def quoted(text: str) -> str:
    """What a file says, fit for one line of a terminal: short, and nothing but printable signs."""
    return repr(f"{text[:_SHOWN_CHARACTERS]}…" if len(text) > _SHOWN_CHARACTERS else text)


@contextmanager
def in_field(name: str) -> Iterator[None]:
    """A refusal from within that names no field is about this one."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.reason, field=refused.field or name, line=refused.line) from refused


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong where: file, line, field, reason."""

    place: Place
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.place), self.field, self.reason) if part)


@dataclass(slots=True)
class ImportReport:
    """Counts by noun, in the singular, and every refusal."""

    added: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    is_written: bool = False
    # Responses that may tell who wrote them, which are in no match until a person decides.
    held: int = 0
    # Sentences on new challenges that are nearly the same as another. They come in all the same.
    alike: list[str] = field(default_factory=list)

    def refuse(self, place: Place, refused: Refused) -> None:
        where = Place(place.file, refused.line) if refused.line else place
        self.refusals.append(Refusal(where, refused.field, refused.reason))

    def as_json(self) -> dict[str, Any]:
        """What `ContentImport.report` keeps: the first refusals in full, the rest as a number."""
        return {
            "added": dict(self.added),
            "there": dict(self.already_there),
            "held": self.held,
            "alike": self.alike[:MOST_KEPT],
            "refused": len(self.refusals),
            "refusals": [str(refusal) for refusal in self.refusals[:MOST_KEPT]],
        }

    def take[T](self, rows: Iterable[T | Refusal]) -> list[T]:
        """The rows among what a reader gave; its refusals are kept here."""
        taken: list[T] = []
        for row in rows:
            if isinstance(row, Refusal):
                self.refusals.append(row)
            else:
                taken.append(row)
        return taken
