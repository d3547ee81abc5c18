from django.db import migrations, models


class Migration(migrations.Migration):
    """Voters behind one address can be looked at together; the digest is forgotten in time."""

    dependencies = [("arena", "0004_models_retire_and_voters_leave")]

    operations = [
        migrations.AddField(
            model_name="match",
            name="address_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="From where it was opened: a keyed digest that is good for one day.",
                max_length=24,
            ),
        ),
    ]
