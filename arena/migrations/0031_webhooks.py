import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLE = "editor"
RIGHT = "manage_webhook"


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are made after all migrations as a rule, so the one that is needed is made now."""
    del schema_editor
    types = apps.get_model("contenttypes", "ContentType").objects
    of, _ = types.get_or_create(app_label="arena", model="webhook")
    made, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=of,
        codename=RIGHT,
        defaults={"name": "Can add, test and remove webhooks"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=ROLE):
        group.permissions.add(made)


def disallow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="arena", codename=RIGHT).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("arena", "0030_uploads_come_in_parts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("events", models.JSONField(default=list)),
                ("seed", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "permissions": [("manage_webhook", "Can add, test and remove webhooks")],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.CharField(help_text="Sent as webhook-id.", max_length=40, unique=True),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("run.published", "A run of the overall board was published"),
                            ("rank.moved", "A model moved beyond the ranks of the day before"),
                            ("submission.waiting", "A submitted challenge waits for review"),
                            ("webhook.test", "A test from the desk"),
                        ],
                        max_length=40,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(help_text="As sent.")),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("delivered", "Delivered"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, help_text="The beginning of it.")),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="arena.webhook",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "ordering": ("-id",),
            },
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", ""), _negated=True), name="webhook_has_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed", ""), _negated=True), name="webhook_has_a_seed"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_at"],
                name="delivery_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("webhook", "key"),
                name="delivery_tells_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        ["run.published", "rank.moved", "submission.waiting", "webhook.test"],
                    )
                ),
                name="delivery_event_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_at__isnull", False), ("state", "waiting")),
                    models.Q(("next_at__isnull", True), ("state__in", ("delivered", "given_up"))),
                    _connector="OR",
                ),
                name="delivery_waits_for_a_time_or_not_at_all",
            ),
        ),
        migrations.RunPython(allow, disallow),
    ]
