from django.urls import path

from arena.api.views import Matches, Skip, Vote

urlpatterns = [
    path("matches/", Matches.as_view(), name="matches"),
    path("matches/<uuid:match_id>/vote/", Vote.as_view(), name="vote"),
    path("matches/<uuid:match_id>/skip/", Skip.as_view(), name="skip"),
]
