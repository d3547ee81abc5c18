"""Pages of rows from the database, each found by the last row of the one before, whatever was added
or taken away meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from arena.api.reads.cursors import Cursor, CursorNotValid


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list may be sorted by.

    Args:
        column: of the rows, or an annotation of theirs; rows where it is null come last either way.
        restore: its value from that of a cursor, which has times as text.
        key: of a list in memory, in place of the column.
    """

    column: str = ""
    restore: Callable[[Any], Any] = _same
    key: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Slice[Row]:
    """A page of rows, and where the next and the previous begin, if there are any."""

    rows: Sequence[Row]
    next: Cursor | None
    previous: Cursor | None


def page_of_rows[Row: Model](
    rows: QuerySet[Row], sort: Sort, *, is_falling: bool, limit: int, cursor: Cursor | None
) -> Slice[Row]:
    """At most `limit` rows after those of the cursor, or before them, in one query."""
    is_back = cursor is not None and cursor.is_back
    if cursor is not None:
        rows = rows.filter(_beyond(rows, sort, cursor, is_falling=is_falling))
    column = F(sort.column)
    by = (column.desc if is_falling else column.asc)(nulls_last=True)
    ordered = rows.order_by(by, "pk")
    found = list((ordered.reverse() if is_back else ordered)[: limit + 1])
    has_more, found = len(found) > limit, found[:limit]
    if is_back:
        found.reverse()
    has_next, has_previous = (True, has_more) if is_back else (has_more, cursor is not None)
    return Slice(
        found,
        _at(found[-1], sort) if found and has_next else None,
        _at(found[0], sort, is_back=True) if found and has_previous else None,
    )


def page_of_list[Row](
    rows: Sequence[Row], *, limit: int, cursor: Cursor | None, version: int | None
) -> Slice[Row]:
    """At most `limit` rows of a list that does not change, whose version the cursor keeps."""
    start = _number(cursor) if cursor is not None else 0
    if cursor is not None and cursor.is_back:
        start = max(start - limit, 0)
    end = start + limit
    return Slice(
        rows[start:end],
        Cursor((end,), version=version) if end < len(rows) else None,
        Cursor((start,), is_back=True, version=version) if start else None,
    )


def _number(cursor: Cursor) -> int:
    [number] = cursor.place
    if not isinstance(number, int):
        raise CursorNotValid
    return number


def _at(row: Model, sort: Sort, *, is_back: bool = False) -> Cursor:
    return Cursor((_value(row, sort.column), row.pk), is_back)


def _value(row: Any, column: str) -> Any:
    for name in column.split("__"):
        row = None if row is None else getattr(row, name)
    return row


def _beyond(rows: QuerySet[Any], sort: Sort, cursor: Cursor, *, is_falling: bool) -> Q:
    """What comes after the cursor's row, or before it if it points back."""
    value, pk = cursor.place
    key = rows.model._meta.pk.to_python(pk)
    further_key = Q(pk__lt=key) if cursor.is_back else Q(pk__gt=key)
    is_null = Q(**{f"{sort.column}__isnull": True})
    if value is None:
        beyond = is_null & further_key
        return beyond | ~is_null if cursor.is_back else beyond
    at = sort.restore(value)
    sign = "lt" if is_falling != cursor.is_back else "gt"
    beyond = Q(**{f"{sort.column}__{sign}": at}) | (Q(**{sort.column: at}) & further_key)
    return beyond if cursor.is_back else beyond | is_null
