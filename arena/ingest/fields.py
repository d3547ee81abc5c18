"""Read and validate the fields of one JSON object by name and type."""

import json
import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models

from arena.ingest.json_text import why_not_storable
from arena.ingest.limits import TEXT_BYTES
from arena.ingest.report import Refused, quoted
from arena.models import LANGUAGE_TAG

# The largest value of a PositiveSmallIntegerField on every database.
LARGEST_NUMBER = 32_767


def length_of(model: type[models.Model], name: str) -> int:
    """The maximum length of the column in characters."""
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    assert column.max_length is not None, f"{model.__name__}.{name} has no limit"
    return column.max_length


class Fields:
    """The fields of one object; each method reads one by name and raises `Refused` if invalid."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise Refused(f"must be an object, not {_type_of(value)}")
        self._values: dict[str, Any] = value
        self._read: set[str] = set()
        for name, inner in value.items():
            if reason := why_not_storable(name) or why_not_storable(inner):
                raise Refused(reason, field=quoted(name))

    def text(self, name: str, *, limit: int | None = None) -> str:
        text = self.optional_text(name, limit=limit)
        if text.strip():
            return text
        raise Refused("is missing" if self._values.get(name) is None else "is empty", field=name)

    def text_or_empty(self, name: str) -> str:
        if self._values.get(name) is None:
            raise Refused("is missing", field=name)
        return self.optional_text(name)

    def optional_text(self, name: str, *, limit: int | None = None) -> str:
        text = self._typed(name, str, "a text") or ""
        if limit is not None and len(text) > limit:
            raise Refused(f"has {len(text):,} characters; at most {limit:,} fit", field=name)
        if limit is None and (size := len(text.encode())) > TEXT_BYTES:
            raise Refused(f"has {size:,} bytes; at most {TEXT_BYTES:,} are taken", field=name)
        return text

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def anything(self, name: str) -> Any:
        """A value of any type and size; whoever asks looks at both."""
        self._read.add(name)
        return self._values.get(name)

    def text_or_list(self, name: str) -> str | list[Any]:
        """A text, with the limits of one, or an array; empty if there is none."""
        value = self._values.get(name)
        if not isinstance(value, list):
            return self.optional_text(name)
        self._read.add(name)
        return value

    def objects(self, name: str) -> list[Any]:
        return self._typed(name, list, "an array") or []

    def slug(self, name: str, *, limit: int) -> str:
        return _checked_slug(self.text(name, limit=limit), name)

    def language(self, name: str, *, limit: int) -> str:
        text = self.optional_text(name, limit=limit)
        if text and not re.match(LANGUAGE_TAG, text):
            reason = f"{quoted(text)} is not a language tag such as en or pt-BR"
            raise Refused(reason, field=name)
        return text

    def slugs(self, name: str, *, limit: int) -> tuple[str, ...]:
        """Slugs without duplicates, in order."""
        values = self._typed(name, list, "an array of texts") or []
        for value in values:
            if not isinstance(value, str) or not 0 < len(value) <= limit:
                raise Refused(f"must hold texts of 1 to {limit} characters", field=name)
        return tuple(dict.fromkeys(_checked_slug(value, name) for value in values))

    def choice[E: Enum](self, name: str, choices: type[E]) -> E:
        return _chosen(self.text(name), name, choices)

    def optional_choice[E: Enum, D](self, name: str, choices: type[E], *, default: D) -> E | D:
        text = self.optional_text(name)
        return _chosen(text, name, choices) if text else default

    def number(self, name: str, *, default: int = 0) -> int:
        value = self._typed(name, int, "a whole number")
        if value is None:
            return default
        if not 0 <= value <= LARGEST_NUMBER:
            raise Refused(f"must be from 0 to {LARGEST_NUMBER:,}", field=name)
        return int(value)

    def mapping(self, name: str) -> dict[str, Any]:
        value: dict[str, Any] = self._typed(name, dict, "an object") or {}
        if value and (size := len(json.dumps(value))) > TEXT_BYTES:
            raise Refused(f"has {size:,} bytes; at most {TEXT_BYTES:,} are taken", field=name)
        return value

    def day(self, name: str) -> date | None:
        text = self.optional_text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise Refused(f"{quoted(text)} is not a date such as 2026-03-17", field=name) from error

    def time(self, name: str) -> datetime | None:
        text = self.optional_text(name)
        try:
            return read_time(text) if text else None
        except ValueError as error:
            reason = f"{quoted(text)} is not a time such as 2026-03-17T12:00:00Z"
            raise Refused(reason, field=name) from error

    def rest(self, *, without: Collection[str] = ()) -> dict[str, Any]:
        """All fields with a value that were not read by name."""
        return {
            name: value
            for name, value in self._values.items()
            if name not in self._read and name not in without and value is not None
        }

    def refuse_unknown(self, *, ignored: Collection[str]) -> None:
        """Refuse fields with a value that were not read by name, but for these."""
        if others := sorted(self.rest(without=ignored)):
            raise Refused("is not a field of this type", field=", ".join(map(quoted, others)))

    def refuse_others(self) -> None:
        if others := sorted(set(self._values) - self._read):
            raise Refused("is not a field of this type", field=", ".join(map(quoted, others)))

    def _typed(self, name: str, kind: type, word: str) -> Any:
        self._read.add(name)
        value = self._values.get(name)
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
            return value
        raise Refused(f"must be {word}, not {_type_of(value)}", field=name)


def read_time(text: str) -> datetime:
    """Parse an ISO 8601 time or date; without an offset it is UTC.

    Raises:
        ValueError: it is neither.
    """
    time = datetime.fromisoformat(text)
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def _checked_slug(text: str, name: str) -> str:
    try:
        validate_slug(text)
    except ValidationError as error:
        reason = f"{quoted(text)} is not a slug: letters, digits, - and _ only"
        raise Refused(reason, field=name) from error
    return text


def _chosen[E: Enum](text: str, name: str, choices: type[E]) -> E:
    try:
        return choices(text)
    except ValueError as error:
        known = ", ".join(str(choice.value) for choice in choices)
        raise Refused(f"{quoted(text)} is none of {known}", field=name) from error


def _type_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "an array"
        case _:
            return "an object"
