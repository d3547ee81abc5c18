"""What was seen under a name is no blind choice."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from arena.errors import NoPairAvailable
from arena.models import Match, Response, Sighting, Voter
from arena.visitors import sightings
from arena.visitors.sightings import (
    MOST_LISTED,
    add_sightings,
    challenges_of_open_matches,
    read_sightings,
)
from tests.arrange import make_arena, make_voter, serve, sides_of, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def after_pages(client: Client, *shown: int) -> Client:
    """The client as it is once pages have shown it these responses."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    response = HttpResponse()
    add_sightings(response, request, shown)
    client.cookies.update(response.cookies)
    return client


def listed_by(client: Client) -> list[int]:
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    return read_sightings(request)


def test_a_voter_is_served_no_pair_with_a_response_seen_by_name():
    make_arena(competitors=3, challenges=1)
    voter = make_voter()
    seen = Response.objects.first()
    Sighting.objects.note(voter.id, [seen.id])
    match = serve(voter)
    assert seen.id not in sides_of(match)
    vote_on(match)
    with pytest.raises(NoPairAvailable):
        serve(voter)


def test_others_are_served_it_all_the_same():
    make_arena(competitors=2, challenges=1)
    Sighting.objects.note(make_voter().id, list(Response.objects.values_list("id", flat=True)))
    assert serve().pk


def test_the_same_model_on_another_challenge_is_still_a_blind_choice():
    make_arena(competitors=2, challenges=2)
    voter = make_voter()
    seen = Response.objects.first()
    Sighting.objects.note(voter.id, [seen.id])
    assert serve(voter).challenge_id != seen.challenge_id


def test_the_probability_is_the_one_this_voter_faced():
    make_arena(competitors=3, challenges=1)
    voter = make_voter()
    Sighting.objects.note(voter.id, [Response.objects.first().id])
    assert serve(voter).probability == pytest.approx(1.0)


def test_a_page_lists_what_it_shows_in_the_cookie_and_writes_nothing(client):
    make_arena(competitors=2, challenges=1)
    shown = list(Response.objects.values_list("id", flat=True))
    assert listed_by(after_pages(client, *shown)) == shown
    assert not Sighting.objects.exists()


def test_the_next_match_moves_the_list_into_the_database(client):
    make_arena(competitors=3, challenges=1)
    seen = Response.objects.first()
    after_pages(client, seen.id).post("/matches/")
    assert Sighting.objects.get().voter == Voter.objects.get()
    assert seen.id not in sides_of(Match.objects.get())
    assert listed_by(client) == []


def test_a_match_opened_by_the_api_moves_the_list_too(client):
    make_arena(competitors=3, challenges=1)
    after_pages(client, Response.objects.first().id)
    client.post("/api/v1/matches/", content_type="application/json")
    assert Sighting.objects.count() == 1
    assert listed_by(client) == []


def test_a_sightings_cookie_with_an_invalid_signature_is_ignored(client):
    client.cookies[sightings.COOKIE] = "[1]"
    assert listed_by(client) == []


def test_a_long_list_fits_the_cookie_and_forgets_the_oldest(client):
    after_pages(client, *range(10**9, 10**9 + MOST_LISTED + 10))
    assert listed_by(client)[0] == 10**9 + 10
    assert len(client.cookies[sightings.COOKIE].OutputString()) < 4096


def test_ids_of_deleted_responses_are_ignored():
    voter = make_voter()
    Sighting.objects.note(voter.id, [12345])
    assert not Sighting.objects.exists()


def test_challenges_of_open_matches_are_returned():
    make_arena(competitors=2, challenges=2)
    voter = make_voter()
    vote_on(serve(voter))
    match = serve(voter)
    assert challenges_of_open_matches(voter.id) == {match.challenge_id}
    assert challenges_of_open_matches(None) == set()
