"""A migration operation for statements on triggers."""

from collections.abc import Callable

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Statements = Callable[[BaseDatabaseSchemaEditor], None]


class ChangeTriggers(Operation):
    """Run statements, and others to undo them.

    They need no models, which RunPython would build anew for each: that takes a quarter of the time
    in which all tables are made.
    """

    def __init__(self, forward: Statements, backward: Statements) -> None:
        self.forward = forward
        self.backward = backward

    def undone(self) -> "ChangeTriggers":
        return ChangeTriggers(self.backward, self.forward)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """No model changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        del from_state, to_state
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            self.forward(schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        del from_state, to_state
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            self.backward(schema_editor)

    def describe(self) -> str:
        return "Change triggers"
