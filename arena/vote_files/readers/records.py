"""Rows that are objects with fields of their own, such as those of JSON, as a table."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from arena.vote_files.readers.batch import ROWS, Batch, BrokenRow

type Record = Mapping[str, object]
# The number of a row, and its fields or why it has none.
type NumberedRecord = tuple[int, Record | BrokenRow]

# Levels of fields within fields that are listed as columns; deeper ones can be named, too.
_LISTED_LEVELS = 2


class RecordTable:
    """A table of records; its columns are those of all rows that were looked at."""

    has_decimal_commas = False

    def __init__(self, path: str, records: Iterator[NumberedRecord], *, unit: str = "line") -> None:
        self.path, self.unit = path, unit
        self._records = records
        self._ahead: list[NumberedRecord] = []
        self._columns: dict[str, None] = {}
        self.look_further()

    @property
    def columns(self) -> Sequence[str]:
        return list(self._columns)

    def look_further(self) -> bool:
        found = list(islice(self._records, ROWS))
        self._ahead += found
        for _, record in found:
            if not isinstance(record, BrokenRow):
                self._learn(record, "", _LISTED_LEVELS)
        return bool(found)

    def first(self) -> Record | None:
        """The first record, to tell a format by."""
        return next((row for _, row in self._ahead if not isinstance(row, BrokenRow)), None)

    def only(self) -> Record | None:
        """The record, if there is a single one."""
        return self.first() if len(self._ahead) == 1 else None

    def first_broken(self) -> BrokenRow | None:
        return next((row for _, row in self._ahead if isinstance(row, BrokenRow)), None)

    def take_all(self) -> Iterator[NumberedRecord]:
        """The records themselves, in place of batches."""
        yield from self._ahead
        yield from self._records

    def _learn(self, record: Record, before: str, levels: int) -> None:
        is_nested = any(isinstance(value, dict) for value in record.values())
        if not before and not is_nested and self._columns.keys() >= record.keys():
            return
        for name, value in record.items():
            self._columns.setdefault(f"{before}{name}")
            if levels and isinstance(value, dict):
                self._learn(value, f"{before}{name}.", levels - 1)

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        rows = self._ahead
        self._ahead = []
        while rows:
            for start in range(0, len(rows), ROWS):
                yield _batch(rows[start : start + ROWS], names)
            rows = list(islice(self._records, ROWS))


def _batch(rows: Sequence[NumberedRecord], names: Sequence[str]) -> Batch:
    broken = [row for _, row in rows if isinstance(row, BrokenRow)]
    good = [(line, row) for line, row in rows if not isinstance(row, BrokenRow)]
    try:
        columns = {name: [_text(row, name) for _, row in good] for name in names}
    except TypeError:
        nested = [(line, row, _nested(row, names)) for line, row in good]
        broken += [
            BrokenRow(line, "holds more than one value; it must be a text or a number.", column)
            for line, _, column in nested
            if column
        ]
        good = [(line, row) for line, row, column in nested if not column]
        columns = {name: [_text(row, name) for _, row in good] for name in names}
    lines = [line for line, _ in good]
    return Batch(len(good), dict(columns), lines.__getitem__, broken)


def _nested(row: Record, names: Sequence[str]) -> str:
    return next((name for name in names if isinstance(value_at(row, name), dict | list)), "")


def _text(row: Record, name: str) -> str | None:
    value = row.get(name)
    if value is None and "." in name:
        value = value_at(row, name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        raise TypeError(name)
    return json.dumps(value)


def value_at(row: Record, name: str) -> object:
    """The value of the field, or of one within: `meta.turns` is `turns` of `meta`."""
    if name in row or "." not in name:
        return row.get(name)
    value: object = row
    for part in name.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
