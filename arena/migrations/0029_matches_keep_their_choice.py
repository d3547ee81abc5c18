from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arena", "0028_api_answers_are_kept")]

    operations = [
        migrations.AddField(
            model_name="match",
            name="choice",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="What the voter had chosen to judge, such as category=coding; empty is "
                "anything.",
                max_length=400,
            ),
        ),
        migrations.AlterField(
            model_name="match",
            name="probability",
            field=models.FloatField(
                help_text="Of serving these two responses to this voter then, given the choice."
            ),
        ),
    ]
