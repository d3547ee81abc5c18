"""How many statements, and round trips to the cache, a voter waits for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arena.matches import pool
from arena.models import Match, masked_responses
from arena.visitors import voters
from arena.visitors.limit_counters import connected_server
from tests.arrange import make_arena, make_voter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

# A match: the voter, what they know, the responses drawn, the side, the match.
MOST_FOR_A_MATCH = 5
# A vote: the voter, the match consumed, the vote, its event.
MOST_FOR_A_VOTE = 4
# The verdict: the match, the standings, the voter's votes, those of others.
MOST_FOR_A_VERDICT = 4

API = {"content_type": "application/json"}


@pytest.fixture
def voter(client, monkeypatch, settings_are_read):
    monkeypatch.setattr(pool, "VERSION_SECONDS", 3_600.0)  # a slow machine looks no second time
    make_arena()
    pool.pools.current()
    masked_responses.current()
    voter = make_voter()
    client.cookies[voters.COOKIE] = voters.sign_key(voter.key)
    return voter


def statements(request):
    """How many but those that begin and end a transaction."""
    with CaptureQueriesContext(connection) as captured:
        assert request().status_code in {200, 201, 303}
    return sum(
        not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        for each in captured.captured_queries
    )


def open_match(client, voter):
    client.post("/matches/")
    return Match.objects.get(voter=voter)


def test_opening_a_match_takes_at_most_five_statements(client, voter):
    assert statements(lambda: client.post("/matches/")) <= MOST_FOR_A_MATCH


def test_opening_a_match_through_the_api_takes_no_more(client, voter):
    assert statements(lambda: client.post("/api/v1/matches/", **API)) <= MOST_FOR_A_MATCH


def test_casting_a_vote_takes_at_most_four_statements(client, voter):
    path = f"/matches/{open_match(client, voter).id}/vote/"
    assert statements(lambda: client.post(path, {"outcome": "left"})) <= MOST_FOR_A_VOTE


@pytest.mark.parametrize(
    ("path", "request_of"),
    [
        (
            "/matches/{}/vote/",
            {"data": {"outcome": "left"}, "headers": {"HX-Request": "true"}},
        ),
        ("/api/v1/matches/{}/vote/", {"data": {"outcome": "left"}, **API}),
    ],
)
def test_a_verdict_takes_at_most_four_statements_more(client, voter, path, request_of):
    path = path.format(open_match(client, voter).id)
    asked = statements(lambda: client.post(path, **request_of))
    assert asked <= MOST_FOR_A_VOTE + MOST_FOR_A_VERDICT


def test_all_limits_of_a_request_take_one_round_trip(client, voter, settings):
    settings.VOTES_PER_MINUTE = settings.VOTES_PER_MINUTE_PER_ADDRESS = 100
    settings.VOTES_PER_MINUTE_PER_NETWORK = 100
    server = connected_server()
    before = reads_of(server)
    client.post("/matches/")
    # Asking for the number is a read, too.
    assert reads_of(server) - before == 1 + 1


def reads_of(server):
    """How often Valkey has read from any of its connections."""
    return server.info("stats")["total_reads_processed"]
