from typing import Any

from django.db import migrations, models


def publish_nothing_yet(apps: Any, schema_editor: Any) -> None:
    """An arena that is there publishes no dump until staff decide; a new one does."""
    del schema_editor
    if apps.get_model("arena", "Challenge").objects.exists():
        settings, _ = apps.get_model("arena", "ArenaSettings").objects.get_or_create(id=1)
        if not settings.publish_dumps:
            settings.publish_dumps = "off"
            settings.save(update_fields=["publish_dumps"])


class Migration(migrations.Migration):
    dependencies = [("arena", "0032_instructions")]

    operations = [
        migrations.AddField(
            model_name="arenasettings",
            name="publish_dumps",
            field=models.CharField(
                blank=True,
                choices=[("nightly", "Every night"), ("off", "Never")],
                db_default="",
                default="",
                help_text="Whether everybody may download a dump of all that may be told, made every night, and votes in other formats; off offers neither.",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="arenasettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_dumps__in", ["", "nightly", "off"])),
                name="arena_settings_publish_dumps_is_known",
            ),
        ),
        migrations.RunPython(publish_nothing_yet, migrations.RunPython.noop),
    ]
