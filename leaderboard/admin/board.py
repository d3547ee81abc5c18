from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from arena.admin.desk import Desk, link_to_list
from leaderboard.models import Board, RatingRun


@admin.register(Board)
class BoardAdmin(Desk[Board]):
    """Boards come with their categories; how they are named and when a model is established may
    be changed."""

    list_display = ("name", "slug", "category", "minimum_votes", "sequence", "runs")
    list_select_related = ("category",)
    search_fields = ("name", "slug")
    readonly_fields = ("slug", "category", "sequence", "generation", "runs")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Board | None = None) -> bool:
        del request, obj
        return False

    @admin.display
    def runs(self, board: Board) -> SafeString:
        return link_to_list(RatingRun, "Runs", board__id__exact=board.pk)
