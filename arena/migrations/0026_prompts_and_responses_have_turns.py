from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from arena.models.append_only import keep_rows, release_rows

# When a response may be deleted, as the migration says that allowed it.
BEING_UNDONE = import_module("arena.migrations.0009_moves_and_roles").BEING_UNDONE
KEPT = {"may_go": {"postgresql": BEING_UNDONE, "sqlite": BEING_UNDONE}}


class Migration(migrations.Migration):
    dependencies = [("arena", "0025_prompts_have_a_format")]

    operations = [
        migrations.AddField(
            model_name="challenge",
            name="turns",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        # Its trigger asks the table of imports, which SQLite makes anew, too.
        release_rows("arena_response", **KEPT),
        migrations.AddField(
            model_name="response",
            name="turns",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("turns__isnull", True), Q(("file", ""), ("kind", "text")), _connector="OR"
                ),
                name="response_turns_are_of_the_kind_text",
            ),
        ),
        migrations.AddField(
            model_name="contentimport",
            name="splits_templates",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether prompts with the tags of a chat template become turns.",
            ),
        ),
        keep_rows("arena_response", **KEPT),
    ]
