"""Web pages and SVG run in a frame that can reach nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from arena.models import Kind, Side
from tests.arena.crawling import frame_address, media_address
from tests.arrange import make_challenge, make_competitor, make_response, serve

pytestmark = pytest.mark.django_db

PAGE = "<!doctype html><script>document.title = 'ran'</script>"


def serve_kind(kind, content):
    challenge = make_challenge()
    for slug in ("ada", "bob"):
        make_response(challenge, make_competitor(slug), kind=kind, content=content)
    return serve()


@pytest.fixture
def match():
    return serve_kind(Kind.WEB_PAGE, PAGE)


def policy_of(answer):
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return dict(directive.partition(" ")[::2] for directive in directives)


def test_a_web_page_is_served_as_it_is(client, match):
    assert client.get(frame_address(match, Side.LEFT)).text == PAGE


def test_a_frame_may_run_and_reach_nothing(client, match):
    policy = policy_of(client.get(frame_address(match, Side.LEFT)))
    assert policy["sandbox"] == "allow-scripts"
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == "'none'"
    assert "http" not in policy["img-src"] + policy["script-src"] + policy["style-src"]


def test_only_the_site_may_frame_it(client, match):
    answer = client.get(frame_address(match, Side.LEFT), headers={"host": "localhost:8000"})
    assert policy_of(answer)["frame-ancestors"] == (
        "'self' http://127.0.0.1:8000 http://localhost:8000"
    )
    assert "X-Frame-Options" not in answer.headers


def test_a_drawing_is_put_into_a_page(client):
    match = serve_kind(Kind.SVG, "```svg\n<svg><circle r='1'/></svg>\n```")
    page = client.get(frame_address(match, Side.RIGHT)).text
    assert page.startswith("<!doctype html>")
    assert "<svg><circle r='1'/></svg>" in page
    assert "```" not in page


@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_an_address_we_did_not_sign_is_not_found(client, match, token):
    assert client.get(f"/frames/{token}/").status_code == 404
    assert client.get(f"/media/{token}/").status_code == 404


def test_an_address_of_another_side_cannot_be_made_from_this_one(client, match):
    token = frame_address(match, Side.LEFT).split("/")[2]
    payload, rest = token.split(":", 1)
    changed = payload[:-2] + ("A" if payload[-2] != "A" else "B") + payload[-1]
    assert client.get(f"/frames/{changed}:{rest}/").status_code == 404


def test_an_address_is_valid_for_a_day(client, match):
    address = frame_address(match, Side.LEFT)
    assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert client.get(address).status_code == 404


def test_an_address_of_no_match_is_not_found(client, match):
    address = frame_address(match, Side.LEFT)
    match.delete()
    assert client.get(address).status_code == 404


def test_text_is_not_framed(client):
    text = serve_kind(Kind.TEXT, "Words.")
    assert client.get(frame_address(text, Side.LEFT)).status_code == 404


def test_a_page_is_no_file(client, match):
    assert client.get(media_address(match, Side.LEFT)).status_code == 404


def test_hosts_of_their_own_serve_their_own_pages_alone(client, match, settings):
    settings.FRAME_ORIGIN = "https://frames.example.net"
    settings.ALLOWED_HOSTS = ["arena.example.org", "frames.example.net"]
    address = frame_address(match, Side.LEFT)
    asked = {
        (host, path): client.get(path, headers={"host": host}).status_code
        for host in settings.ALLOWED_HOSTS
        for path in (address, "/leaderboard/")
    }
    assert asked == {
        ("arena.example.org", address): 404,
        ("arena.example.org", "/leaderboard/"): 200,
        ("frames.example.net", address): 200,
        ("frames.example.net", "/leaderboard/"): 404,
    }
