from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from arena.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin[AuditEntry]):
    list_display = (
        *("at", "actor", "key", "action", "subject_type", "subject", "before", "after", "reason"),
    )
    list_filter = ("action", "subject_type", ("actor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("actor", "key")
    search_fields = ("subject", "reason", "subject_id__exact", "actor__username")
    date_hierarchy = "at"
    desk_list = ("desk:audit", "")
