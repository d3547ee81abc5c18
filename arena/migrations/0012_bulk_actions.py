from django.db import migrations


class Migration(migrations.Migration):
    """The class has another name; its table, its columns and its constraints keep theirs, so no SQL
    runs. Its content type and its permissions are renamed by Django, so whoever had one has it."""

    dependencies = [("arena", "0011_what_matches_show_is_found")]

    operations = [
        migrations.AlterModelTable("bulkdeed", "arena_bulkdeed"),
        migrations.RenameModel("BulkDeed", "BulkAction"),
    ]
