import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

from arena.models.append_only import keep_rows, release_rows

ROLES = ("editor", "moderator", "analyst")
RIGHT = "manage_key"


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are made after all migrations as a rule, so those that are needed are made now."""
    del schema_editor
    permissions = apps.get_model("auth", "Permission").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    of, _ = types.get_or_create(app_label="arena", model="apikey")
    names = {RIGHT: "Can make and revoke keys of the API", "view_apikey": "Can view API key"}
    made = [
        permissions.get_or_create(content_type=of, codename=codename, defaults={"name": name})[0]
        for codename, name in names.items()
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*made)


def disallow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="arena", codename=RIGHT).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("arena", "0026_prompts_and_responses_have_turns"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="What it is for.", max_length=80)),
                (
                    "prefix",
                    models.CharField(
                        help_text="How the key begins, to recognise it by.",
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the whole key.", max_length=64, unique=True
                    ),
                ),
                ("scopes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, help_text="To the minute.", null=True),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
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
                "verbose_name": "API key",
                "ordering": ("-id",),
                "permissions": [("manage_key", "Can make and revoke keys of the API")],
                "constraints": [
                    models.CheckConstraint(condition=~Q(name=""), name="api_key_has_a_name"),
                    models.CheckConstraint(condition=~Q(prefix=""), name="api_key_has_a_prefix"),
                    models.CheckConstraint(
                        condition=Q(digest__regex="^[0-9a-f]{64}$"),
                        name="api_key_digest_is_hexadecimal",
                    ),
                    models.CheckConstraint(
                        condition=Q(expires_at__gt=F("made_at")),
                        name="api_key_expires_after_it_is_made",
                    ),
                    models.CheckConstraint(
                        condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                        name="api_key_revoked_by_somebody_is_revoked",
                    ),
                ],
            },
        ),
        release_rows("arena_auditentry"),
        migrations.AddField(
            model_name="auditentry",
            name="key",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="arena.apikey",
            ),
        ),
        keep_rows("arena_auditentry"),
        migrations.AddField(
            model_name="bulkaction",
            name="begun_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="arena.apikey",
            ),
        ),
        migrations.RunPython(allow, disallow),
    ]
