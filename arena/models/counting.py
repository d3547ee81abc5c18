"""Adding to many counters at once.

One statement adds to many rows; the ORM could only read them, add, and write each back, and would
lose what others added meanwhile. It is no upsert because PostgreSQL checks the constraints of the
row an upsert proposes, and a change may be below zero.
"""

from collections.abc import Mapping, Sequence

from django.db import connection, models

# Rows per statement: SQLite takes at most 32,766 parameters in one.
CHUNK = 2_000

_ADD = """
    UPDATE {table} SET {sums}
    FROM (VALUES {values}) AS change
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
        model: the table of counters; `key` is unique in it, and `counts` default to 0.
        key: columns that name a row.
        counts: columns that are added to.
        changes: values of `key` to what each of `counts` grows by.
    """
    blank = [model(**dict(zip(key, values, strict=True))) for values in changes]
    model._default_manager.bulk_create(blank, ignore_conflicts=True)
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
    places = "(" + ", ".join(["%s"] * len(quoted)) + ")"
    columns = list(zip(quoted, given, strict=True))
    statement = _ADD.format(
        table=table,
        sums=", ".join(
            f"{ours} = {table}.{ours} + {theirs}" for ours, theirs in columns[len(key) :]
        ),
        values=", ".join([places] * len(rows)),
        same_row=" AND ".join(f"{table}.{ours} = {theirs}" for ours, theirs in columns[: len(key)]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
