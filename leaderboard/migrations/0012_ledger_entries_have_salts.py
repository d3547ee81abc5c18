from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from arena.models.append_only import keep_rows, release_rows


class Migration(migrations.Migration):
    """Entries that are there are of the first version, and their digests stay as they are."""

    dependencies = [
        ("arena", "0026_prompts_and_responses_have_turns"),
        ("leaderboard", "0011_errors_are_measured"),
    ]

    operations = [
        # SQLite makes the table anew, without its triggers.
        release_rows("leaderboard_ledgerentry"),
        migrations.AddField(
            model_name="ledgerentry",
            name="salt",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(version=1, salt__isnull=True)
                | models.Q(Exact(Length("salt"), 32), version=2, salt__isnull=False),
                name="ledger_salt_is_of_its_version",
            ),
        ),
        keep_rows("leaderboard_ledgerentry"),
    ]
