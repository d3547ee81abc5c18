from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString

from arena.admin.tables import ReadOnlyAdmin, link_to_list
from arena.models import Match, Pair, PoolSnapshot, PoolVersion, Sighting, UnvotedCount, Vote, Voter


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin[Match]):
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


@admin.register(Pair)
class PairAdmin(ReadOnlyAdmin[Pair]):
    list_display = ("__str__", "servings", "first_left", "votes")
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
