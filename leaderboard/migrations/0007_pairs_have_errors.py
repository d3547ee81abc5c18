import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What pages of models ask: how certain a difference is, and the record of one response."""

    dependencies = [
        ("arena", "0004_models_retire_and_voters_leave"),
        ("leaderboard", "0006_drop_what_other_rules_imply"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="responsetally",
            index=models.Index(fields=["right_response"], name="response_tally_by_right"),
        ),
        migrations.CreateModel(
            name="PairErrors",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("competitors", models.BinaryField()),
                ("errors", models.BinaryField()),
                (
                    "board",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pair_errors",
                        to="leaderboard.board",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leaderboard.ratingrun",
                    ),
                ),
            ],
            options={"verbose_name_plural": "pair errors"},
        ),
    ]
