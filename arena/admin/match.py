from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import ReadOnlyAdmin, link_to_list
from arena.models import (
    Match,
    Pair,
    PoolSnapshot,
    PoolVersion,
    Sighting,
    ToldRange,
    UnvotedCount,
    Vote,
    Voter,
    VotingSession,
)


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin[Match]):
    """Matches that have ended: whoever may look here may vote, too, and an open one is blind."""

    list_display = (
        "id",
        "opened_at",
        "left_competitor",
        "right_competitor",
        "challenge",
        "ending",
        "ended_at",
    )
    list_filter = (("ending", admin.AllValuesFieldListFilter), "opened_at", "left_competitor")
    list_select_related = ("left_competitor", "right_competitor", "challenge")
    search_fields = ("id__exact", "voter__id__exact")
    search_help_text = "The whole key of a match or a voter."
    long_fields = ("challenge__prompt", "challenge__description")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return super().get_queryset(request).filter(ending__isnull=False)


@admin.register(Pair)
class PairAdmin(ReadOnlyAdmin[Pair]):
    """Without the sides: they change as a match opens, and would name who is on which."""

    list_display = ("__str__", "servings", "votes")
    fields = ("first", "second", "servings", "votes")
    list_select_related = ("first", "second")
    search_fields = ("first__name", "second__name")
    ordering = ("-votes", "id")


@admin.register(UnvotedCount)
class UnvotedCountAdmin(ReadOnlyAdmin[UnvotedCount]):
    list_display = ("__str__", "skipped", "expired", "withdrawn")
    list_select_related = ("first", "second")
    search_fields = ("first__name", "second__name")
    ordering = ("id",)


@admin.register(Voter)
class VoterAdmin(ReadOnlyAdmin[Voter]):
    list_display = ("id", "created_at", "votes", "matches")
    list_filter = ("created_at",)
    search_fields = ("id__exact",)
    search_help_text = "The whole key of a voter."
    readonly_fields = ("votes", "matches")
    desk_list = ("desk:queue", "?kind=voter")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return self._visible(request, self.list_display)

    def get_fields(self, request: HttpRequest, obj: Voter | None = None) -> tuple[str, ...]:
        return self._visible(request, tuple(map(str, super().get_fields(request, obj))))

    def _visible(self, request: HttpRequest, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Without the link to matches for those who may not look at them."""
        may_look = admin.site.get_model_admin(Match).has_view_permission(request)
        return columns if may_look else tuple(name for name in columns if name != "matches")

    def desk_address(self, row: Voter) -> str:
        return reverse("desk:item", args=["voter", str(row.pk)])

    @admin.display
    def votes(self, voter: Voter) -> SafeString:
        return link_to_list(Vote, "Votes", voter__id__exact=str(voter.pk))

    @admin.display
    def matches(self, voter: Voter) -> SafeString:
        return link_to_list(Match, "Matches", voter__id__exact=str(voter.pk))


@admin.register(PoolVersion)
class PoolVersionAdmin(ReadOnlyAdmin[PoolVersion]):
    list_display = ("number",)


@admin.register(PoolSnapshot)
class PoolSnapshotAdmin(ReadOnlyAdmin[PoolSnapshot]):
    list_display = ("serial", "version", "checked_at")
    fields = ("serial", "version", "checked_at")
    long_fields = ("content",)


@admin.register(VotingSession)
class VotingSessionAdmin(ReadOnlyAdmin[VotingSession]):
    list_display = ("id", "voter", "ended_at")
    list_select_related = ("voter",)
    search_fields = ("id__exact", "voter__id__exact")
    ordering = ("-ended_at",)


@admin.register(ToldRange)
class ToldRangeAdmin(ReadOnlyAdmin[ToldRange]):
    list_display = ("id", "voter", "first", "last")
    list_select_related = ("voter",)
    search_fields = ("voter__id__exact",)
    ordering = ("-id",)


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin[Sighting]):
    list_display = ("id", "voter", "response")
    list_select_related = ("voter", "response__challenge", "response__competitor")
    search_fields = ("voter__id__exact", "response__id__exact")
    long_fields = (
        "response__content",
        "response__sent",
        "response__returned",
        "response__challenge__prompt",
        "response__challenge__description",
    )
    ordering = ("-id",)
