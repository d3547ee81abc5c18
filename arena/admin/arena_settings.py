from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from arena.models import ArenaSettings


@admin.register(ArenaSettings)
class ArenaSettingsAdmin(ReadOnlyAdmin[ArenaSettings]):
    """What the database has; the command that changes it writes the audit, too."""

    list_display = ("id", *ArenaSettings.NAMES)
