from django.urls import path

from arena.views import choosing, frame, match, media, report, session, submission

app_name = "arena"

urlpatterns = [
    path("matches/", match.open_, name="open"),
    path("matches/new/", match.start, name="start"),
    path("matches/choice/", choosing.choose, name="choose"),
    path("matches/end/", match.end, name="end"),
    path("matches/<uuid:match_id>/", match.show, name="match"),
    path("matches/<uuid:match_id>/vote/", match.vote, name="vote"),
    path("matches/<uuid:match_id>/skip/", match.skip, name="skip"),
    path("matches/<uuid:match_id>/report/", report.of_match, name="report_match"),
    path("sessions/", session.end, name="end_session"),
    path("sessions/<uuid:session_id>/", session.show, name="session"),
    path("challenges/<slug:slug>/report/", report.of_challenge, name="report_challenge"),
    path(
        "models/<slug:slug>/responses/<slug:challenge>/report/",
        report.of_response,
        name="report_response",
    ),
    path("frames/named/<str:token>/", frame.named_frame, name="named_frame"),
    path("media/named/<str:token>/", media.named_media, name="named_media"),
    path("media/original/<str:token>/", media.original_media, name="original_media"),
    path("larger/named/<str:token>/", frame.named_larger, name="named_larger"),
    path("sources/named/<str:token>/", frame.named_source, name="named_source"),
    path("frames/masked/<str:token>/", frame.masked_frame, name="masked_frame"),
    path("larger/masked/<str:token>/", frame.masked_larger, name="masked_larger"),
    path("sources/masked/<str:token>/", frame.masked_source, name="masked_source"),
    path("media/masked/<str:token>/", media.masked_media, name="masked_media"),
    path("parts/named/<str:token>/<int:number>/", media.named_part, name="named_part"),
    path("parts/masked/<str:token>/<int:number>/", media.masked_part, name="masked_part"),
    path("parts/prompt/<str:token>/<int:number>/", media.prompt_part, name="prompt_part"),
    path("parts/<str:token>/<int:number>/", media.part, name="part"),
    path("frames/<str:token>/", frame.frame, name="frame"),
    path("larger/<str:token>/", frame.larger, name="larger"),
    path("sources/<str:token>/", frame.source, name="source"),
    path("media/<str:token>/", media.media, name="media"),
    path("submit/", submission.submit, name="submit"),
    path("submit/<str:token>/", submission.follow, name="submission"),
]
