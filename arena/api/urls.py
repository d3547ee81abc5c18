from django.urls import path

from arena.api.keys import ShowKey
from arena.api.views import CastVote, EndSession, OpenMatch, ShowSession, SkipMatch

urlpatterns = [
    path("key/", ShowKey.as_view(), name="key"),
    path("matches/", OpenMatch.as_view(), name="matches"),
    path("matches/<uuid:match_id>/vote/", CastVote.as_view(), name="vote"),
    path("matches/<uuid:match_id>/skip/", SkipMatch.as_view(), name="skip"),
    path("sessions/", EndSession.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", ShowSession.as_view(), name="session"),
]
