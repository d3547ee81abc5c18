import django.core.validators
from django.db import migrations, models

MOST = django.core.validators.MaxLengthValidator(4000)


class Migration(migrations.Migration):
    dependencies = [("arena", "0031_webhooks")]

    operations = [
        migrations.AddField(
            model_name="arenasettings",
            name="instructions",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[MOST],
                help_text="What voters of this arena should look at, in Markdown: shown beside "
                "each match when they ask for it. A category may have more of its own.",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="instructions",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[MOST],
                help_text="What voters should look at in this category, in Markdown: shown beside "
                "each match when they ask for it, below the instructions of the arena.",
            ),
        ),
    ]
