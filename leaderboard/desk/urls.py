from django.urls import path

from leaderboard.desk.views import (
    audit,
    challenges,
    content,
    models,
    queue,
    responses,
    signing_in,
    status,
    tables,
    votes,
)

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("bulk/", queue.bulk, name="bulk"),
    path("status/", status.status, name="status"),
    path("items/<slug:item>/<slug:key>/", queue.item, name="item"),
    path("items/<slug:item>/<slug:key>/claim/", queue.claim, name="claim"),
    path("items/<slug:item>/<slug:key>/decide/", queue.decision, name="decide"),
    path("votes/", votes.votes, name="votes"),
    path("votes/effect/", votes.effect, name="effect"),
    path("voters/<uuid:voter>/block/", votes.block, name="block"),
    path("many/<slug:table>/", tables.many, name="many"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<slug:slug>/", challenges.challenge, name="challenge"),
    path("challenges/<slug:slug>/action/", challenges.challenge_action, name="challenge_action"),
    path("challenges/<slug:slug>/revise/", challenges.revise, name="revise"),
    path("responses/", responses.responses, name="responses"),
    path("responses/<int:number>/", responses.response, name="response"),
    path("responses/<int:number>/action/", responses.response_action, name="response_action"),
    path("models/", models.models, name="models"),
    path("models/<slug:slug>/", models.model, name="model"),
    path("models/<slug:slug>/deed/", models.model_action, name="model_action"),
    path("content/", content.content, name="content"),
    path("content/<int:number>/", content.content_import, name="import"),
    path("content/<int:number>/deed/", content.content_action, name="import_action"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.code, name="code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("second-step/", signing_in.second_step, name="second_step"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.export, {"form": "csv"}, name="audit_csv"),
    path("audit.jsonl", audit.export, {"form": "jsonl"}, name="audit_jsonl"),
]
