"""Migration operations for append-only tables, enforced by database triggers.

`keep_rows` makes the migration operation. SQLite drops a table's triggers when a migration rebuilds
the table, so a migration that alters a kept table begins with `release_rows` and ends with
`keep_rows`, so that the triggers exist again in either direction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from arena.models.triggers import ChangeTriggers


def _only_ends(column: str, kept: Sequence[str]) -> str:
    """SQL: the update only changes `column`, from true to false."""
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in kept)
    return f"OLD.{column} AND NOT NEW.{column} AND {same}"


def release_rows(table: str, **how: Any) -> ChangeTriggers:
    """Undo `keep_rows`, given the same arguments, until the migration applies it again."""
    return keep_rows(table, **how).undone()


def keep_rows(
    table: str,
    *,
    may_end: str = "",
    kept: Sequence[str] = (),
    may_go: Mapping[str, str] | None = None,
) -> ChangeTriggers:
    """Make the database refuse UPDATE and DELETE on `table`.

    Args:
        table: name of the table.
        may_end: a boolean column that may go from true to false, once.
        kept: the other columns, which may not change in that update.
        may_go: by vendor, SQL that is true of an `OLD` row that may be deleted.
    """
    may_change = {
        "UPDATE": _only_ends(may_end, kept) if may_end else "",
        "DELETE": may_go or "",
    }

    def forward(editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for operation, allowed in may_change.items():
            condition = allowed[vendor] if isinstance(allowed, Mapping) else allowed
            for statement in _STATEMENTS[vendor](table, operation, condition):
                editor.execute(statement, None)  # no parameters: its % is its own

    def backward(editor: BaseDatabaseSchemaEditor) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for operation in may_change:
            editor.execute(f"DROP TRIGGER {_name(table, operation)}{on}")

    return ChangeTriggers(forward, backward)


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation.lower()}"


def _on_postgresql(table: str, operation: str, allowed: str) -> Iterator[str]:
    """Deleting may depend on other rows, which only a function can query, not a WHEN clause."""
    asks_others = operation == "DELETE" and allowed
    function = f"podium_keep_{table}" if asks_others else "podium_refuse_change"
    let_go = f"IF {allowed} THEN RETURN OLD; END IF;" if asks_others else ""
    yield f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {let_go}
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
    """
    unless = f" WHEN (NOT ({allowed}))" if allowed and not asks_others else ""
    yield (
        f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON {table} "
        f"FOR EACH ROW{unless} EXECUTE FUNCTION {function}()"
    )


def _on_sqlite(table: str, operation: str, allowed: str) -> Iterator[str]:
    unless = f" WHEN NOT ({allowed})" if allowed else ""
    yield (
        f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON {table} "
        f"FOR EACH ROW{unless} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


_STATEMENTS: Mapping[str, Callable[[str, str, str], Iterator[str]]] = {
    "postgresql": _on_postgresql,
    "sqlite": _on_sqlite,
}
