"""What was seen under a name is no blind choice."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from arena.errors import NoPairAvailable
from arena.models import (
    Challenge,
    Kind,
    Leak,
    Match,
    Response,
    Sighting,
    ToldRange,
    Voter,
    merge_ranges,
)
from arena.rendering.addresses import sign_named
from arena.visitors import sightings
from arena.visitors.sightings import (
    MOST_LISTED,
    MOST_RANGES,
    Sighted,
    add_sightings,
    challenges_of_open_matches,
    read_sightings,
)
from tests.arrange import (
    NOON,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    make_voter,
    serve,
    sides_of,
    vote_on,
)

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
    return sighted_by(client).responses


def sighted_by(client: Client) -> Sighted:
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


@pytest.fixture(scope="module")
def large(scene):
    """Challenges with ids of ten digits, far from each other, and more responses than are listed;
    a competitor is asked only by those who have not read all of a challenge."""
    competitors = [make_competitor(f"m{number}") for number in range(3)]
    category = make_challenge("template").category
    challenges = Challenge.objects.bulk_create(
        Challenge(
            id=9_000_000_000 + 1_000 * number,
            slug=f"c{number}",
            title="C",
            prompt="C.",
            category=category,
            state="published",
            published_at=NOON,
        )
        for number in range(150)
    )
    Response.objects.bulk_create(
        Response(
            id=8_000_000_000 + 3 * place + number,
            challenge=challenge,
            competitor=competitor,
            content="Yes.",
            kind="text",
            sha256="0" * 64,
        )
        for place, challenge in enumerate(challenges)
        for number, competitor in enumerate(competitors)
    )


def all_responses():
    return list(Response.objects.order_by("id"))


def test_what_no_longer_fits_marks_its_whole_challenge(client, large):
    shown = all_responses()[: MOST_LISTED + 1]
    after_pages(client, *(each.id for each in shown))
    first = shown[0].challenge_id
    assert sighted_by(client).challenges == [(first, first)]
    assert sighted_by(client).responses == [each.id for each in shown[3:]]


def test_however_much_is_read_nothing_is_forgotten_and_the_cookie_fits(client, large):
    shown = all_responses()
    for start in range(0, len(shown), 10):
        after_pages(client, *(each.id for each in shown[start : start + 10]))
        assert len(client.cookies[sightings.COOKIE].OutputString()) < 4096
    sighted = sighted_by(client)
    assert len(sighted.challenges) == MOST_RANGES
    for each in shown:
        is_within = any(a <= each.challenge_id <= b for a, b in sighted.challenges)
        assert is_within or each.id in sighted.responses


def test_nothing_of_a_marked_challenge_is_served(client, large):
    after_pages(client, *(each.id for each in all_responses()[:400]))
    client.post("/matches/")
    match = Match.objects.get()
    told = ToldRange.objects.filter(first__lte=match.challenge_id, last__gte=match.challenge_id)
    assert not told
    assert ToldRange.objects.count() == MOST_RANGES
    assert not sighted_by(client)


def test_who_has_read_everything_is_led_to_the_end(client, large):
    Challenge.objects.filter(id__gte=9_000_100_000).update(state="retired")
    after_pages(client, *(each.id for each in all_responses()))
    page = client.post("/matches/", follow=True)
    assert "You have judged everything you can judge blind" in page.text
    assert "No vote yet" in page.text
    assert not Match.objects.exists()


def test_ranges_saved_later_join_those_there(large):
    voter = make_voter()
    ToldRange.objects.note(voter.id, [(1, 4), (9, 9)])
    ToldRange.objects.note(voter.id, [(5, 7), (9, 9)])
    rows = ToldRange.objects.order_by("first").values_list("first", "last")
    assert list(rows) == [(1, 7), (9, 9)]


def test_too_many_ranges_close_the_smallest_gaps():
    assert merge_ranges([(1, 1), (9, 9), (3, 4), (20, 30)], most=2) == [(1, 9), (20, 30)]


@pytest.mark.parametrize(
    "page_of",
    [
        lambda web: f"/models/{web.competitor.slug}/responses/{web.challenge.slug}/",
        lambda web: "/compare/ada/bob/",
        lambda web: reverse("arena:named_larger", args=[sign_named(web.pk)]),
        lambda web: reverse("desk:response", args=[web.pk]),
        lambda web: reverse("desk:item", args=["leak", web.leak.pk]),
        lambda web: reverse("admin:arena_response_change", args=[web.pk]),
    ],
    ids=["response", "comparison", "larger", "desk", "queue", "admin"],
)
def test_whatever_page_names_the_author_of_a_response_lists_it(admin_client, page_of):
    challenge = make_challenge()
    make_response(challenge, make_competitor("bob"))
    content = "<!doctype html><title>A page</title>"
    web = make_response(challenge, make_competitor("ada"), content=content, kind=Kind.WEB_PAGE)
    Leak.objects.create(response=web, found=[], found_at=NOON)
    assert admin_client.get(page_of(web)).status_code == 200
    assert web.pk in listed_by(admin_client)


def test_a_match_prepared_before_its_response_was_named_is_not_shown(client):
    """Two requests at once: the page is made while the match is not yet open."""
    make_arena(competitors=4, challenges=1)
    client.post("/matches/")
    first = Match.objects.get()
    after_pages(client, first.left_id)
    client.post("/matches/", {"after": "00000000-0000-4000-8000-000000000000"})
    second = Match.objects.get(ending=None)
    assert first.left_id not in sides_of(second)


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
