from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import ReadOnlyAdmin, link_to_list
from arena.models import Competitor, Exclusion, Vote, VoteEvent
from arena.roles import Right
from arena.text import numbers


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
    if not pk.isdecimal():
        return votes.none()
    number = numbers.at_most(pk, numbers.LARGEST_KEY)
    return votes.filter(Q((left, number)) | Q((right, number)))


def _votes_on_the_desk(number: int) -> str:
    return f"{reverse('desk:votes')}?vote={number}"


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin[Vote]):
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
    desk_list = ("desk:votes", "")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_excluded=Exists(standing))

    def desk_address(self, row: Vote) -> str:
        return _votes_on_the_desk(row.pk)

    @admin.display(boolean=True)
    def counts(self, vote: Vote) -> bool:
        return not getattr(vote, "is_excluded", False)

    @admin.display(description="voter")
    def by(self, vote: Vote) -> SafeString | None:
        """The voter, with all votes of that voter behind it."""
        if vote.voter_id is None:
            return None
        return link_to_list(Vote, str(vote.voter_id)[:8], voter__id__exact=str(vote.voter_id))

    @admin.display
    def exclusions(self, vote: Vote) -> SafeString:
        return link_to_list(Exclusion, "Its exclusions", vote__id__exact=vote.pk)


@admin.register(VoteEvent)
class VoteEventAdmin(ReadOnlyAdmin[VoteEvent]):
    list_display = ("id", "vote", "kind", "exclusion_id", "happened_at", "pending")
    list_filter = ("pending", "kind", "happened_at")
    list_select_related = ("vote",)
    search_fields = ("id__exact", "vote__id__exact")
    search_help_text = "The number of an event or of a vote."
    ordering = ("-id",)


@admin.register(Exclusion)
class ExclusionAdmin(ReadOnlyAdmin[Exclusion]):
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
    desk_list = ("desk:votes", "?counted=no")

    def desk_address(self, row: Exclusion) -> str:
        return _votes_on_the_desk(row.vote_id)
