from django.conf import settings
from django.db import migrations, models

from arena.models.moves import allow_moves, release_moves

MOVES = {
    "draft": ["submitted"],
    "submitted": ["published", "draft", "rejected"],
    "published": ["retired"],
    "retired": ["published"],
    "rejected": ["draft"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("arena", "0024_masks_and_known_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        release_moves("arena_challenge", "state", MOVES),
        migrations.AddField(
            model_name="challenge",
            name="prompt_format",
            field=models.CharField(
                choices=[("text", "Text"), ("markdown", "Markdown")],
                db_default="markdown",
                default="text",
                help_text="Whether the prompt is shown as it is written, or formatted as Markdown.",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("prompt_format__in", ["text", "markdown"])),
                name="challenge_prompt_format_is_known",
            ),
        ),
        allow_moves("arena_challenge", "state", MOVES),
    ]
