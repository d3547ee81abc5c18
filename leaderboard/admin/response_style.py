from django.contrib import admin

from arena.admin.tables import ReadOnlyAdmin
from leaderboard.models import FEATURES, ResponseStyle


@admin.register(ResponseStyle)
class ResponseStyleAdmin(ReadOnlyAdmin[ResponseStyle]):
    list_display = ("response", *FEATURES)
    list_select_related = ("response__challenge", "response__competitor")
    search_fields = ("response__challenge__slug__exact", "response__competitor__slug__exact")
    search_help_text = "The slug of a challenge or of a model."
    long_fields = tuple(
        f"response__{field}"
        for field in ("content", "sent", "returned", "challenge__prompt", "challenge__description")
    )
