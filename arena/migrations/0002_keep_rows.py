from django.db import migrations

from arena.models.append_only import keep_rows


class Migration(migrations.Migration):
    """Responses, votes, vote events and the audit can only grow."""

    dependencies = [("arena", "0001_tables")]

    operations = [
        keep_rows("arena_response"),
        keep_rows("arena_vote"),
        keep_rows(
            "arena_voteevent",
            may_end="pending",
            kept=("id", "vote_id", "kind", "exclusion_id", "happened_at"),
        ),
        keep_rows("arena_auditentry"),
    ]
