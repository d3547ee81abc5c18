"""Parse JSON and keep the line on which each object begins."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from arena.ingest.report import Refused


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array at the top, or in a member of the object at the top (`section`)."""

    section: str
    line: int
    value: Any
    is_listed: bool = True


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
# Real data is nested a few levels; deeper nesting is refused, as it could exhaust the stack.
_DEEPEST = 64
_SPACE = re.compile(r"[ \t\n\r]*")


def read_value(text: str) -> Any:
    """The one value in `text`.

    Raises:
        Refused: it is not JSON, or there is more than one value.
    """
    cursor = _Cursor(text)
    value = cursor.value()
    cursor.end()
    return value


def walk(text: str) -> Iterator[Element]:
    """Every element of the array, or of the arrays in the object, that `text` is.

    Raises:
        Refused: it is not JSON, as far as it has been read.
    """
    cursor = _Cursor(text)
    if cursor.take("["):
        yield from _walk_array(cursor, "")
    elif cursor.take("{"):
        yield from _walk_members(cursor)
    else:
        raise Refused("must be a JSON array or object", line=1)
    cursor.end()


def _walk_array(cursor: "_Cursor", section: str) -> Iterator[Element]:
    if cursor.take("]"):
        return
    while True:
        line = cursor.line()
        yield Element(section, line, cursor.value())
        if cursor.take("]"):
            return
        cursor.expect(",")


def _walk_members(cursor: "_Cursor") -> Iterator[Element]:
    if cursor.take("}"):
        return
    while True:
        line = cursor.line()
        name = cursor.value()
        if not isinstance(name, str):
            raise Refused("a name in an object must be a text", line=line)
        cursor.expect(":")
        if cursor.take("["):
            yield from _walk_array(cursor, name)
        else:
            yield Element(name, line, cursor.value(), is_listed=False)
        if cursor.take("}"):
            return
        cursor.expect(",")


class _Cursor:
    """A position in JSON text that knows its line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._counted_to = 0
        self._line = 1
        self._skip_space()

    def line(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._position)
        self._counted_to = self._position
        return self._line

    def take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._position):
            return False
        self._position += 1
        self._skip_space()
        return True

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise Refused(f"is not JSON: {sign} expected", line=self.line())

    def end(self) -> None:
        if self._position != len(self._text):
            raise Refused("is not JSON: something follows its end", line=self.line())

    def value(self) -> Any:
        try:
            value, self._position = _DECODER.raw_decode(self._text, self._position)
        except json.JSONDecodeError as error:
            reason = f"is not JSON: {error.msg} (column {error.colno})"
            raise Refused(reason, line=error.lineno) from error
        except RecursionError as error:
            raise Refused("is nested too deeply", line=self.line()) from error
        except ValueError as error:  # a constant such as NaN, or a number of thousands of digits
            raise Refused(f"is not JSON: {error}", line=self.line()) from error
        self._skip_space()
        return value

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._position)
        assert found is not None
        self._position = found.end()


def why_not_storable(value: Any, *, depth: int = 0) -> str:
    """Why a JSON value cannot be stored in a database, or an empty string."""
    if depth > _DEEPEST:
        return "is nested too deeply"
    match value:
        case str():
            return _why_not_storable_text(value)
        case float():
            return "" if math.isfinite(value) else "has a number too large to store"
        case dict() | list():
            inner = [*value, *value.values()] if isinstance(value, dict) else value
            reasons = (why_not_storable(one, depth=depth + 1) for one in inner)
            return next(filter(None, reasons), "")
        case _:
            return ""


def _why_not_storable_text(text: str) -> str:
    if "\0" in text:
        return "has a NUL character, which PostgreSQL refuses"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "has half of a surrogate pair, which is no character"
    return ""
