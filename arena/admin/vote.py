from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from arena.admin.deeds import ExclusionForm, ReasonForm, ask_why, say_done
from arena.admin.desk import EVERYWHERE, Kept, link_to_list, signature
from arena.models import Competitor, Exclusion, ExclusionRule, Vote, VoteEvent
from arena.moderation import exclude_votes, reinstate_votes
from arena.roles import Right


class CountedFilter(admin.SimpleListFilter):
    title = "whether it counts"
    parameter_name = "counted"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Vote]"
    ) -> Sequence[tuple[str, str]]:
        del request, model_admin
        return [("yes", "Counted"), ("no", "Excluded")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Vote]) -> QuerySet[Vote]:
        del request
        answers = {"yes": Q(is_excluded=False), "no": Q(is_excluded=True)}
        return queryset.filter(answers.get(self.value() or "", Q()))


class CompetitorFilter(admin.SimpleListFilter):
    """On either side."""

    title = "competitor"
    parameter_name = "competitor"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Vote]"
    ) -> Sequence[tuple[str, str]]:
        del request, model_admin
        return [(str(pk), name) for pk, name in Competitor.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Vote]) -> QuerySet[Vote]:
        del request
        return _shown(queryset, self.value(), "left_competitor", "right_competitor")


class ResponseFilter(admin.SimpleListFilter):
    """On either side; offered only where a link has asked for one."""

    title = "response"
    parameter_name = "response"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Vote]"
    ) -> Sequence[tuple[str, str]]:
        del model_admin
        asked = request.GET.get(self.parameter_name, "")
        return [(asked, f"Response {asked}")] if asked else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Vote]) -> QuerySet[Vote]:
        del request
        return _shown(queryset, self.value(), "left", "right")


def _shown(votes: QuerySet[Vote], pk: str | None, left: str, right: str) -> QuerySet[Vote]:
    if not pk:
        return votes
    return votes.filter(Q((left, pk)) | Q((right, pk))) if pk.isdecimal() else votes.none()


@admin.register(Vote)
class VoteAdmin(Kept[Vote]):
    list_display = (
        "id",
        "cast_at",
        "left_competitor",
        "right_competitor",
        "outcome",
        "challenge",
        "counts",
        "origin",
        "by",
    )
    list_filter = (
        CountedFilter,
        "outcome",
        "origin",
        "cast_at",
        ResponseFilter,
        CompetitorFilter,
    )
    list_select_related = ("left_competitor", "right_competitor", "challenge")
    search_fields = ("id__exact", "match__id__exact", "voter__id__exact")
    search_help_text = "The number of a vote, or the whole key of a match or a voter."
    long_fields = ("challenge__prompt", "challenge__description")
    readonly_fields = ("counts", "exclusions", "by")
    right = Right.EXCLUDE_VOTES
    actions = ("exclude_them", "reinstate_them")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_excluded=Exists(standing))

    def describe(self, row: Vote) -> str:
        pair = f"{row.left_competitor} | {row.right_competitor}"
        return f"{row.pk}: {pair}, {row.get_outcome_display()}, {row.cast_at:%Y-%m-%d %H:%M}"

    @admin.display(boolean=True)
    def counts(self, vote: Vote) -> bool:
        return not getattr(vote, "is_excluded", False)

    @admin.display(description="voter")
    def by(self, vote: Vote) -> SafeString | None:
        """The voter, with all his votes behind it."""
        if vote.voter_id is None:
            return None
        return link_to_list(Vote, str(vote.voter_id)[:8], voter__id__exact=str(vote.voter_id))

    @admin.display
    def exclusions(self, vote: Vote) -> SafeString:
        return link_to_list(Exclusion, "Its exclusions", vote__id__exact=vote.pk)

    @admin.action(
        permissions=["moderate"], description="Exclude from the ratings…", location=EVERYWHERE
    )
    def exclude_them(self, request: HttpRequest, rows: QuerySet[Vote]) -> TemplateResponse | None:
        form = ask_why(self, request, rows, form_class=ExclusionForm, title="Exclude")
        if isinstance(form, TemplateResponse):
            return form
        count = exclude_votes(
            votes=rows,
            rule=ExclusionRule(form.cleaned_data["rule"]),
            reason=form.cleaned_data["reason"],
            **signature(request),
        )
        say_done(self, request, count, "excluded")
        return None

    @admin.action(permissions=["moderate"], description="Reinstate…", location=EVERYWHERE)
    def reinstate_them(self, request: HttpRequest, rows: QuerySet[Vote]) -> TemplateResponse | None:
        form = ask_why(self, request, rows, form_class=ReasonForm, title="Reinstate")
        if isinstance(form, TemplateResponse):
            return form
        count = reinstate_votes(
            votes=rows, reason=form.cleaned_data["reason"], **signature(request)
        )
        say_done(self, request, count, "reinstated")
        return None


@admin.register(VoteEvent)
class VoteEventAdmin(Kept[VoteEvent]):
    list_display = ("id", "vote", "kind", "exclusion_id", "happened_at", "pending")
    list_filter = ("pending", "kind", "happened_at")
    list_select_related = ("vote",)
    search_fields = ("id__exact", "vote__id__exact")
    search_help_text = "The number of an event or of a vote."
    ordering = ("-id",)


@admin.register(Exclusion)
class ExclusionAdmin(Kept[Exclusion]):
    list_display = (
        "vote",
        "rule",
        "reason",
        "excluded_by",
        "excluded_at",
        "lifted_by",
        "lifted_at",
    )
    list_filter = (
        ("lifted_at", admin.EmptyFieldListFilter),
        "rule",
        "excluded_at",
        ("excluded_by", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("vote", "excluded_by", "lifted_by")
    search_fields = ("reason", "vote__id__exact", "vote__voter__id__exact")
    date_hierarchy = "excluded_at"
    right = Right.EXCLUDE_VOTES
    actions = ("lift",)

    @admin.action(
        permissions=["moderate"], description="Reinstate their votes…", location=EVERYWHERE
    )
    def lift(self, request: HttpRequest, rows: QuerySet[Exclusion]) -> TemplateResponse | None:
        form = ask_why(self, request, rows, form_class=ReasonForm, title="Reinstate")
        if isinstance(form, TemplateResponse):
            return form
        standing = Exclusion.objects.standing().filter(pk__in=rows.order_by().values("pk"))
        votes = Vote.objects.filter(pk__in=standing.order_by().values("vote"))
        count = reinstate_votes(
            votes=votes, reason=form.cleaned_data["reason"], **signature(request)
        )
        say_done(self, request, count, "lifted")
        return None
