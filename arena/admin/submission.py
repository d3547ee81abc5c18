from django.contrib import admin

from arena.admin.desk import Kept
from arena.models import Submission


@admin.register(Submission)
class SubmissionAdmin(Kept[Submission]):
    """Which challenges came from visitors. Review them on the page of the challenge."""

    list_display = ("challenge", "state", "submitted_at", "message")
    list_filter = ("challenge__state", "submitted_at")
    list_select_related = ("challenge",)
    search_fields = ("challenge__title", "message", "voter__id__exact")
    long_fields = ("challenge__prompt", "challenge__description", "challenge__prompt_signature")
    readonly_fields = ("challenge", "voter", "message", "submitted_at")

    @admin.display(ordering="challenge__state")
    def state(self, submission: Submission) -> str:
        return submission.challenge.get_state_display()
