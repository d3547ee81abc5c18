from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from arena.models import ApiKey


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
