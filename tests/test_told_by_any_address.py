"""Every address that shows a response whose author its reader can know: it has this browser not
served the response any more, and shows nothing of it while a match on its challenge is open."""

from itertools import product

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from arena.models import Kind, Match, Response, Sighting, known_to
from arena.rendering import addresses
from arena.visitors import sightings, voters
from tests.arena.ingest.files import PNG
from tests.arrange import cast_votes, make_challenge, make_competitor, make_response, serve
from tests.routes import OF_CHALLENGES, SHOWN, fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

# Addresses of one side of a match show a response without its author.
BLIND = {*(f"arena:{name}" for name in SHOWN), "arena:match"}
# What a mask would show: given to the staff, whose page with the address notes the response.
MASKED = {f"arena:masked_{name}" for name in SHOWN}
# A frame comes from another host, without cookies; the page around it does both.
WITHOUT_COOKIES = {"arena:named_frame"}
# Of Django's admin, which has an address for every row of every table, the one with a response.
OF_ADMIN = "admin:arena_response_change"
# Where visitors find the responses to challenges of each kind.
TELLING = {
    "reasoning": {"site:response", "site:compare", "arena:named_source"},
    "drawing": {"arena:named_media", "arena:original_media"},
    "page": {"arena:named_source"},
}
# Pages that show no words of it, but frame it or have it as a picture.
AROUND = {
    "reasoning": set(),
    "drawing": {"site:response", "site:compare"},
    "page": {"site:response", "site:compare", "arena:named_larger"},
}
KINDS = tuple(TELLING)
READERS = ("no voter", "a voter", "staff")
IN_GATE = {("drawing", "a voter"), ("page", "no voter")}


def make_answers():
    """Three models that answered a challenge with text, one with a picture, one with a page."""
    authors = [make_competitor(f"competitor-{number}") for number in range(3)]
    asked = [make_challenge(slug) for slug in KINDS]
    for challenge, (number, author) in product(asked, enumerate(authors)):
        about = {"content": _words(challenge.slug, number)}
        if challenge.slug == "drawing":
            about = {"kind": Kind.IMAGE, "file": f"{number}.png", "media_type": "image/png"}
        elif challenge.slug == "page":
            about["kind"] = Kind.WEB_PAGE
        make_response(challenge, author, **about)


def _words(slug, number):
    return f"Marked answer {number} of {slug}."


@pytest.fixture(scope="module")
def arena(scene):
    return fill(make_answers, lambda: cast_votes(10))


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for number in range(3):
        (tmp_path / f"{number}.png").write_bytes(PNG + b"made by competitor-%d" % number)


@pytest.fixture(params=KINDS)
def slug(request):
    return request.param


def arguments_for(arena, slug):
    """Those under which each route finds the first model's response to a challenge."""
    shown = response_to(slug)
    token = addresses.sign_named(shown.pk)
    named = {f"arena:named_{name} token": token for name in SHOWN}
    about = {"challenge": slug, "number": str(shown.pk), "arena:original_media token": token}
    about[f"{OF_ADMIN} object_id"] = str(shown.pk)
    return {**arena.arguments, **about, **named, **{f"{name} slug": slug for name in OF_CHALLENGES}}


def response_to(slug):
    return Response.objects.get(challenge__slug=slug, competitor__slug="competitor-0")


def shows(answer, slug):
    """Whether an answer shows a response to the challenge, as text or as a file."""
    if answer.status_code not in {200, 206}:
        return False
    body = b"".join(answer) if answer.streaming else answer.content
    if slug == "drawing":
        return body.startswith(b"\x89PNG") and not answer.request["PATH_INFO"].endswith("card.png")
    return any(_words(slug, number).encode() in body for number in range(3))


def showing(client, arena, slug):
    """The answers that show a response to this challenge, by the name of the route."""
    answers = ((route.name, client.get(route.path())) for route in walked(arena, slug))
    return {name: answer for name, answer in answers if shows(answer, slug)}


def walked(arena, slug):
    """Every route that may tell who wrote what it shows."""
    for route in routes(arguments_for(arena, slug)):
        is_of_rows = route.name.startswith("admin:") and route.name != OF_ADMIN
        if not is_of_rows and route.name not in BLIND | MASKED | WITHOUT_COOKIES:
            yield route


def noted(answer):
    """The responses that the browser, which had no such cookie, notes with this answer."""
    if sightings.COOKIE not in answer.cookies:
        return set()
    request = RequestFactory().get("/")
    request.COOKIES[sightings.COOKIE] = answer.cookies[sightings.COOKIE].value
    return set(sightings.read_sightings(request).responses)


