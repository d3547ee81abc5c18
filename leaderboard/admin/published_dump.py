from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from leaderboard.models import PublishedDump


@admin.register(PublishedDump)
class PublishedDumpAdmin(ReadOnlyAdmin[PublishedDump]):
    list_display = ("day", "started_at", "finished_at", "failure")
    list_filter = ("day",)
    long_fields = ("manifest",)
    search_fields = ("day__exact",)
    search_help_text = "A day, such as 2026-11-29."
    ordering = ("-day",)
