from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from arena.models import (
    BulkAction,
    Claim,
    ContentImport,
    KnownName,
    Leak,
    LeakSearch,
    Mask,
    Report,
)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin[Report]):
    list_display = ("reported_at", "challenge", "response", "reason", "words", "state")
    list_filter = ("state", "reason", "reported_at")
    list_select_related = ("challenge", "response__competitor", "response__challenge")
    search_fields = ("words", "challenge__title", "voter__id__exact")
    long_fields = ("challenge__prompt", "response__content", "response__challenge__prompt")
    desk_list = ("desk:queue", "?kind=report")

    def desk_address(self, row: Report) -> str:
        key = f"r{row.response_id}" if row.response_id else f"c{row.challenge_id}"
        return reverse("desk:item", args=["report", key])


@admin.register(Leak)
class LeakAdmin(ReadOnlyAdmin[Leak]):
    list_display = ("response", "state", "found_at", "decided_by", "decided_at")
    list_filter = ("state", "found_at")
    list_select_related = ("response__competitor", "response__challenge", "decided_by")
    search_fields = ("response__challenge__title", "response__competitor__name")
    long_fields = ("response__content", "response__challenge__prompt")
    desk_list = ("desk:queue", "?kind=leak")

    def desk_address(self, row: Leak) -> str:
        return reverse("desk:item", args=["leak", row.pk])


@admin.register(Mask)
class MaskAdmin(ReadOnlyAdmin[Mask]):
    list_display = ("response", "words", "reason", "masked_by", "masked_at")
    list_filter = ("masked_at",)
    list_select_related = ("response__competitor", "response__challenge", "masked_by")
    search_fields = ("response__challenge__title", "response__competitor__name", "reason")
    long_fields = ("response__content", "response__challenge__prompt")


@admin.register(KnownName)
class KnownNameAdmin(ReadOnlyAdmin[KnownName]):
    list_display = ("name", "kind", "added_by", "added_at")
    list_filter = ("kind", "added_at")
    list_select_related = ("added_by",)
    search_fields = ("name",)
    desk_list = ("desk:names", "")


@admin.register(LeakSearch)
class LeakSearchAdmin(ReadOnlyAdmin[LeakSearch]):
    list_display = ("id", "done_to", "ended_at")


@admin.register(ContentImport)
class ContentImportAdmin(ReadOnlyAdmin[ContentImport]):
    list_display = ("id", "source", "format", "state", "begun_by", "begun_at")
    list_filter = ("state", "format", "begun_at")
    list_select_related = ("begun_by",)
    search_fields = ("source",)
    desk_list = ("desk:content", "")

    def desk_address(self, row: ContentImport) -> str:
        return reverse("desk:import", args=[row.pk])


@admin.register(BulkAction)
class BulkActionAdmin(ReadOnlyAdmin[BulkAction]):
    list_display = ("id", "kind", "rule", "total", "touched", "begun_by", "begun_at", "ended_at")
    list_filter = ("kind", "rule", "begun_at")
    list_select_related = ("begun_by",)
    search_fields = ("reason",)
    desk_list = ("desk:votes", "")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin[Claim]):
    list_display = ("item", "key", "claimed_by", "claimed_at")
    list_filter = ("item",)
    list_select_related = ("claimed_by",)
    search_fields = ("key", "claimed_by__username")
    desk_list = ("desk:queue", "")

    def desk_address(self, row: Claim) -> str:
        return reverse("desk:item", args=[row.item, row.key])
