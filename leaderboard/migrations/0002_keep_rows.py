from django.db import migrations

from arena.models.append_only import keep_rows


class Migration(migrations.Migration):
    """The ledger, the runs and their entries can only grow."""

    dependencies = [("leaderboard", "0001_tables"), ("arena", "0002_keep_rows")]

    operations = [
        keep_rows("leaderboard_ledgerentry"),
        keep_rows("leaderboard_ratingrun"),
        keep_rows("leaderboard_entry"),
    ]
