from django.urls import path

from arena.api.content.challenges import (
    StaffCategories,
    StaffCategory,
    StaffChallenge,
    StaffChallenges,
)
from arena.api.content.responses import StaffModel, StaffModels, StaffResponse, StaffResponses
from arena.api.imports import (
    ActOnImport,
    FinishImport,
    Import,
    ImportContent,
    ImportLines,
    Imports,
)
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
from arena.api.proposing import (
    Propose,
    ProposeAgain,
    ReportChallenge,
    ReportMatch,
    ReportResponse,
)
from arena.api.views import CastVote, EndSession, ShowSession, SkipMatch

urlpatterns = [
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
    path("matches/<uuid:match_id>/report/", ReportMatch.as_view(), name="report_match"),
    path("challenges/<slug:slug>/report/", ReportChallenge.as_view(), name="report_challenge"),
    path(
        "models/<slug:slug>/responses/<slug:challenge>/report/",
        ReportResponse.as_view(),
        name="report_response",
    ),
    path("submissions/", Propose.as_view(), name="submissions"),
    path("submissions/<str:token>/again/", ProposeAgain.as_view(), name="submit_again"),
    path("key/", ShowKey.as_view(), name="key"),
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/<uuid:upload>/", Import.as_view(), name="import"),
    path("imports/<uuid:upload>/content/", ImportContent.as_view(), name="import_content"),
    path("imports/<uuid:upload>/finish/", FinishImport.as_view(), name="finish_import"),
    path("imports/<uuid:upload>/actions/", ActOnImport.as_view(), name="import_actions"),
    path("imports/<uuid:upload>/lines/", ImportLines.as_view(), name="import_lines"),
    path("staff/categories/", StaffCategories.as_view(), name="staff_categories"),
    path("staff/categories/<slug:slug>/", StaffCategory.as_view(), name="staff_category"),
    path("staff/challenges/", StaffChallenges.as_view(), name="staff_challenges"),
    path("staff/challenges/<slug:slug>/", StaffChallenge.as_view(), name="staff_challenge"),
    path("staff/models/", StaffModels.as_view(), name="staff_models"),
    path("staff/models/<slug:slug>/", StaffModel.as_view(), name="staff_model"),
    path("staff/responses/", StaffResponses.as_view(), name="staff_responses"),
    path("staff/responses/<int:number>/", StaffResponse.as_view(), name="staff_response"),
]
