"""Inserting many rows given as columns.

Raw, because `bulk_create` makes an object of each row and prepares each of its values, which takes
longer than the database does.
"""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, models

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
    deed = f"DO UPDATE SET {sums}" if adding else "DO NOTHING"
    tail = f" ON CONFLICT ({', '.join(map(quote, unique))}) {deed}" if unique else ""
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
