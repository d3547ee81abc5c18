"""What is tried on which of the suite's databases."""

from django.conf import settings

# The bundled servers have SQLite beneath them, so they are started in that run of the suite alone.
IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
collect_ignore = [] if IS_SQLITE else ["test_data_folder.py"]
