from django.urls import path

from arena.api.keys import ShowKey
from arena.api.own import (
    AboutBrowser,
    FollowedSubmission,
    OwnMatch,
    OwnMatches,
    OwnReports,
    OwnSubmissions,
    OwnVotes,
)
from arena.api.views import CastVote, EndSession, ShowSession, SkipMatch

urlpatterns = [
    path("key/", ShowKey.as_view(), name="key"),
    path("matches/", OwnMatches.as_view(), name="matches"),
    path("matches/<uuid:match_id>/", OwnMatch.as_view(), name="match"),
    path("matches/<uuid:match_id>/vote/", CastVote.as_view(), name="vote"),
    path("matches/<uuid:match_id>/skip/", SkipMatch.as_view(), name="skip"),
    path("sessions/", EndSession.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", ShowSession.as_view(), name="session"),
    path("me/", AboutBrowser.as_view(), name="me"),
    path("me/votes/", OwnVotes.as_view(), name="own_votes"),
    path("me/submissions/", OwnSubmissions.as_view(), name="own_submissions"),
    path("me/reports/", OwnReports.as_view(), name="own_reports"),
    path("submissions/<str:token>/", FollowedSubmission.as_view(), name="followed"),
]
