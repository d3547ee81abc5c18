"""Inserting many rows given as columns, or one that a voter waits for; and finding many by id.

Raw, because `bulk_create` makes an object of each row and prepares each of its values, and `save`
writes its statement each time; both take longer than the database does.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import DEFAULT_DB_ALIAS, connection, models

from arena.models.prepared import adapted

_INSERT = "INSERT INTO {table} ({names}) {rows}{tail}"
_FROM_ARRAYS = "SELECT * FROM unnest({})"

type Column = Sequence[Any] | npt.NDArray[Any]


def insert_rows(
    model: type[models.Model],
    columns: Mapping[str, Column],
    *,
    unique: Sequence[str] = (),
    adding: Sequence[str] = (),
) -> None:
    """Insert rows; what the columns do not give has a default in the database.

    Args:
        model: the table.
        columns: by the name of the column, the values of all rows, ready for the database.
        unique: columns in which a row may be there already; it then stays as it is,
        adding: but for these, to which the new values are added.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(map(quote, columns))
    sums = ", ".join(f"{quote(c)} = {table}.{quote(c)} + excluded.{quote(c)}" for c in adding)
    on_conflict = f"DO UPDATE SET {sums}" if adding else "DO NOTHING"
    tail = f" ON CONFLICT ({', '.join(map(quote, unique))}) {on_conflict}" if unique else ""
    values = [as_parameter(column) for column in columns.values()]
    parts = {"table": table, "names": names, "tail": tail}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{_type(model, name)}[]" for name in columns)
            cursor.execute(_INSERT.format(rows=_FROM_ARRAYS.format(arrays), **parts), values)
        else:
            places = ", ".join(["%s"] * len(columns))
            rows = list(zip(*values, strict=True))
            cursor.executemany(_INSERT.format(rows=f"VALUES ({places})", **parts), rows)


def with_ids[Row: models.Model](
    rows: "models.QuerySet[Row]", ids: npt.NDArray[np.int64]
) -> "models.QuerySet[Row]":
    """Those of the rows of one table, whose key is `id`. All ids are one array parameter on
    PostgreSQL, as the ORM would adapt each."""
    if connection.vendor != "postgresql":
        return rows.filter(pk__in=ids.tolist())
    return rows.extra(where=["id = ANY(%s::bigint[])"], params=[as_parameter(ids)])


def insert_row(row: models.Model) -> None:
    """As `row.save(force_insert=True)`, but no signal is sent."""
    sql, fields = _insert_of(type(row))
    key = row._meta.pk
    values = [adapted(field, field.pre_save(row, add=True)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if key not in fields:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - as `save` does


@cache
def _insert_of(model: type[models.Model]) -> "tuple[str, Sequence[models.Field[Any, Any]]]":
    """The statement, and which fields it gives: all but a key that the database counts up."""
    quote, meta = connection.ops.quote_name, model._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    tail = "" if meta.pk in fields else f" RETURNING {quote(str(meta.pk.column))}"
    parts = {"table": quote(meta.db_table), "names": names, "tail": tail}
    return _INSERT.format(rows=f"VALUES ({places})", **parts), fields


def as_parameter(column: Column) -> list[Any] | str:
    """The values as a parameter: of numbers and plain words, the text of an array, which the driver
    takes as it is, where it would look at each value of a list."""
    values: list[Any] = column.tolist() if isinstance(column, np.ndarray) else list(column)
    if connection.vendor != "postgresql":
        return values
    kinds = set(map(type, values))
    if kinds <= {int, float, NoneType}:
        # `repr` tells a float to the last bit.
        texts = map(repr, values) if NoneType not in kinds else map(_or_null, values)
        return f"{{{','.join(texts)}}}"
    if kinds == {str} and all(value.isalnum() and value.lower() != "null" for value in values):
        return f"{{{','.join(values)}}}"
    return values


def _or_null(value: float | None) -> str:
    return "NULL" if value is None else repr(value)


def _type(model: type[models.Model], name: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == name)
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
