from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from arena.models import ApiAnswer, ApiKey, ContentUpload, ImportLine


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin[ApiKey]):
    list_display = (
        *("name", "prefix", "made_by", "made_at", "expires_at", "last_used_at", "revoked_at"),
    )
    list_filter = (("made_by", admin.RelatedOnlyFieldListFilter), "expires_at", "revoked_at")
    list_select_related = ("made_by",)
    search_fields = ("name", "prefix", "made_by__username")
    exclude = ("digest",)
    desk_list = ("desk:keys", "")

    def desk_address(self, row: ApiKey) -> str:
        del row
        return reverse("desk:keys")


@admin.register(ApiAnswer)
class ApiAnswerAdmin(ReadOnlyAdmin[ApiAnswer]):
    """Its body is what somebody else was answered, so it is not shown."""

    list_display = ("answered_at", "owner", "name", "status")
    list_filter = ("answered_at", "status")
    search_fields = ("owner", "name")
    exclude = ("body",)
    long_fields = ("body",)


@admin.register(ContentUpload)
class ContentUploadAdmin(ReadOnlyAdmin[ContentUpload]):
    list_display = ("name", "size", "received", "begun_by", "begun_at", "content_import")
    list_filter = ("format", "begun_at")
    list_select_related = ("begun_by", "content_import")
    search_fields = ("name", "source")


@admin.register(ImportLine)
class ImportLineAdmin(ReadOnlyAdmin[ImportLine]):
    list_display = ("content_import", "file", "line", "field", "reason")
    list_select_related = ("content_import",)
    search_fields = ("file", "reason")
