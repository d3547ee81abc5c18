from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from leaderboard.models import Inspection, Suspicion


@admin.register(Suspicion)
class SuspicionAdmin(ReadOnlyAdmin[Suspicion]):
    """Reviews are opened by looks and decided by the verb that asks for a reason."""

    list_display = ("voter", "ground", "state", "votes", "q", "opened_at", "decided_by")
    list_filter = ("state", "ground", "opened_at")
    list_select_related = ("voter", "decided_by")
    search_fields = ("voter__id__exact", "reason")
    search_help_text = "The whole id of a voter, or words of a reason."
    ordering = ("-id",)
    desk_list = ("desk:queue", "?kind=voter")

    def desk_address(self, row: Suspicion) -> str:
        return reverse("desk:item", args=["voter", str(row.voter_id)])


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin[Inspection]):
    list_display = ("inspected_at", "votes", "voters", "found", "level", "taste", "rounds")
    search_fields = ("id__exact",)
    search_help_text = "The number of a look."
    ordering = ("-id",)
