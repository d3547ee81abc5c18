from django.urls import path

from leaderboard.api.views import Boards, Model, Models, RatedBoard

urlpatterns = [
    path("boards/", Boards.as_view(), name="boards"),
    path("boards/<slug:slug>/", RatedBoard.as_view(), name="board"),
    path("models/", Models.as_view(), name="models"),
    path("models/<slug:slug>/", Model.as_view(), name="model"),
]
