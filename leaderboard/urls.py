from django.urls import path

from leaderboard.views.board import board
from leaderboard.views.home import home

app_name = "leaderboard"

urlpatterns = [
    path("", home, name="home"),
    path("leaderboard/", board, name="board"),
    path("leaderboard/<slug:slug>/", board, name="board"),
]
