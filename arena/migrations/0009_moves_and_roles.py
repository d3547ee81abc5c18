from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from arena.models.append_only import keep_rows, release_rows
from arena.models.moves import allow_moves

# While an import is being undone, responses nobody was ever shown may go with it. What a match or a
# vote refers to cannot: the foreign keys see to that.
BEING_UNDONE = """
    EXISTS (
        SELECT 1 FROM arena_contentimport AS brought
        WHERE brought.id = OLD.brought_by_id AND brought.state = 'undoing'
    )
"""
MOVES = {
    "draft": ["submitted"],
    "submitted": ["published", "draft", "rejected"],
    "published": ["retired"],
    "retired": ["published"],
    "rejected": ["draft"],
}
# By name of the permission, the model it belongs to and what it says.
PERMISSIONS = {
    "read_desk": ("auditentry", "Can read the staff's desk"),
    "export_audit": ("auditentry", "Can export the audit"),
    "review_challenge": ("challenge", "Can publish, send back, reject and retire"),
    "manage_competitor": (
        "competitor",
        "Can retire, bring back, reveal and merge competitors",
    ),
    "load_content": ("competitor", "Can load content and undo it"),
    "judge_response": ("response", "Can withdraw, restore and clear responses"),
    "exclude_vote": ("vote", "Can exclude and reinstate votes"),
    "judge_voter": ("voter", "Can decide on suspicious voters and block them"),
    "decide_report": ("report", "Can decide reports"),
}
# What every role may look at in the admin.
VIEWED = {
    "arena": [
        *("auditentry", "category", "challenge", "competitor", "contentimport", "exclusion"),
        *("leak", "match", "report", "response", "submission", "tag", "vote", "voteevent"),
        *("voter", "withdrawal"),
    ],
    "leaderboard": [
        *("board", "boardtally", "entry", "inspection", "ledgerentry", "ratingrun"),
        *("responsestyle", "responsetally", "suspicion"),
    ],
}
EDITED = ("category", "challenge", "competitor", "tag")
ROLES = {
    "editor": [
        *("read_desk", "review_challenge", "manage_competitor", "load_content"),
        "judge_response",
    ],
    "moderator": [
        *("read_desk", "export_audit", "judge_response", "exclude_vote", "judge_voter"),
        "decide_report",
    ],
    "analyst": ["read_desk", "export_audit"],
}


def make_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are made after all migrations as a rule, so those that are needed are made now."""
    del schema_editor
    Group = apps.get_model("auth", "Group")  # noqa: N806 - a model
    Permission = apps.get_model("auth", "Permission")  # noqa: N806
    ContentType = apps.get_model("contenttypes", "ContentType")  # noqa: N806

    def may(app: str, model: str, codename: str, name: str) -> Any:
        of, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        found, _ = Permission.objects.get_or_create(
            content_type=of, codename=codename, defaults={"name": name}
        )
        return found

    own = {
        codename: may("arena", model, codename, name)
        for codename, (model, name) in PERMISSIONS.items()
    }
    views = [
        may(app, model, f"view_{model}", f"Can view {model}")
        for app, models in VIEWED.items()
        for model in models
    ]
    edits = [
        may("arena", model, f"{deed}_{model}", f"Can {deed} {model}")
        for model in EDITED
        for deed in ("add", "change")
    ]
    for role, codenames in ROLES.items():
        made, _ = Group.objects.get_or_create(name=role)
        made.permissions.add(*views, *(own[codename] for codename in codenames))
        if role == "editor":
            made.permissions.add(*edits)


class Migration(migrations.Migration):
    """States go along one table of moves, undoing an import may take its responses away, and the
    staff has roles."""

    dependencies = [
        ("arena", "0008_the_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        allow_moves("arena_challenge", "state", MOVES),
        release_rows("arena_response"),
        keep_rows("arena_response", may_go={"postgresql": BEING_UNDONE, "sqlite": BEING_UNDONE}),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
