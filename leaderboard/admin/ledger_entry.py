from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from leaderboard.models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin[LedgerEntry]):
    list_display = ("sequence", "event", "digest")
    list_filter = ("event__kind",)
    list_select_related = ("event__vote",)
    search_fields = ("sequence__exact", "event__vote__id__exact", "digest__exact")
    search_help_text = "A sequence number, the number of a vote, or a whole digest."
    ordering = ("-sequence",)
