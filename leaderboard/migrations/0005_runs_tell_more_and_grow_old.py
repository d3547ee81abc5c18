import django.db.models.deletion
from django.db import migrations, models

from arena.models.append_only import keep_rows, release_rows
from leaderboard.models.rating_run import may_go


class Migration(migrations.Migration):
    """Runs keep what was estimated beside the ratings; those over a week old may be deleted, but
    for the last of each day."""

    dependencies = [("leaderboard", "0004_tallies_are_one_per_fold")]

    operations = [
        release_rows("leaderboard_ratingrun"),
        release_rows("leaderboard_entry"),
        migrations.CreateModel(
            name="ResponseStyle",
            fields=[
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="style",
                        serialize=False,
                        to="arena.response",
                    ),
                ),
                ("length", models.PositiveIntegerField(help_text="Characters.")),
                ("headers", models.PositiveIntegerField()),
                ("bold", models.PositiveIntegerField(help_text="Passages set in bold.")),
                ("lists", models.PositiveIntegerField(help_text="Items of lists.")),
            ],
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="generation",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="held_out",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="side_effect",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="style",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="tie",
            field=models.JSONField(null=True),
        ),
        keep_rows("leaderboard_ratingrun", may_go=may_go("OLD.id")),
        keep_rows("leaderboard_entry", may_go=may_go("OLD.run_id")),
    ]
