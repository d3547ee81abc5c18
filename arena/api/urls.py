from django.urls import path

from arena.api.views import CastVote, OpenMatch, SkipMatch

urlpatterns = [
    path("matches/", OpenMatch.as_view(), name="matches"),
    path("matches/<uuid:match_id>/vote/", CastVote.as_view(), name="vote"),
    path("matches/<uuid:match_id>/skip/", SkipMatch.as_view(), name="skip"),
]
