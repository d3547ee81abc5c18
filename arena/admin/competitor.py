from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from arena.admin.desk import Desk, link_to_list, number_of
from arena.models import Competitor, Pair, Response


@admin.register(Competitor)
class CompetitorAdmin(Desk[Competitor]):
    list_display = ("name", "slug", "provider", "released_on", "responses", "source")
    list_filter = ("provider", "source")
    search_fields = ("name", "slug", "provider")
    date_hierarchy = "released_on"
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("source", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competitor]:
        number = number_of(Response, "competitor")
        return super().get_queryset(request).annotate(response_count=number)

    def fixed_fields(self, row: Competitor) -> tuple[str, ...]:
        del row
        return ("slug",)  # the ledger's digests name it

    def has_delete_permission(self, request: HttpRequest, obj: Competitor | None = None) -> bool:
        """Only who never appeared; the rest is history."""
        if obj is None or obj.responses.exists():
            return False
        has_met_others = Pair.objects.filter(Q(first=obj) | Q(second=obj)).exists()
        return not has_met_others and super().has_delete_permission(request, obj)

    @admin.display(ordering="response_count")
    def responses(self, competitor: Competitor) -> SafeString:
        count = getattr(competitor, "response_count", 0)
        return link_to_list(Response, count, competitor__id__exact=competitor.pk)
