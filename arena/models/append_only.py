"""Rows that nothing may change: the database itself refuses.

`keep_rows` makes the migration operation. SQLite drops a table's triggers when a migration rebuilds
the table, so a migration that alters a kept table must end with `keep_rows` for it again.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

_POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION podium_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def _only_ends(column: str, kept: Sequence[str]) -> str:
    """SQL: this update does nothing but turn `column` from true to false."""
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in kept)
    return f"OLD.{column} AND NOT NEW.{column} AND {same}"


def keep_rows(table: str, *, may_end: str = "", kept: Sequence[str] = ()) -> RunPython:
    """The database refuses UPDATE and DELETE on `table`.

    Args:
        table: name of the table.
        may_end: a boolean column that may go from true to false, once.
        kept: the other columns, none of which may change meanwhile.
    """
    unless = f" WHEN (NOT ({_only_ends(may_end, kept)}))" if may_end else ""

    def forward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        for deed, when in (("UPDATE", unless), ("DELETE", "")):
            name = f"{table}_no_{deed.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(_POSTGRESQL_FUNCTION, None)  # no parameters: its % is its own
                body = "EXECUTE FUNCTION podium_refuse_change()"
            else:
                body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW{when} {body}"
            )

    def backward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for deed in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{deed}{on}")

    return RunPython(forward, backward)
