"""What pages of other sites send by a visitor's browser."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

from arena.api.key_views import KeyView
from arena.api.views import CookieWrite
from arena.models import Match, Vote
from tests.arrange import make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

MATCHES = "/api/v1/matches/"
EVIL = "https://evil.example"
OWN = "http://testserver"
WRITES = {"post", "put", "patch", "delete"}
JSON = "application/json"
# What fills the parameters of an address, by converter.
FILLED = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "overall"}


@pytest.fixture(scope="module")
def opened(scene):
    """A browser with an open match, and the key of the match."""
    make_arena()
    browser = Client()
    return browser, browser.post(MATCHES, content_type=JSON).json()["id"]


@pytest.fixture
def match_id(opened):
    return opened[1]


@pytest.fixture
def client(opened):
    """The visitor's own browser."""
    made = Client()
    made.cookies = opened[0].cookies.copy()
    return made


def writes(match_id):
    """Every write of the API that lives on the cookie, with a body that it would accept."""
    return [
        (MATCHES, "{}"),
        (f"{MATCHES}{match_id}/vote/", '{"outcome": "left"}'),
        ("/api/v1/sessions/", "{}"),
        ("/api/v1/submissions/", json.dumps(PROPOSAL)),
        ("/api/v1/submissions/x/again/", json.dumps(PROPOSAL)),
        (f"{MATCHES}{match_id}/report/", '{"about": "left", "reason": "broken"}'),
        ("/api/v1/challenges/reasoning-0/report/", '{"reason": "broken"}'),
        ("/api/v1/models/a/responses/b/report/", '{"reason": "broken"}'),
        (f"{MATCHES}{match_id}/skip/", "{}"),
    ]


PROPOSAL = {"title": "Doors", "prompt": "Behind which door is it?", "category": "reasoning"}


STRANGERS = [
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:8000"},
    {"Origin": ""},
    {"Origin": EVIL, "Sec-Fetch-Site": "same-origin"},
    {"Origin": OWN, "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", STRANGERS)
@pytest.mark.parametrize("content_type", [JSON, "text/plain"])
def test_the_api_takes_nothing_from_another_site(client, match_id, headers, content_type):
    for path, body in writes(match_id):
        answer = client.post(path, body, content_type=content_type, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "sent_by_another_site")
    match = Match.objects.get()
    assert match.ending is None
    assert not Vote.objects.exists()


def test_an_empty_body_is_taken_as_json(client, match_id):
    skip, _ = writes(match_id)[-1]
    assert client.generic("POST", skip, "", CONTENT_TYPE=JSON).status_code == 200
    assert client.generic("POST", skip, "").status_code == 415


@pytest.mark.parametrize("content_type", ["text/plain", "text/plain; application/json"])
def test_the_api_takes_json_alone(client, match_id, content_type):
    for path, body in writes(match_id):
        answer = client.post(path, body, content_type=content_type)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert Match.objects.get().ending is None


OWNERS = [
    {},
    {"Origin": OWN},
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://trusted.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://www.all.example"},
    {"Origin": "https://public.example"},
]


@pytest.mark.parametrize("headers", OWNERS)
@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8"])
def test_the_api_takes_what_own_pages_and_programs_send(
    client, match_id, settings, headers, content_type
):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example", "https://*.all.example"]
    settings.SITE_URL = "https://public.example"
    for path, body in writes(match_id)[:2]:
        answer = client.post(path, body, content_type=content_type, headers=headers)
        assert answer.status_code == 201


def test_every_write_of_the_api_is_guarded():
    api = [view for path, view in routes() if path.startswith("/api/v1/")]
    writing = [view for view in api if WRITES & set(dir(view))]
    by_cookie = [view for view in writing if not issubclass(view, KeyView)]
    assert len(by_cookie) == len(writes("any"))
    assert all(issubclass(view, CookieWrite) for view in by_cookie)


def test_every_write_with_a_key_can_be_sent_again():
    """Parts of a file have their place, and a preview writes nothing."""
    api = [view for path, view in routes() if path.startswith("/api/v1/")]
    with_key = {view for view in api if issubclass(view, KeyView)}
    handlers = {(view, name) for view in with_key for name in WRITES & set(dir(view))}
    once = {each for each in handlers if hasattr(getattr(*each), "__wrapped__")}
    assert len(with_key) > 25
    assert {view.__name__ for view, _ in handlers - once} == {"ImportContent", "PreviewVotes"}


def test_no_form_of_another_site_sets_a_cookie(opened):
    """The visitor's own are not sent with it, so whatever is set would replace them."""
    for path, _ in routes():
        stranger = Client(enforce_csrf_checks=True, headers={"Origin": EVIL})
        answer = stranger.post(path, {"language": "de", "outcome": "left"})
        assert answer.status_code >= 400 or path.startswith(("/staff/", "/admin/")), path
        assert not set(answer.cookies) & COOKIES, path


def test_the_language_is_not_switched_by_another_site():
    answer = Client(headers={"Origin": EVIL}).post("/language/", {"language": "de"})
    assert answer.status_code == 403
    assert "sent by a page of another site" in answer.text


COOKIES = {"voter", "seen", "choice", settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_NAME}


def routes(patterns=None, prefix="/"):
    """Every address of the site with its view, parameters filled."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + re.sub(r"<(?:(\w+):)?\w+>", fill, str(each.pattern))
        if isinstance(each, URLPattern):
            yield path, getattr(each.callback, "cls", None)
        else:
            yield from routes(each.url_patterns, path)


def fill(parameter):
    return FILLED.get(parameter[1], "x")
