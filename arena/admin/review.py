from django.contrib import admin

from arena.admin.desk import Kept
from arena.models import BulkAction, Claim, ContentImport, Leak, Report


@admin.register(Report)
class ReportAdmin(Kept[Report]):
    """Decided in the queue of the desk."""

    list_display = ("reported_at", "challenge", "response", "reason", "words", "state")
    list_filter = ("state", "reason", "reported_at")
    list_select_related = ("challenge", "response__competitor", "response__challenge")
    search_fields = ("words", "challenge__title", "voter__id__exact")
    long_fields = ("challenge__prompt", "response__content", "response__challenge__prompt")


@admin.register(Leak)
class LeakAdmin(Kept[Leak]):
    """Decided in the queue of the desk."""

    list_display = ("response", "state", "found_at", "decided_by", "decided_at")
    list_filter = ("state", "found_at")
    list_select_related = ("response__competitor", "response__challenge", "decided_by")
    search_fields = ("response__challenge__title", "response__competitor__name")
    long_fields = ("response__content", "response__challenge__prompt")


@admin.register(ContentImport)
class ContentImportAdmin(Kept[ContentImport]):
    list_display = ("id", "source", "format", "state", "begun_by", "begun_at")
    list_filter = ("state", "format", "begun_at")
    list_select_related = ("begun_by",)
    search_fields = ("source",)


@admin.register(BulkAction)
class BulkActionAdmin(Kept[BulkAction]):
    list_display = ("id", "kind", "rule", "total", "touched", "begun_by", "begun_at", "ended_at")
    list_filter = ("kind", "rule", "begun_at")
    list_select_related = ("begun_by",)
    search_fields = ("reason",)


@admin.register(Claim)
class ClaimAdmin(Kept[Claim]):
    list_display = ("item", "key", "claimed_by", "claimed_at")
    list_filter = ("item",)
    list_select_related = ("claimed_by",)
    search_fields = ("key", "claimed_by__username")
