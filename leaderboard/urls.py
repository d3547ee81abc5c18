from django.urls import path

from leaderboard.views.board.board import board, board_file
from leaderboard.views.board.history import history, history_file
from leaderboard.views.board.intervals import intervals
from leaderboard.views.board.pairs import pairs, pairs_file

app_name = "leaderboard"

FORMS = ("csv", "json")

urlpatterns = [
    path("<slug:slug>/", board, name="board"),
    path("<slug:slug>/intervals/", intervals, name="intervals"),
    path("<slug:slug>/pairs/", pairs, name="pairs"),
    path("<slug:slug>/history/", history, name="history"),
    *(
        path(f"<slug:slug>/{name}.{form}", view, {"form": form}, name=f"{name}_{form}")
        for name, view in (
            ("ratings", board_file),
            ("pairs", pairs_file),
            ("history", history_file),
        )
        for form in FORMS
    ),
]
