"""Adding to many counters at once.

Raw, because one statement can add to many rows; the ORM could only read them, add, and write each
back, and would lose what others added meanwhile. Two statements and no upsert, because PostgreSQL
checks the constraints of the row an upsert proposes, and a change may be below zero.
"""

from collections.abc import Mapping, Sequence

from django.db import connection, models

# Rows per statement: SQLite takes at most 32,766 parameters in one.
CHUNK = 2_000

_MAKE_MISSING = """
    INSERT INTO {table} ({key})
    SELECT {given} FROM {changes} WHERE true
    ON CONFLICT ({key}) DO NOTHING
"""
_ADD = """
    UPDATE {table} SET {sums}
    FROM {changes}
    WHERE {same_row}
"""


def add_counts(
    model: type[models.Model],
    *,
    key: Sequence[str],
    counts: Sequence[str],
    changes: Mapping[tuple[int, ...], Sequence[int]],
) -> None:
    """Add to the rows of `model`, making those that are missing.

    Args:
        model: the table of counters; `key` is unique in it, other columns have a database default.
        key: columns that name a row.
        counts: columns that are added to.
        changes: values of `key` to what each of `counts` grows by.
    """
    # In one order for everybody, so that two writers cannot wait for each other.
    rows = [[*values, *change] for values, change in sorted(changes.items())]
    for start in range(0, len(rows), CHUNK):
        _add(model._meta.db_table, key, counts, rows[start : start + CHUNK])


def _add(
    name: str, key: Sequence[str], counts: Sequence[str], rows: Sequence[Sequence[int]]
) -> None:
    table = connection.ops.quote_name(name)
    quoted = [connection.ops.quote_name(column) for column in (*key, *counts)]
    given = [f"change.column{number}" for number in range(1, len(quoted) + 1)]
    columns = list(zip(quoted, given, strict=True))
    changes, parameters = _as_table(rows)
    parts = {
        "table": table,
        "changes": changes,
        "key": ", ".join(quoted[: len(key)]),
        "given": ", ".join(given[: len(key)]),
        "sums": ", ".join(f"{ours} = {table}.{ours} + {new}" for ours, new in columns[len(key) :]),
        "same_row": " AND ".join(f"{table}.{ours} = {new}" for ours, new in columns[: len(key)]),
    }
    with connection.cursor() as cursor:
        for statement in (_MAKE_MISSING, _ADD):
            cursor.execute(statement.format(**parts), parameters)


def _as_table(rows: Sequence[Sequence[int]]) -> tuple[str, list[int] | list[list[int]]]:
    """SQL of a table `change` with the rows, and its parameters; a column is one on PostgreSQL."""
    width = len(rows[0])
    if connection.vendor == "postgresql":
        names = ", ".join(f"column{number}" for number in range(1, width + 1))
        arrays = ", ".join(["%s::bigint[]"] * width)
        return f"unnest({arrays}) AS change ({names})", [
            list(column) for column in zip(*rows, strict=True)
        ]
    places = ", ".join(["(" + ", ".join(["%s"] * width) + ")"] * len(rows))
    return f"(VALUES {places}) AS change", [value for row in rows for value in row]
