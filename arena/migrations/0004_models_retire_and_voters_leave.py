import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def copy_ids(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The cookies that are out there hold the voters' ids."""
    del editor
    apps.get_model("arena", "Voter").objects.filter(key=None).update(key=F("id"))


class Migration(migrations.Migration):
    """A model can retire, and a browser can be forgotten.

    What old code adds meanwhile has no key: such a browser is given a new voter.
    """

    dependencies = [("arena", "0003_challenges_have_a_language")]

    operations = [
        migrations.AddField(
            model_name="competitor",
            name="retired_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="voter",
            name="key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(copy_ids, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="voter",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, unique=True),
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arena.response",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="arena.voter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("voter", "response"),
                        name="sighting_is_one_per_voter_and_response",
                    )
                ],
            },
        ),
    ]
