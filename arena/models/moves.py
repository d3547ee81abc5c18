"""A migration operation for allowed transitions of a column, enforced by a database trigger.

SQLite drops a table's triggers when a migration rebuilds the table, so a migration that alters such
a table begins with `release_moves` and ends with `allow_moves`, so that the trigger exists again in
either direction.
"""

from collections.abc import Mapping, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from arena.models.triggers import ChangeTriggers


def allow_moves(table: str, column: str, moves: Mapping[str, Sequence[str]]) -> ChangeTriggers:
    """Make the database refuse other changes of `column` than `moves`.

    Args:
        table: name of the table.
        column: name of the column.
        moves: the values that may follow each value.
    """
    name = f"{table}_{column}_moves"
    allowed = " OR ".join(
        f"(OLD.{column} = '{before}' AND NEW.{column} = '{after}')"
        for before, afters in sorted(moves.items())
        for after in sorted(afters)
    )
    refused = f"OLD.{column} <> NEW.{column} AND NOT ({allowed})"

    def forward(editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, name, table, column, refused):
            editor.execute(statement, None)

    def backward(editor: BaseDatabaseSchemaEditor) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {name}{on}")

    return ChangeTriggers(forward, backward)


def release_moves(table: str, column: str, moves: Mapping[str, Sequence[str]]) -> ChangeTriggers:
    """Undo `allow_moves`, given the same arguments, until the migration applies it again."""
    return allow_moves(table, column, moves).undone()


def _statements(vendor: str, name: str, table: str, column: str, refused: str) -> Sequence[str]:
    begin = f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW"
    if vendor == "sqlite":
        return (
            f"{begin} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{table} does not go there'); END",
        )
    return (
        """
        CREATE OR REPLACE FUNCTION podium_refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% does not go there', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"{begin} WHEN ({refused}) EXECUTE FUNCTION podium_refuse_move()",
    )
