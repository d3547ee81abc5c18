import uuid

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from arena.models import Match, Vote, Voter
from tests.arrange import make_arena, make_voter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

MATCHES = "/api/v1/matches/"


@pytest.fixture
def arena():
    make_arena()


def open_match(client):
    return client.post(MATCHES, content_type="application/json")


def cast(client, match_id, outcome="left"):
    url = f"{MATCHES}{match_id}/vote/"
    return client.post(url, {"outcome": outcome}, content_type="application/json")


def is_problem(response, status, code):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()["code"] == code


def test_a_match_shows_two_sides_of_a_challenge(client, arena):
    response = open_match(client)
    match = response.json()
    assert response.status_code == 201
    assert set(match) == {"id", "expires_at", "name_authors", "challenge", "left", "right"}
    assert set(match["left"]) == {
        *("kind", "language", "html", "turns", "frame_url", "media_url", "reasoning_html"),
    }
    assert match["left"]["html"].startswith('<p dir="auto">An answer to')


def test_the_first_match_makes_a_voter_kept_in_a_signed_cookie(client, arena):
    cookie = open_match(client).cookies["voter"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Voter.objects.get().key.hex in cookie.value
    assert Voter.objects.get().key.hex != cookie.value


def test_a_cookie_with_an_invalid_signature_is_no_voter(client, arena):
    client.cookies["voter"] = make_voter().key.hex
    assert "voter" in open_match(client).cookies


def test_a_voter_is_recognised(client, arena):
    open_match(client)
    assert "voter" not in open_match(client).cookies
    assert Voter.objects.count() == 1


def test_a_vote_reveals_both_sides(client, arena):
    match_id = open_match(client).json()["id"]
    response = cast(client, match_id, "tie")
    verdict = response.json()
    match = Match.objects.get()
    assert response.status_code == 201
    assert verdict["outcome"] == "tie"
    assert verdict["left"]["competitor"]["slug"] == match.left_competitor.slug
    assert verdict["right"]["competitor"]["provider"] == "Lovelace Works"
    assert verdict["crowd"] is None


def test_the_same_vote_again_is_200_with_the_same_answer(client, arena):
    match_id = open_match(client).json()["id"]
    first, again = cast(client, match_id), cast(client, match_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Vote.objects.count() == 1


def test_another_outcome_is_a_conflict(client, arena):
    match_id = open_match(client).json()["id"]
    cast(client, match_id)
    assert is_problem(cast(client, match_id, "right"), 409, "already_voted")


def test_another_browser_does_not_find_the_match(client, arena):
    match_id = open_match(client).json()["id"]
    other = Client()
    open_match(other)
    assert is_problem(cast(other, match_id), 404, "match_not_found")
    assert is_problem(cast(Client(), match_id), 404, "match_not_found")


def test_a_skipped_match_is_gone(client, arena):
    match_id = open_match(client).json()["id"]
    skip = f"{MATCHES}{match_id}/skip/"
    assert client.post(skip, content_type="application/json").json()["ending"] == "skip"
    assert is_problem(cast(client, match_id), 410, "match_consumed")


def test_an_unknown_match_is_not_found(client, arena):
    assert is_problem(cast(client, uuid.uuid4()), 404, "match_not_found")


def test_an_unknown_outcome_names_the_field(client, arena):
    response = cast(client, open_match(client).json()["id"], "win")
    assert is_problem(response, 400, "invalid")
    assert "outcome" in response.json()["errors"]


def test_without_responses_there_is_no_pair(client):
    assert is_problem(open_match(client), 409, "no_pair_available")


def test_only_json_is_taken(client, arena):
    match_id = open_match(client).json()["id"]
    response = client.post(f"{MATCHES}{match_id}/vote/", {"outcome": "left"})
    assert is_problem(response, 415, "unsupported_media_type")
    assert not Vote.objects.exists()


def test_broken_json_is_a_problem(client, arena):
    match_id = open_match(client).json()["id"]
    response = client.post(f"{MATCHES}{match_id}/vote/", "{", content_type="application/json")
    assert is_problem(response, 400, "parse_error")


def test_get_is_not_allowed(client, arena):
    match_id = open_match(client).json()["id"]
    response = client.get(f"{MATCHES}{match_id}/vote/")
    assert is_problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_too_many_votes_get_a_time_to_retry(client, arena, settings):
    settings.VOTES_PER_MINUTE = 2
    match_id = open_match(client).json()["id"]
    with time_machine.travel(timezone.now(), tick=False):  # one minute all along
        assert [cast(client, match_id).status_code for _ in range(2)] == [201, 200]
        response = cast(client, match_id)
    assert is_problem(response, 429, "too_many_requests")
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_many_browsers_of_one_address_are_limited_together(arena, settings):
    settings.VOTES_PER_MINUTE_PER_ADDRESS = 1
    with time_machine.travel(timezone.now(), tick=False):
        answers = [open_match(Client()).status_code for _ in range(4)]
    assert answers == [201, 201, 201, 429]


@pytest.mark.usefixtures("settings_are_read")
def test_opening_a_match_costs_the_same_queries_whatever_there_is(
    client, arena, django_assert_max_num_queries
):
    open_match(client)
    with django_assert_max_num_queries(9):
        open_match(client)
    assert settings.MATCH_MINUTES
