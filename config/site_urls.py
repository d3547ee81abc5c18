"""The `site` URL namespace: pages of both apps that any page may link to."""

from django.urls import path

from leaderboard.views import (
    badges,
    cards,
    challenges,
    changelog,
    compare,
    data,
    developers,
    embeds,
    exports,
    feeds,
    me,
    models,
    privacy,
    receipts,
    robots,
    runs,
    sitemaps,
)
from leaderboard.views.board.board import board
from leaderboard.views.home import home
from leaderboard.views.language import language
from leaderboard.views.methodology import methodology
from leaderboard.views.responses import response

app_name = "site"

urlpatterns = [
    path("", home, name="home"),
    path("card.png", cards.site_card, name="card"),
    path("leaderboard/", board, name="leaderboard"),
    path("badges/<slug:slug>.svg", badges.badge, name="badge"),
    path("models/", models.models, name="models"),
    path("models/<slug:slug>/", models.model, name="model"),
    path("models/<slug:slug>/card.png", cards.model_card, name="model_card"),
    path("models/<slug:slug>/responses/<slug:challenge>/", response, name="response"),
    path("graveyard/", models.graveyard, name="graveyard"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<slug:slug>/", challenges.challenge, name="challenge"),
    path("language/", language, name="language"),
    path("compare/", compare.choose, name="choose"),
    path("compare/<slug:first>/<slug:second>/", compare.compare, name="compare"),
    path("compare/<slug:first>/<slug:second>/card.png", cards.compare_card, name="compare_card"),
    path("embed/leaderboard/", embeds.leaderboard, name="embed_leaderboard"),
    path("embed/compare/<slug:first>/<slug:second>/", embeds.compare, name="embed_compare"),
    path("runs/<int:run>/", runs.run, name="run"),
    path("runs/<int:run>/cite/", runs.cite, name="cite"),
    path("runs/<int:run>/ratings.csv", runs.run_file, {"form": "csv"}, name="run_csv"),
    path("runs/<int:run>/ratings.json", runs.run_file, {"form": "json"}, name="run_json"),
    path("developers/", developers.developers, name="developers"),
    path("methodology/", methodology, name="methodology"),
    path("changelog/", changelog.changelog, name="changelog"),
    path("me/", me.me, name="me"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/download/", privacy.download, name="download"),
    path("privacy/erase/", privacy.erase, name="erase"),
    path("privacy/erased/", privacy.erased, name="erased"),
    path("data/", data.data, name="data"),
    path("data/votes/", exports.votes, name="data_votes"),
    path("data/latest/", data.latest, name="data_latest"),
    path("data/latest/<str:name>", data.latest, name="data_latest_file"),
    path("data/podium_verify.py", data.verifier, name="data_verifier"),
    path("data/<slug:day>/files.txt", data.listed, name="data_list"),
    path("data/<slug:day>/", data.day, name="data_day"),
    path("data/<slug:day>/<str:name>", data.file, name="data_file"),
    path("receipts/<str:code>/", receipts.receipt, name="receipt"),
    path("feeds/<slug:name>.atom", feeds.feed, {"form": "atom"}, name="feed_atom"),
    path("feeds/<slug:name>.json", feeds.feed, {"form": "json"}, name="feed_json"),
    path("robots.txt", robots.robots, name="robots"),
    path("llms.txt", robots.llms, name="llms"),
    path(".well-known/security.txt", robots.security, name="security"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_section, name="sitemap_section"),
]
