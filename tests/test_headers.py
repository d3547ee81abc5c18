"""Headers of every answer: what browsers may do with it, and who may keep it."""

import json
from urllib.parse import unquote

import pytest
from django.core.handlers import wsgi
from django.http import parse_cookie
from django.urls import resolve

from arena.api.reads import Read
from arena.models import Match
from arena.visitors import sightings, voters
from tests.routes import fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

FOR_OTHERS = ("card", "badge", "feed_atom", "feed_json", "embed_leaderboard", "embed_compare")
KEPT_BY_NOBODY = "private, no-store"


class RecordedCookies(dict):
    """Cookies that remember whether somebody was recognised by them."""

    recognised = False

    def get(self, name, default=None):
        type(self).recognised |= name in {voters.COOKIE, sightings.COOKIE}
        return super().get(name, default)


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


@pytest.fixture
def client(arena):
    return arena.client()


def public(arena):
    return [each for each in routes(arena.arguments) if not each.name.startswith("admin:")]


def class_of(route):
    return getattr(resolve(unquote(route.path())).func, "cls", None)


def test_every_answer_says_what_it_may_be_used_for(client, arena):
    for route in public(arena):
        headers = client.get(route.path()).headers
        for_others = route.name.endswith(FOR_OTHERS)
        for_others |= issubclass(class_of(route) or object, Read)
        expected = "cross-origin" if for_others else "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == expected, route
        assert "camera=()" in headers["Permissions-Policy"], route
        assert headers["X-Content-Type-Options"] == "nosniff", route
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", route


def test_only_what_is_for_other_sites_may_be_framed_by_them(client, arena):
    for route in public(arena):
        headers = client.get(route.path()).headers
        policy = headers["Content-Security-Policy"]
        is_embed = route.name.startswith("site:embed_")
        assert ("frame-ancestors *" in policy) == is_embed, route
        if not route.path().startswith("/frames/"):
            assert ("X-Frame-Options" not in headers) == is_embed, route


def test_a_static_file_does_too(client):
    answer = client.get("/static/css/tokens.css")
    assert b"".join(answer)  # which closes the file
    headers = answer.headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_what_depends_on_who_asks_is_kept_by_nobody(client, arena, monkeypatch):
    monkeypatch.setattr(wsgi, "parse_cookie", lambda text: RecordedCookies(parse_cookie(text)))
    seen = set()
    for route in public(arena):
        RecordedCookies.recognised = False
        answer = client.get(route.path())
        if RecordedCookies.recognised:
            seen.add(route.name)
            assert "no-store" in answer.headers["Cache-Control"], route
    assert seen >= {"arena:match", "site:response", "site:privacy"}


def test_an_answer_to_a_write_is_kept_by_nobody(client, arena):
    for route in public(arena):
        assert client.post(route.path()).headers["Cache-Control"] == KEPT_BY_NOBODY, route


def test_a_verdict_of_the_api_is_kept_by_nobody(client, arena):
    path = f"/api/v1/matches/{arena.arguments['match_id']}/vote/"
    answer = client.post(path, json.dumps({"outcome": "left"}), "application/json")
    assert answer.status_code == 201
    assert Match.objects.filter(pk=arena.arguments["match_id"], vote__isnull=False).exists()
    assert answer.headers["Cache-Control"] == KEPT_BY_NOBODY


def test_public_pages_may_still_be_kept(client):
    assert "max-age" in client.get("/robots.txt").headers["Cache-Control"]
    assert "no-store" not in client.get("/api/v1/boards/").headers.get("Cache-Control", "")


def test_security_txt_names_the_contact(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.SITE_URL = "https://arena.example.org"
    lines = client.get("/.well-known/security.txt").text.splitlines()
    assert lines[0] == "Contact: mailto:security@example.org"
    assert lines[1].startswith("Expires: 2")
    assert lines[2] == "Canonical: https://arena.example.org/.well-known/security.txt"


def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404
