from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ("editor", "moderator", "analyst")
# Tables that no page of the desk shows, among those that every role might look at in the admin.
HIDDEN = {
    "arena": ("match", "voteevent"),
    "leaderboard": (
        *("boardtally", "entry", "inspection", "ledgerentry", "ratingrun", "responsestyle"),
        "responsetally",
    ),
}


def hide(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*_views(apps))


def show(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*_views(apps))


def _views(apps: Apps) -> list[object]:
    permissions = apps.get_model("auth", "Permission").objects
    return [
        permission
        for app, models in HIDDEN.items()
        for permission in permissions.filter(
            content_type__app_label=app, codename__in=[f"view_{model}" for model in models]
        )
    ]


class Migration(migrations.Migration):
    """Roles see in the admin what the desk shows, and matches would name who is in them."""

    dependencies = [
        ("arena", "0015_unvoted_matches_are_counted"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(hide, show)]
