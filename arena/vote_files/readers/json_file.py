"""Reader of JSON: an object per line, an array of objects, or a document that holds one."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from arena.vote_files.errors import BadInput
from arena.vote_files.readers.batch import BrokenRow
from arena.vote_files.readers.records import NumberedRecord, Record, RecordTable
from arena.vote_files.readers.streams import UNREADABLE, unreadable

_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_WANTS = "must be an object, such as {…}."


class Doubled(ValueError):
    """An object names a field twice."""


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Doubled(f"{twice!r} is named twice")
    return made


_DECODER = json.JSONDecoder(object_pairs_hook=_without_doubles)


def json_table(path: str, text: IO[str], *, has_lines: bool) -> RecordTable:
    """The records of a JSON text, whatever its form; `has_lines` if it is said to have one a line.

    Raises:
        BadInput: it is empty or cannot be read.
    """
    before, first = _first_line(path, text)
    if not first:
        raise BadInput("is empty.", path=path)
    start = first.lstrip()
    if start.rstrip() == "[]" and not has_lines:
        raise BadInput("is an empty array.", path=path)
    if start.startswith("[") and _is_array(start):
        return RecordTable(path, _array(path, first, text, before))
    if start.startswith("{") and not has_lines and _is_unfinished(start):
        return _document(path, first, text, before)
    return RecordTable(path, _records_of_lines(path, first, text, before))


def _first_line(path: str, text: IO[str]) -> tuple[int, str]:
    before = 0
    try:
        for line in text:
            if line.strip():
                return before, line
            before += 1
    except UNREADABLE as error:
        raise unreadable(path, error, before) from error
    return before, ""


def _is_array(line: str) -> bool:
    """Whether it begins an array of objects; `[1]` on a line of its own is a wrong line."""
    after = line[1:].lstrip()
    return after.startswith("{") or not after


def _is_unfinished(line: str) -> bool:
    try:
        _DECODER.decode(line)
    except Doubled:
        return False
    except ValueError as error:
        return isinstance(error, json.JSONDecodeError) and error.pos >= len(line.rstrip())
    except RecursionError:
        return False
    return False


def _records_of_lines(
    path: str, first: str, text: IO[str], before: int
) -> Iterator[NumberedRecord]:
    line = before
    try:
        for line, row in enumerate(chain([first], text), before + 1):
            if row.strip():
                yield line, _parsed(line, row)
    except UNREADABLE as error:
        raise unreadable(path, error, line) from error


def _parsed(line: int, text: str) -> Record | BrokenRow:
    try:
        found = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return BrokenRow(line, f"is not JSON: {error}.")
    return found if isinstance(found, dict) else BrokenRow(line, _WANTS)


def _items(values: list[object]) -> Iterator[NumberedRecord]:
    for number, value in enumerate(values, 1):
        yield number, value if isinstance(value, dict) else BrokenRow(number, _WANTS)


def _document(path: str, first: str, text: IO[str], before: int) -> RecordTable:
    """One object over several lines."""
    try:
        found = _DECODER.decode(first + text.read())
    except UNREADABLE as error:
        if isinstance(error, UnicodeError | OSError | EOFError):
            raise unreadable(path, error, before) from error
        raise
    except (ValueError, RecursionError) as error:
        line = before + (error.lineno if isinstance(error, json.JSONDecodeError) else 1)
        raise BadInput(f"is not JSON: {error}.", path=path, line=line) from error
    return RecordTable(path, _items([found]), unit="item")


def unwrapped(table: RecordTable) -> RecordTable:
    """The array of objects that the table's only record is about, if it is; else the table."""
    record = table.only()
    array = None if record is None else _only_array(record)
    return table if array is None else RecordTable(table.path, _items(array), unit="item")


def _only_array(record: Record) -> list[object] | None:
    """The array of objects that is all the document is about."""
    arrays = [
        value
        for value in record.values()
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
    ]
    others = [name for name, value in record.items() if isinstance(value, str | bool)]
    return arrays[0] if len(arrays) == 1 and len(others) <= 1 else None


def _array(path: str, first: str, text: IO[str], before: int) -> Iterator[NumberedRecord]:
    """The elements of an array, of which only a part is held at a time."""
    buffer = _Buffer(path, first, text, before)
    buffer.expect("[")
    if buffer.peek() == "]":
        return
    while True:
        line = buffer.line()
        value = buffer.value()
        yield line, value if isinstance(value, dict) else BrokenRow(line, _WANTS)
        if buffer.peek() != ",":
            break
        buffer.expect(",")
    buffer.expect("]")
    if buffer.peek():
        raise BadInput("is not JSON: something follows its end.", path=path, line=buffer.line())


class _Buffer:
    """A part of the text, and a position in it."""

    def __init__(self, path: str, first: str, text: IO[str], before: int) -> None:
        self._path, self._text = path, text
        self._part, self._position = first, 0
        self._line, self._counted = before + 1, 0

    def line(self) -> int:
        self.peek()
        self._line += self._part.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._line

    def peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            space = _SPACE.match(self._part, self._position)
            assert space is not None
            self._position = space.end()
            if self._position < len(self._part):
                return self._part[self._position]
            if not self._read_more():
                return ""

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise BadInput(f"is not JSON: {sign} expected.", path=self._path, line=self.line())
        self._position += 1

    def value(self) -> object:
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._part, self._position)
            except (ValueError, RecursionError) as error:
                # The rest of a value that is cut may be yet to be read.
                if not isinstance(error, json.JSONDecodeError) or not self._read_more():
                    line = self.line()
                    raise BadInput(f"is not JSON: {error}.", path=self._path, line=line) from error
            else:
                self._position = end
                return value

    def _read_more(self) -> bool:
        try:
            more = self._text.read(max(_CHUNK, len(self._part) - self._position))
        except UNREADABLE as error:
            raise unreadable(self._path, error, self._line) from error
        self._line += self._part.count("\n", self._counted, self._position)
        self._part = self._part[self._position :] + more
        self._position = self._counted = 0
        return bool(more)
