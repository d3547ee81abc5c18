from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import ReadOnlyAdmin, link_to_list
from arena.models import Response, Vote, Withdrawal
from arena.roles import Right
from arena.visitors import sightings

# Enough to tell what a response is.
BEGINNING = 20_000


@admin.register(Response)
class ResponseAdmin(ReadOnlyAdmin[Response]):
    list_display = ("__str__", "sample", "kind", "is_visible", "votes", "source", "created_at")
    list_filter = (
        ("withdrawal", admin.EmptyFieldListFilter),
        "kind",
        "source",
        "created_at",
        "competitor",
    )
    list_select_related = ("challenge", "competitor", "withdrawal")
    search_fields = (
        "challenge__title",
        "challenge__slug",
        "competitor__name",
        "competitor__slug",
        "sha256__exact",
    )
    long_fields = ("content", "sent", "returned", "challenge__prompt", "challenge__description")
    exclude = ("content",)
    readonly_fields = ("beginning", "is_visible", "votes")
    right = Right.JUDGE_RESPONSES
    desk_list = ("desk:responses", "")

    def desk_address(self, row: Response) -> str:
        return reverse("desk:response", args=[row.pk])

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page = super().change_view(request, object_id, form_url, extra_context)
        if page.status_code == HTTPStatus.OK:  # it names the author
            sightings.add_sightings(page, request, [int(object_id)])
        return page

    @admin.display(boolean=True, description="visible", ordering="withdrawal")
    def is_visible(self, response: Response) -> bool:
        return not hasattr(response, "withdrawal")

    @admin.display(description="content")
    def beginning(self, response: Response) -> str:
        more = len(response.content) - BEGINNING
        return response.content[:BEGINNING] + (f"… and {more:,} characters" if more > 0 else "")

    @admin.display
    def votes(self, response: Response) -> SafeString:
        return link_to_list(Vote, "Votes on it", response=response.pk)


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin[Withdrawal]):
    list_display = ("response", "reason", "withdrawn_at")
    list_select_related = ("response__challenge", "response__competitor")
    search_fields = ("reason", "response__challenge__title", "response__competitor__name")
    date_hierarchy = "withdrawn_at"
    long_fields = ("response__content", "response__sent", "response__returned")
    desk_list = ("desk:responses", "?state=withdrawn")

    def desk_address(self, row: Withdrawal) -> str:
        return reverse("desk:response", args=[row.response_id])
