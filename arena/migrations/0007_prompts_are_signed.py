from itertools import batched

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from arena.text.trigrams import signature

CHUNK = 500


def sign(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    del editor
    challenges = apps.get_model("arena", "Challenge")._default_manager
    unsigned = challenges.filter(prompt_signature__isnull=True).order_by("pk")
    for chunk in batched(unsigned.only("pk", "prompt").iterator(chunk_size=CHUNK), CHUNK):
        for challenge in chunk:
            challenge.prompt_signature = signature(challenge.prompt)
        challenges.bulk_update(chunk, ["prompt_signature"])


class Migration(migrations.Migration):
    """Prompts written before they had a signature get theirs."""

    dependencies = [("arena", "0006_submissions")]

    operations = [migrations.RunPython(sign, migrations.RunPython.noop)]
