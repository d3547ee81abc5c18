"""Parameters of reads: how each is read from the query, and how the schema describes it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import QueryDict

from arena.api.reads.errors import ParameterNotValid, ParameterUnknown

# Longer than this nobody's name is.
LONGEST_TEXT = 100
# So many choices are named in a refusal.
MOST_NAMED = 50
SLUG = r"[-a-zA-Z0-9_]+"
# Chooses the renderer, for which there is one.
_IGNORED = {"format"}
_FLAGS = {"true": True, "false": False}

type Choices = Iterable[str] | Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query.

    Args:
        name: in the query.
        help: what it does, for the schema.
        read: the value of what is written; raises ValueError with what should be written.
        schema: its JSON schema.
    """

    name: str
    help: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]


def read_query(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The values that are given, by name.

    Raises:
        ParameterUnknown: the query has a name that none of the parameters has.
        ParameterNotValid: a value is not one that its parameter takes.
    """
    known = {each.name: each for each in parameters}
    unknown = sorted(query.keys() - known.keys() - _IGNORED)
    if unknown:
        raise ParameterUnknown(
            f"There is no parameter {_listed(unknown)}. "
            + (f"There are: {_listed(sorted(known))}." if known else "There are none."),
            errors=dict.fromkeys(unknown, "There is no such parameter."),
        )
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in query.keys() & known.keys():
        try:
            found[name] = known[name].read(_single(query, name))
        except ValueError as error:
            errors[name] = f"{name}: {error}"
    if errors:
        raise ParameterNotValid(errors)
    return found


def _single(query: QueryDict, name: str) -> str:
    values = query.getlist(name)
    if len(values) > 1:
        raise ValueError("It is given more than once.")
    if "\0" in values[0]:
        raise ValueError("It has a NUL character.")
    return values[0]


def _listed(names: Iterable[str]) -> str:
    some = list(names)
    return ", ".join(some[:MOST_NAMED]) + (", …" if len(some) > MOST_NAMED else "")


def one_of(name: str, choices: Choices, help_text: str) -> Parameter:
    """One of the choices; those that are a function are read when the parameter is given."""

    def read(written: str) -> str:
        listed = list(choices() if callable(choices) else choices)
        if written not in listed:
            raise ValueError(f"It is one of: {_listed(listed)}." if listed else "There is none.")
        return written

    listed = None if callable(choices) else list(choices)
    return Parameter(
        name, help_text, read, {"type": "string", **({"enum": listed} if listed else {})}
    )


def several_of(name: str, choices: Sequence[str], help_text: str) -> Parameter:
    """Some of the choices, with commas between them."""

    def read(written: str) -> tuple[str, ...]:
        asked = tuple(dict.fromkeys(written.split(",")))
        if not set(asked) <= set(choices):
            raise ValueError(f"They are some of, with commas between them: {_listed(choices)}.")
        return asked

    items = {"type": "string", "enum": list(choices)}
    return Parameter(name, help_text, read, {"type": "array", "items": items, "minItems": 1})


def text(name: str, help_text: str) -> Parameter:
    def read(written: str) -> str:
        if len(written) > LONGEST_TEXT:
            raise ValueError(f"It has at most {LONGEST_TEXT} characters.")
        return written.strip()

    pattern = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"^[^\x00]*$"}
    return Parameter(name, help_text, read, pattern)


def slug(name: str, help_text: str) -> Parameter:
    def read(written: str) -> str:
        if not re.fullmatch(SLUG, written):
            raise ValueError("It is a slug: letters, digits, hyphens and underscores.")
        return written

    return Parameter(name, help_text, read, {"type": "string", "pattern": f"^{SLUG}$"})


def between(name: str, least: int, most: int, help_text: str) -> Parameter:
    """A whole number in this range."""

    def read(written: str) -> int:
        digits = len(str(most))
        # ASCII alone, and no more digits than the greatest has: int() takes more than that.
        if not re.fullmatch(rf"[0-9]{{1,{digits}}}", written) or not least <= int(written) <= most:
            raise ValueError(f"It is a number from {least} to {most}.")
        return int(written)

    return Parameter(name, help_text, read, {"type": "integer", "minimum": least, "maximum": most})


def flag(name: str, help_text: str) -> Parameter:
    def read(written: str) -> bool:
        if written not in _FLAGS:
            raise ValueError("It is true or false.")
        return _FLAGS[written]

    return Parameter(name, help_text, read, {"type": "boolean"})


def moment(name: str, help_text: str) -> Parameter:
    """A time with its zone, or a day in UTC, of which the end is meant."""

    def read(written: str) -> datetime:
        refused = "It is a day such as 2026-11-29, or a time such as 2026-11-29T12:00:00Z."
        if not written.isascii():
            raise ValueError(refused)
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
                return datetime.combine(date.fromisoformat(written), time.max, UTC)
            return _with_zone(datetime.fromisoformat(written.replace(" ", "+"))).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(refused) from None

    days = {"type": "string", "format": "date"}
    times = {"type": "string", "format": "date-time"}
    return Parameter(name, help_text, read, {"anyOf": [days, times]})


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("It has no zone.")
    return at
