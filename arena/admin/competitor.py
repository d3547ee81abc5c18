from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import TableAdmin, link_to_list, number_of
from arena.models import Competitor, Pair, Response


@admin.register(Competitor)
class CompetitorAdmin(TableAdmin[Competitor]):
    """Its texts and specs are edited here; what it is called and its state, on the desk."""

    list_display = ("name", "slug", "provider", "released_on", "retired_at", "responses", "source")
    list_filter = (("retired_at", admin.EmptyFieldListFilter), "provider", "source")
    search_fields = ("name", "slug", "provider")
    date_hierarchy = "released_on"
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("source", "brought_by", "created_at", "retired_at", "merged_into")
    desk_list = ("desk:models", "")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competitor]:
        number = number_of(Response, "competitor")
        return super().get_queryset(request).annotate(response_count=number)

    def desk_address(self, row: Competitor) -> str:
        return reverse("desk:model", args=[row.slug])

    def fixed_fields(self, row: Competitor) -> tuple[str, ...]:
        """The ledger's digests name the slug; names change on the desk, and boards follow."""
        del row
        return ("slug", "name", "aliases")

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
