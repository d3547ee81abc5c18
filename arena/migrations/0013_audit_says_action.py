from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The field has another name; its column and its constraint keep theirs, so no SQL runs."""

    dependencies = [("arena", "0012_bulk_actions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("auditentry", "audit_names_a_deed"),
                migrations.RenameField("auditentry", "deed", "action"),
                migrations.AlterField(
                    "auditentry", "action", models.CharField(max_length=40, db_column="deed")
                ),
                migrations.AddConstraint(
                    "auditentry",
                    models.CheckConstraint(condition=~Q(action=""), name="audit_names_a_deed"),
                ),
            ]
        )
    ]
