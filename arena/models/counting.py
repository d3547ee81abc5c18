"""Add to many counters in one statement.

Raw SQL, because the ORM could only read, add and write back each row, losing concurrent changes.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from django.db import connection, models

from arena.models.inserting import as_parameter, insert_rows

# Rows per statement.
CHUNK = 5_000

_ADD_TABLE = "UPDATE {table} SET {sums} FROM unnest({arrays}) AS change ({names}) WHERE {same}"
_ADD_EACH = "UPDATE {table} SET {sums} WHERE {same}"


def add_counts(
    model: type[models.Model],
    *,
    key: Sequence[str],
    counts: Sequence[str],
    rows: npt.NDArray[np.int64],
) -> None:
    """Add to counters in rows of `model`, inserting missing rows.

    Args:
        model: the table; `key` is unique in it, and other columns have a database default.
        key: columns that identify a row.
        counts: columns to add to.
        rows: (N, len(key) + len(counts)) unique keys, each with the amounts to add.
    """
    # Sorted, so that two writers cannot deadlock.
    order = np.lexsort(rows[:, : len(key)].T[::-1])
    for start in range(0, len(rows), CHUNK):
        _add(model, key, counts, rows[order[start : start + CHUNK]])


def _add(
    model: type[models.Model],
    key: Sequence[str],
    counts: Sequence[str],
    rows: npt.NDArray[np.int64],
) -> None:
    columns = dict(zip([*key, *counts], rows.T, strict=True))
    if (rows[:, len(key) :] >= 0).all():
        insert_rows(model, columns, unique=key, adding=counts)
        return
    # No upsert, because the database checks the constraints of the row that one proposes, and this
    # change may be below zero.
    insert_rows(model, {name: columns[name] for name in key}, unique=key)
    _update(model._meta.db_table, key, counts, rows)


def _update(
    name: str, key: Sequence[str], counts: Sequence[str], rows: npt.NDArray[np.int64]
) -> None:
    quote, on_postgresql = connection.ops.quote_name, connection.vendor == "postgresql"
    table = quote(name)
    columns = [quote(column) for column in (*key, *counts)]
    given = [f"change.column{n}" if on_postgresql else "%s" for n in range(len(columns))]
    pairs = list(zip(columns, given, strict=True))
    parts = {
        "table": table,
        "sums": ", ".join(f"{c} = {table}.{c} + {new}" for c, new in pairs[len(key) :]),
        "same": " AND ".join(f"{table}.{c} = {old}" for c, old in pairs[: len(key)]),
        "arrays": ", ".join(["%s::bigint[]"] * len(columns)),
        "names": ", ".join(f"column{n}" for n in range(len(columns))),
    }
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute(_ADD_TABLE.format(**parts), [as_parameter(column) for column in rows.T])
        else:
            # The parameters of the sums come before those of the key.
            turned = np.roll(rows, -len(key), axis=1).tolist()
            cursor.executemany(_ADD_EACH.format(**parts), turned)
