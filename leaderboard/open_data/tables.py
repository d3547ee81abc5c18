"""What a table of a dump is: its columns, each with what it means, and how its rows are read."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

# Of the key that voters are replaced with.
KEY_BYTES = 32


class ColumnKind(StrEnum):
    """The type of a column. In Parquet a time is one, and JSON is text; in JSON Lines a time is
    text as of ISO 8601, and JSON is itself."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class DataColumn:
    name: str
    kind: ColumnKind
    meaning: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Of when a dump is, and with which key it replaces voters; nobody keeps the key."""

    now: datetime
    key: bytes

    def pseudonym(self, voter: UUID | None) -> str | None:
        """The same for all votes of a voter in this dump, and in no other."""
        if voter is None:
            return None
        return hashlib.blake2b(voter.bytes, key=self.key, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class DataTable:
    """`read` gives the rows, values in the order of the columns."""

    name: str
    meaning: str
    columns: Sequence[DataColumn]
    read: Callable[[Moment], Iterator[Sequence[Any]]]


def columns(**described: tuple[str, str]) -> tuple[DataColumn, ...]:
    """Columns by name, each with its kind and its meaning."""
    return tuple(
        DataColumn(name, ColumnKind(kind), meaning) for name, (kind, meaning) in described.items()
    )


def as_markdown(tables: Sequence[DataTable]) -> str:
    """The tables as docs/data.md has them."""
    parts = []
    for table in tables:
        lines = [f"| `{each.name}` | {each.kind} | {each.meaning} |" for each in table.columns]
        head = (
            f"### {table.name}\n\n{table.meaning}\n\n| column | type | meaning |\n|---|---|---|\n"
        )
        parts.append(head + "\n".join(lines) + "\n")
    return "\n".join(parts)


def as_text(moment: datetime | None) -> str | None:
    """A time as JSON Lines and the ledger have it."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
