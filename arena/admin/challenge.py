from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import TableAdmin, link_to_list, number_of
from arena.content import editing
from arena.models import Challenge, ChallengeState, Response, Submission, Vote


@admin.register(Challenge)
class ChallengeAdmin(TableAdmin[Challenge]):
    """Its texts are edited here; its state is changed on the desk."""

    list_display = (
        "title",
        "state",
        "category",
        "kind",
        "language",
        "difficulty",
        "responses",
        "submitted_by",
    )
    list_filter = ("state", "category", "kind", "language", "difficulty", "source")
    list_select_related = ("category", "submitted_by")
    search_fields = ("title", "slug", "prompt")
    date_hierarchy = "created_at"
    autocomplete_fields = ("tags",)
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = (
        "state",
        "responses_public",
        "note",
        "submitted_by",
        "message",
        "published_at",
        "supersedes",
        "source",
        "brought_by",
        "created_at",
    )
    desk_list = ("desk:challenges", "")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Challenge]:
        number = number_of(Response, "challenge")
        return super().get_queryset(request).annotate(response_count=number)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Challenge | None:
        """Locked before it is changed: a vote on it is committed before we look for votes, or
        after we have saved, and only then counted."""
        challenge = super().get_object(request, object_id, from_field)
        if challenge is not None and request.method == "POST":
            challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
        return challenge

    def desk_address(self, row: Challenge) -> str:
        return reverse("desk:challenge", args=[row.slug])

    def fixed_fields(self, row: Challenge) -> tuple[str, ...]:
        return editing.fixed_fields_of(row)

    def has_delete_permission(self, request: HttpRequest, obj: Challenge | None = None) -> bool:
        """Only a draft that nobody has answered; the rest is history."""
        if obj is None or obj.state != ChallengeState.DRAFT or obj.responses.exists():
            return False
        has_votes = Vote.objects.filter(challenge=obj).exists()
        return not has_votes and super().has_delete_permission(request, obj)

    @admin.display(ordering="response_count")
    def responses(self, challenge: Challenge) -> SafeString:
        count = getattr(challenge, "response_count", 0)
        return link_to_list(Response, count, challenge__id__exact=challenge.pk)

    @admin.display(description="Message from the submitter")
    def message(self, challenge: Challenge) -> str:
        submission = Submission.objects.filter(challenge=challenge.pk).first()
        return submission.message if submission else ""
