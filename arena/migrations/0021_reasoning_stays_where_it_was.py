from typing import Any

from django.db import migrations
from django.db.models import Q

# As they were in `arena.text.reasoning` when this was written.
TAGS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
)


def keep_reasoning_in_text(apps: Any, schema_editor: Any) -> None:
    """An arena that has shown reasoning in the text of responses goes on until staff decide."""
    del schema_editor
    has_tag = Q()
    for pair in TAGS:
        for tag in pair:
            has_tag |= Q(content__contains=tag)
    if apps.get_model("arena", "Response").objects.filter(has_tag).exists():
        settings, _ = apps.get_model("arena", "ArenaSettings").objects.get_or_create(id=1)
        if not settings.reasoning_traces:
            settings.reasoning_traces = "in_text"
            settings.save(update_fields=["reasoning_traces"])


class Migration(migrations.Migration):
    dependencies = [("arena", "0020_when_authors_are_named")]

    operations = [migrations.RunPython(keep_reasoning_in_text, migrations.RunPython.noop)]