class Forgetful(Client):
    """A browser that keeps no sightings, so that each answer has to note its own."""

    def request(self, **request):
        self.cookies.pop(sightings.COOKIE, None)
        return super().request(**request)


def forgetful_voter(match):
    client = Forgetful()
    client.cookies[voters.COOKIE] = voters.sign_key(match.voter.key)
    return client


def match_on(slug):
    """An open match of a new voter on this challenge."""
    matches = (serve(seed=seed, now=timezone.now()) for seed in range(100))
    return next(match for match in matches if match.challenge.slug == slug)


def every_reader_of_every_kind():
    """In the gate every reader of text, and of each other kind one."""
    for kind, reader in product(KINDS, READERS):
        in_gate = kind == "reasoning" or (kind, reader) in IN_GATE
        yield pytest.param(kind, reader, marks=() if in_gate else pytest.mark.every)


@pytest.mark.parametrize(("slug", "reader"), list(every_reader_of_every_kind()))
def test_whatever_shows_a_response_notes_it(arena, slug, reader):
    client = Forgetful()
    if reader == "a voter":
        client = forgetful_voter(Match.objects.get(pk=arena.arguments["match_id"]))
        Match.objects.filter(ending=None).update(ending="skip", ended_at=timezone.now())
    elif reader == "staff":
        client.force_login(arena.staff)
    found = showing(client, arena, slug)
    assert found.keys() >= TELLING[slug]
    unnoted = {name for name, answer in found.items() if response_to(slug).pk not in noted(answer)}
    assert unnoted == set()


def test_pages_around_a_frame_or_a_picture_note_it(arena, slug):
    client, pk = Forgetful(), response_to(slug).pk
    by_name = {route.name: route for route in routes(arguments_for(arena, slug))}
    for name in AROUND[slug]:
        answer = client.get(by_name[name].path())
        assert answer.status_code == 200
        assert pk in noted(answer), name


def test_nothing_shows_a_response_while_a_match_on_its_challenge_is_open(arena, slug):
    client = forgetful_voter(match_on(slug))
    found = showing(client, arena, slug)
    assert found.keys() == set()
    by_name = {route.name: route for route in routes(arguments_for(arena, slug))}
    for name in TELLING[slug] | AROUND[slug]:
        answer = client.get(by_name[name].path())
        assert not Response.objects.filter(pk__in=noted(answer), challenge__slug=slug)
        assert "You have a match open on this challenge." in answer.text


def test_staff_read_on_the_desk_what_is_on_their_own_table_and_are_served_it_no_more(arena):
    match = match_on("reasoning")
    client = forgetful_voter(match)
    client.force_login(arena.staff)
    found = showing(client, arena, "reasoning")
    assert found.keys() == {OF_ADMIN, "desk:response"}
    assert all(response_to("reasoning").pk in noted(answer) for answer in found.values())


def test_a_downloaded_original_is_told_to_whoever_becomes_a_voter(client, arena):
    drawn = response_to("drawing")
    answer = client.get(reverse("arena:original_media", args=[addresses.sign_named(drawn.pk)]))
    assert "competitor-0" in answer.headers["Content-Disposition"]
    client.post("/matches/")
    told = Sighting.objects.get()
    assert told.response_id == drawn.pk
    assert (drawn.competitor_id, drawn.challenge_id) in known_to(told.voter_id).told


@pytest.mark.parametrize("view", ["named_media", "original_media"])
def test_a_file_of_an_open_match_is_refused_with_the_reason(arena, view):
    client = forgetful_voter(match_on("drawing"))
    answer = client.get(
        reverse(f"arena:{view}", args=[addresses.sign_named(response_to("drawing").pk)])
    )
    assert answer.status_code == 409
    assert "Content-Disposition" not in answer.headers
    assert "Go on voting" in answer.text


def test_an_address_of_the_staff_s_page_is_not_held_back_and_notes_it(arena):
    client, drawn = forgetful_voter(match_on("drawing")), response_to("drawing")
    client.force_login(arena.staff)
    path = reverse("arena:original_media", args=[addresses.sign_for_staff(drawn.pk)])
    answer = client.get(path)
    assert (answer.status_code, noted(answer)) == (200, {drawn.pk})


@pytest.mark.parametrize("view", ["named_media", "original_media", "named_source", "named_larger"])
def test_addresses_of_the_staff_s_pages_end_with_signing_out(arena, view):
    shown = response_to("drawing" if "media" in view else "page")
    path = reverse(f"arena:{view}", args=[addresses.sign_for_staff(shown.pk)])
    client = Client()
    client.force_login(arena.staff)
    assert client.get(path).status_code == 200
    client.logout()
    assert client.get(path).status_code == 404
