from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from arena.admin.deeds import do_to_each, do_to_each_with_reason
from arena.admin.desk import EVERYWHERE, Desk, link_to_list, number_of, signature
from arena.models import PUBLIC_STATES, Challenge, ChallengeState, Response, Submission, Vote
from arena.moderation import (
    publish_challenge,
    reject_challenge,
    retire_challenge,
    send_back_challenge,
    submit_challenge,
)
from arena.roles import Right


@admin.register(Challenge)
class ChallengeAdmin(Desk[Challenge]):
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
        "note",
        "submitted_by",
        "message",
        "published_at",
        "supersedes",
        "new_version",
        "source",
        "brought_by",
        "created_at",
    )
    right = Right.REVIEW_CHALLENGES
    actions = ("submit", "publish", "send_back", "reject", "retire")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Challenge]:
        number = number_of(Response, "challenge")
        return super().get_queryset(request).annotate(response_count=number)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Challenge | None:
        """Locked before it is changed: a vote on it is committed before we look for votes, or
        after we have saved, and only then folded into the tallies."""
        challenge = super().get_object(request, object_id, from_field)
        if challenge is not None and request.method == "POST":
            challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
        return challenge

    def fixed_fields(self, row: Challenge) -> tuple[str, ...]:
        """Who voted saw this prompt; the ledger's digests name the slug; boards counted the votes
        by category, kind and language."""
        has_votes = Vote.objects.filter(challenge=row).exists()
        shown = ("slug", "prompt", "kind") if has_votes or row.published_at else ()
        return (*shown, "category", "language") if has_votes else shown

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

    @admin.display(description="New version")
    def new_version(self, challenge: Challenge) -> SafeString | str:
        if challenge.state not in PUBLIC_STATES:
            return "–"
        address = reverse("desk:revise", args=[challenge.slug])
        return format_html('<a href="{}">{}</a>', address, "Word it anew")

    @admin.display(description="Message from the submitter")
    def message(self, challenge: Challenge) -> str:
        submission = Submission.objects.filter(challenge=challenge.pk).first()
        return submission.message if submission else ""

    @admin.action(permissions=["moderate"], description="Submit for review", location=EVERYWHERE)
    def submit(self, request: HttpRequest, rows: QuerySet[Challenge]) -> None:
        by = signature(request)
        do_to_each(
            self,
            request,
            rows,
            lambda challenge: submit_challenge(challenge=challenge, **by),
            done="submitted",
        )

    @admin.action(permissions=["moderate"], description="Publish", location=EVERYWHERE)
    def publish(self, request: HttpRequest, rows: QuerySet[Challenge]) -> None:
        by = signature(request)
        do_to_each(
            self,
            request,
            rows,
            lambda challenge: publish_challenge(challenge=challenge, **by),
            done="published",
        )

    @admin.action(permissions=["moderate"], description="Send back…", location=EVERYWHERE)
    def send_back(self, request: HttpRequest, rows: QuerySet[Challenge]) -> TemplateResponse | None:
        by = signature(request)
        return do_to_each_with_reason(
            self,
            request,
            rows,
            lambda challenge, note: send_back_challenge(challenge=challenge, note=note, **by),
            title="Send back",
            done="sent back",
        )

    @admin.action(permissions=["moderate"], description="Reject…", location=EVERYWHERE)
    def reject(self, request: HttpRequest, rows: QuerySet[Challenge]) -> TemplateResponse | None:
        by = signature(request)
        return do_to_each_with_reason(
            self,
            request,
            rows,
            lambda challenge, reason: reject_challenge(challenge=challenge, reason=reason, **by),
            title="Reject",
            done="rejected",
        )

    @admin.action(permissions=["moderate"], description="Retire…", location=EVERYWHERE)
    def retire(self, request: HttpRequest, rows: QuerySet[Challenge]) -> TemplateResponse | None:
        by = signature(request)
        return do_to_each_with_reason(
            self,
            request,
            rows,
            lambda challenge, reason: retire_challenge(challenge=challenge, reason=reason, **by),
            title="Retire",
            done="retired",
        )
