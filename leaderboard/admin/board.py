from typing import Any

from django.contrib import admin
from django.db.models import F
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString

from arena.admin.tables import TableAdmin, link_to_list
from leaderboard.models import Board, RatingRun


@admin.register(Board)
class BoardAdmin(TableAdmin[Board]):
    """Adding a board is all it takes: the next tick counts the votes that are there, and each one
    after that follows them."""

    list_display = (
        "name",
        "slug",
        "group",
        "ties",
        "side_effect",
        "anchor",
        "minimum_votes",
        "filled",
        "sequence",
        "runs",
    )
    list_filter = ("style_controlled", "ties", "side_effect", "kind", "language")
    list_select_related = ("anchor",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("challenge", "anchor")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("filled", "window_start", "sequence", "generation", "runs")
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (
            "Which votes count",
            {
                "fields": (
                    "category",
                    "challenge",
                    "kind",
                    "language",
                    "window_days",
                    "style_controlled",
                ),
                "description": "A vote must pass every filter that is set. What is saved here "
                "stays: for other votes, add another board.",
            },
        ),
        (
            "How they are rated",
            {"fields": ("ties", "side_effect", "anchor", "minimum_votes", "speaks_of")},
        ),
        (
            "How far it is",
            {"fields": ("filled", "window_start", "sequence", "generation", "runs")},
        ),
    )

    def fixed_fields(self, row: Board) -> tuple[str, ...]:
        """What a board's runs speak of is the same for all of them."""
        del row
        return (
            "slug",
            "category",
            "challenge",
            "kind",
            "language",
            "window_days",
            "style_controlled",
        )

    def save_model(
        self, request: HttpRequest, obj: Board, form: "ModelForm[Board]", change: Any
    ) -> None:
        """Only what was changed: the worker writes to the same row."""
        if not change:
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            obj.save(update_fields=form.changed_data)
            Board.objects.filter(pk=obj.pk).update(generation=F("generation") + 1)

    def has_delete_permission(self, request: HttpRequest, obj: Board | None = None) -> bool:
        """Its runs are history, and those that every arena has would come back."""
        del request, obj
        return False

    @admin.display
    def runs(self, board: Board) -> SafeString:
        return link_to_list(RatingRun, "Runs", board__id__exact=board.pk or 0)
