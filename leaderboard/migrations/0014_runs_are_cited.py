import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Runs that were cited are kept for ever."""

    dependencies = [("leaderboard", "0013_dumps_are_published")]

    operations = [
        migrations.CreateModel(
            name="CitedRun",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="cited",
                        serialize=False,
                        to="leaderboard.ratingrun",
                    ),
                ),
                ("cited_at", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ("-cited_at",)},
        ),
    ]
