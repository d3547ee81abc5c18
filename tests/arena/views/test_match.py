"""The pages of a match, with htmx and without."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arena.models import Ending, Match, Outcome, Vote
from arena.moderation.response import withdraw_response
from arena.visitors import limit_counters
from leaderboard.runs.tick import recompute_boards
from tests.arena.crawling import open_page
from tests.arrange import make_arena, make_challenge, make_competitor, make_response, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def match(client):
    """A match this browser has just opened."""
    make_arena()
    open_page(client)
    return Match.objects.get()


def vote(client, match, outcome="left", **more):
    return client.post(f"/matches/{match.id}/vote/", {"outcome": outcome}, **more)


def test_a_match_opens_on_a_page_of_its_own(client):
    make_arena()
    answer = client.post("/matches/")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/matches/{Match.objects.get().id}/",
    )


def test_the_page_shows_the_challenge_and_both_responses(client, match):
    page = client.get(f"/matches/{match.id}/").text
    assert match.challenge.title in page
    assert match.challenge.prompt in page
    assert match.left.content in page
    assert match.right.content in page


def test_a_page_is_not_kept_by_the_browser(client, match):
    assert "no-store" in client.get(f"/matches/{match.id}/").headers["Cache-Control"]


def test_looking_writes_nothing(client, match):
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/matches/{match.id}/")
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_without_htmx_a_vote_leads_back_to_its_match(client, match):
    answer = vote(client, match, "right")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/matches/{match.id}/")
    assert "Your vote: B is better" in client.get(f"/matches/{match.id}/").text


def test_with_htmx_a_vote_brings_the_verdict_alone(client, match):
    answer = vote(client, match, "both_bad", headers=HTMX)
    assert answer.status_code == 200
    assert f"Your vote: {Outcome.BOTH_BAD.label}" in answer.text
    assert match.left_competitor.name in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("outcome", ["", "skip", "win", "LEFT"])
def test_an_unknown_outcome_is_refused(client, match, outcome):
    assert vote(client, match, outcome).status_code == 400
    assert not Vote.objects.exists()


def test_another_browser_does_not_find_the_match(match):
    other = Client()
    open_page(other)
    assert other.get(f"/matches/{match.id}/").status_code == 404
    assert vote(other, match).status_code == 404
    assert other.post(f"/matches/{match.id}/skip/").status_code == 404
    assert not Vote.objects.exists()


def test_a_changed_outcome_is_refused_and_the_first_stays(client, match):
    vote(client, match, "left")
    refused = vote(client, match, "right")
    assert refused.status_code == 409
    assert "The first vote stands" in refused.text
    assert Vote.objects.get().outcome == Outcome.LEFT


def test_the_same_vote_again_is_answered_as_the_first(client, match):
    assert vote(client, match).headers["Location"] == vote(client, match).headers["Location"]
    assert Vote.objects.count() == 1


def test_a_skip_leads_to_the_next_match_and_takes_no_vote(client, match):
    answer = client.post(f"/matches/{match.id}/skip/")
    assert answer.headers["Location"] != f"/matches/{match.id}/"
    assert vote(client, match).status_code == 410
    assert "You skipped this match" in client.get(f"/matches/{match.id}/").text


def test_an_expired_match_says_so_and_takes_no_vote(client, match):
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert "This match has expired" in client.get(f"/matches/{match.id}/").text
        assert vote(client, match).status_code == 410
    match.refresh_from_db()
    assert match.ending == Ending.EXPIRY


def test_a_match_with_a_withdrawn_response_ends_kindly(client, match, admin_user):
    withdraw_response(
        response=match.left, reason="It names its model.", actor=admin_user, now=timezone.now()
    )
    assert "A response was withdrawn" in client.get(f"/matches/{match.id}/").text
    assert vote(client, match).status_code == 410


def test_with_nothing_to_vote_on_the_page_is_friendly(client):
    answer = open_page(client)
    assert answer.status_code == 409
    assert "There is no pair left for you to vote on" in answer.text
    assert "See the leaderboard" in answer.text


def test_nothing_is_prefetched_after_the_last_match(client):
    make_arena(competitors=2, challenges=1)
    client.post("/matches/")
    last = Match.objects.get()
    assert client.post("/matches/", {"after": last.id, "ahead": "1"}).status_code == 204
    assert client.post("/matches/").headers["Location"] == f"/matches/{last.id}/"


def test_htmx_is_led_to_the_end_as_the_page_is(client):
    make_arena(competitors=2, challenges=1)
    client.post("/matches/")
    vote(client, Match.objects.get())
    answer = client.post("/matches/", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/matches/end/"


def test_a_refusal_that_htmx_asked_for_takes_the_whole_page(client, match):
    client.post(f"/matches/{match.id}/skip/")
    refused = vote(client, match, headers=HTMX)
    assert (refused.status_code, refused.headers["HX-Retarget"]) == (410, "body")


def test_too_many_votes_get_a_time_to_retry(client, match, settings):
    settings.VOTES_PER_MINUTE = 1
    with time_machine.travel(timezone.now(), tick=False):  # one minute all along
        vote(client, match)
        refused = vote(client, match)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_a_vote_is_taken_with_the_cache_away(client, match, settings, monkeypatch):
    monkeypatch.setattr(limit_counters, "counters", limit_counters.Counters())
    elsewhere = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": elsewhere}
    assert vote(client, match).status_code == 303
    assert Vote.objects.count() == 1


def test_how_others_voted_is_shown_from_five_votes_on(client):
    challenge = make_challenge()
    for slug in ("ada", "bob"):
        make_response(challenge, make_competitor(slug))
    open_page(client)
    mine = Match.objects.get()
    vote(client, mine)
    for total in range(2, 6):
        vote_on(serve(seed=total))
        recompute_boards()
        assert ("votes on these two responses" in client.get(f"/matches/{mine.id}/").text) == (
            total == 5
        )


def test_an_empty_response_is_said_to_be_empty(client):
    challenge = make_challenge()
    for slug in ("ada", "bob"):
        make_response(challenge, make_competitor(slug), content=" ")
    assert open_page(client).text.count("This response is empty.") == 2


def test_without_a_token_of_its_form_a_vote_is_refused(match):
    strict = Client(enforce_csrf_checks=True)
    assert vote(strict, match).status_code == 403
