"""The report of an import: counts and refusals."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from arena.ingest.rows import LeftOut, Note, Place

# Refusals that are kept with an import.
MOST_KEPT = 500
# Characters of a quoted text in a refusal.
_SHOWN_CHARACTERS = 60


class Refused(Exception):
    """A row or a file cannot be imported; caught where its place is known."""

    def __init__(self, reason: str, *, field: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.line = line


def quoted(text: str) -> str:
    """Text from a file, shortened and made printable for one line of a terminal."""
    return repr(f"{text[:_SHOWN_CHARACTERS]}…" if len(text) > _SHOWN_CHARACTERS else text)


@contextmanager
def in_field(name: str) -> Iterator[None]:
    """Set this field on refusals raised within that name none."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.reason, field=refused.field or name, line=refused.line) from refused


@contextmanager
def within(name: str) -> Iterator[None]:
    """Put this name before the field of refusals raised within, as in `messages[2].content`."""
    try:
        yield
    except Refused as refused:
        dot = "." if refused.field and not refused.field.startswith("[") else ""
        whole = f"{name}{dot}{refused.field}"
        raise Refused(refused.reason, field=whole, line=refused.line) from refused


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was refused: file, line, field and reason."""

    place: Place
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.place), self.field, self.reason) if part)


@dataclass(slots=True)
class ImportReport:
    """Counts by noun, in the singular, and all refusals."""

    added: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    is_written: bool = False
    # Responses that may reveal their author, not served until a person decides.
    held: int = 0
    # Notices on new challenges that nearly duplicate another; they are imported anyway.
    alike: list[str] = field(default_factory=list)
    # Rows of files that were no votes, by reason.
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def refuse(self, place: Place, refused: Refused) -> None:
        where = Place(place.file, refused.line) if refused.line else place
        self.refusals.append(Refusal(where, refused.field, refused.reason))

    def as_json(self) -> dict[str, Any]:
        """The value of `ContentImport.report`: the first refusals in full, the number of all."""
        return {
            "added": dict(self.added),
            "there": dict(self.already_there),
            "held": self.held,
            "alike": self.alike[:MOST_KEPT],
            "refused": len(self.refusals),
            "refusals": [str(refusal) for refusal in self.refusals[:MOST_KEPT]],
            **({"left_out": dict(self.left_out)} if self.left_out else {}),
            **({"notes": self.notes} if self.notes else {}),
        }

    def take[T](self, rows: Iterable[T | Refusal | LeftOut | Note]) -> list[T]:
        """Yield the rows of a reader; keep its refusals and notes, and count what it left out."""
        taken: list[T] = []
        for row in rows:
            if isinstance(row, Refusal):
                self.refusals.append(row)
            elif isinstance(row, LeftOut):
                self.left_out[row.kind] += row.number
            elif isinstance(row, Note):
                self.notes.append(row.sentence)
            else:
                taken.append(row)
        return taken
