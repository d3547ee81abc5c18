from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from arena.models import Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    """Which challenges came from visitors."""

    list_display = ("challenge", "state", "submitted_at", "message")
    list_filter = ("challenge__state", "submitted_at")
    list_select_related = ("challenge",)
    search_fields = ("challenge__title", "message", "voter__id__exact")
    long_fields = ("challenge__prompt", "challenge__description", "challenge__prompt_signature")
    readonly_fields = ("challenge", "voter", "message", "submitted_at")
    desk_list = ("desk:queue", "?kind=submission")

    def desk_address(self, row: Submission) -> str:
        return reverse("desk:challenge", args=[row.challenge.slug])

    @admin.display(ordering="challenge__state")
    def state(self, submission: Submission) -> str:
        return submission.challenge.get_state_display()
