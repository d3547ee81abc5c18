from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from arena.admin.deeds import do_to_each_with_reason
from arena.admin.desk import EVERYWHERE, Desk, link_to_list, number_of, signature
from arena.models import Competitor, Pair, Response
from arena.moderation import bring_back_competitor, retire_competitor
from arena.roles import Right


@admin.register(Competitor)
class CompetitorAdmin(Desk[Competitor]):
    list_display = ("name", "slug", "provider", "released_on", "retired_at", "responses", "source")
    list_filter = (("retired_at", admin.EmptyFieldListFilter), "provider", "source")
    search_fields = ("name", "slug", "provider")
    date_hierarchy = "released_on"
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("source", "brought_by", "created_at", "retired_at", "merged_into")
    right = Right.MANAGE_COMPETITORS
    actions = ("retire", "bring_back")

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

    @admin.action(permissions=["moderate"], description="Retire…", location=EVERYWHERE)
    def retire(self, request: HttpRequest, rows: QuerySet[Competitor]) -> TemplateResponse | None:
        by = signature(request)
        return do_to_each_with_reason(
            self,
            request,
            rows,
            lambda competitor, reason: retire_competitor(
                competitor=competitor, reason=reason, **by
            ),
            title="Retire",
            done="retired",
        )

    @admin.action(permissions=["moderate"], description="Bring back…", location=EVERYWHERE)
    def bring_back(
        self, request: HttpRequest, rows: QuerySet[Competitor]
    ) -> TemplateResponse | None:
        by = signature(request)
        return do_to_each_with_reason(
            self,
            request,
            rows,
            lambda competitor, reason: bring_back_competitor(
                competitor=competitor, reason=reason, **by
            ),
            title="Bring back",
            done="brought back",
        )
