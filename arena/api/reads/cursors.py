"""Cursors: where a page of a list begins, signed, so that nobody makes one up."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core import signing

from arena.api.reads.errors import RequestRefused

SALT = "arena.api.cursor"


class CursorNotValid(RequestRefused):
    default_code = "cursor_invalid"

    def __init__(self) -> None:
        super().__init__(
            "This is no cursor of this list with these filters and this order. Begin without one."
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that was read.

    Args:
        place: what the rows are sorted by, then the key; or the number of rows before.
        is_back: whether the page before is meant.
        version: of a list that is read at one version, which.
    """

    place: tuple[Any, ...]
    is_back: bool = False
    version: int | None = None


def write_cursor(cursor: Cursor, *, of: str) -> str:
    """The cursor as text; `of` says of which list, with which filters and order."""
    place = [_as_json(each) for each in cursor.place]
    return signing.dumps(
        [_digest(of), int(cursor.is_back), cursor.version, place], salt=SALT, compress=False
    )


def read_cursor(text: str, *, of: str) -> Cursor:
    """
    Raises:
        CursorNotValid: it was not written here, or for another list.
    """
    try:
        digest, is_back, version, place = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise CursorNotValid from None
    if digest != _digest(of):
        raise CursorNotValid
    return Cursor(tuple(place), bool(is_back), version)


def _digest(of: str) -> str:
    return sha256(of.encode()).hexdigest()[:16]


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | float | str) else str(value)
