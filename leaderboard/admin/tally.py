from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from leaderboard.models import COUNTS, BoardTally, ResponseTally


@admin.register(BoardTally)
class BoardTallyAdmin(ReadOnlyAdmin[BoardTally]):
    list_display = ("board", "left_competitor", "right_competitor", *COUNTS)
    list_display_links = ("left_competitor",)
    list_filter = ("board",)
    list_select_related = ("board", "left_competitor", "right_competitor")
    search_fields = ("left_competitor__name", "right_competitor__name")


@admin.register(ResponseTally)
class ResponseTallyAdmin(ReadOnlyAdmin[ResponseTally]):
    list_display = ("left_response", "right_response", *COUNTS)
    list_filter = ("left_response__kind",)
    list_select_related = (
        "left_response__challenge",
        "left_response__competitor",
        "right_response__challenge",
        "right_response__competitor",
    )
    search_fields = ("left_response__challenge__slug__exact", "left_response__id__exact")
    search_help_text = "The slug of a challenge, or the number of the response on the left."
    long_fields = tuple(
        f"{side}_response__{field}"
        for side in ("left", "right")
        for field in ("content", "sent", "returned", "challenge__prompt", "challenge__description")
    )
