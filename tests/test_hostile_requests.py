"""No request is answered by a 500: hostile values at every parameter of every route."""

import itertools
import logging
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as configured
from django.db import transaction
from PIL import Image

from arena.models import Competitor, Kind
from arena.rendering import addresses
from arena.visitors import sightings, voters
from tests.arrange import (
    make_challenge,
    make_response,
)
from tests.hostile import HEADERS, RANGES, VALUES, Attack, Reads
from tests.routes import fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

COOKIES = (
    voters.COOKIE,
    sightings.COOKIE,
    configured.SESSION_COOKIE_NAME,
    configured.CSRF_COOKIE_NAME,
    configured.LANGUAGE_COOKIE_NAME,
    "messages",
)
BODIES = (
    b"[" * 200_000,
    b'{"outcome":' * 200_000,
    b'{"outcome":' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"outcome":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    b'{"outcome":' + b"9" * 5_000 + b"}",
    b'{"outcome":1e999}',
    b'{"outcome":NaN}',
    b'{"outcome":{"a":[1]}}',
    b'{"outcome":["left"]}',
    b'{"outcome":"\\u0000"}',
    b'{"outcome":"\\ud800"}',
    b'{"outcome":"\xff"}',
    b'{"outcome":true}',
    b"[]",
    b"null",
    b'"left"',
    b"1",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\0}\0",
    b"",
    b"\0",
)
LIMITS = (
    *("VOTES_PER_MINUTE", "VOTES_PER_MINUTE_PER_ADDRESS", "SUBMISSIONS_PER_HOUR"),
    *("SUBMISSIONS_PER_HOUR_PER_ADDRESS", "REPORTS_PER_HOUR", "REPORTS_PER_HOUR_PER_ADDRESS"),
)
# In the gate every parameter gets these, and of the others one in turn; `--all` sends all of them.
ALWAYS = VALUES[:1]
BRANCHES = ("api", "site", "leaderboard", "arena", "desk", "")


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


@pytest.fixture
def picture(arena, settings, tmp_path):
    """The route to a picture."""
    settings.MEDIA_ROOT = tmp_path
    Image.new("L", (9, 9)).save(tmp_path / "a.png")
    shown = make_response(
        *(make_challenge("picture"), Competitor.objects.first()),
        kind=Kind.IMAGE,
        file="a.png",
        media_type="image/png",
    )
    token = {"arena:named_media token": addresses.sign_named(shown.pk)}
    return next(each for each in routes(token) if each.name == "arena:named_media")


@pytest.fixture
def client(arena, settings):
    """A voter who is of the staff, and whom no limit stops."""
    for limit in LIMITS:
        setattr(settings, limit, 0)
    return arena.client(raise_request_exception=False)


@pytest.fixture
def failures(client):
    """Sends attacks, each undone; returns those that a 500 answers."""

    def find(attacks):
        failed, signed_in = [], SimpleCookie(client.cookies)
        logging.disable()
        for attack in attacks:
            with transaction.atomic():
                if any(status >= 500 for status in attack.statuses(client)):
                    failed.append(str(attack))
                transaction.set_rollback(True)
            client.cookies = SimpleCookie(signed_in)
        return failed

    yield find
    logging.disable(logging.NOTSET)


@pytest.fixture
def places(client, arena, monkeypatch):
    """Of the routes of a branch, each place that is read, with the names that are."""
    reads = Reads(monkeypatch)

    def find(branch):
        for route in routes(arena.arguments):
            if route.name.rpartition(":")[0] == branch:
                with transaction.atomic():
                    names, headers = reads.by(client, route)
                    transaction.set_rollback(True)
                yield route, "path", sorted(route.arguments)
                yield route, "query", sorted(names)
                yield route, "form", sorted(names)
                yield route, "header", sorted(headers.union(HEADERS))
                yield route, "cookie", sorted(COOKIES)

    return find


def sampled(places) -> Iterator[Attack]:
    """For the gate: all names of a place at once, one header a route; values in turn."""
    others, turn = itertools.cycle(VALUES[len(ALWAYS) :]), itertools.count()
    for route, place, names in places:
        if place == "header":
            header = names[next(turn) % len(names)]
            yield Attack(route, place, (header,), next(others))
        elif place == "cookie":
            yield Attack(route, place, tuple(names), next(others))
        elif names:
            values = (*ALWAYS, next(others))
            yield from (Attack(route, place, tuple(names), value) for value in values)


def all_of(places) -> Iterator[Attack]:
    for route, place, names in places:
        for name, value in itertools.product(names, VALUES):
            yield Attack(route, place, (name,), value)


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_hostile_value_is_no_500(failures, places, branch):
    assert failures(sampled(list(places(branch)))) == []


@pytest.mark.every
@pytest.mark.parametrize("branch", [*BRANCHES, "admin"])
def test_any_hostile_value_is_no_500(failures, places, branch):
    assert failures(all_of(list(places(branch)))) == []


def test_a_hostile_range_is_no_500(client, failures, picture):
    assert client.get(picture.path()).status_code == 200
    ranges = (shape.replace(b"%s", value) for shape in RANGES for value in VALUES)
    assert failures(Attack(picture, "header", ("HTTP_RANGE",), each) for each in ranges) == []


def test_a_hostile_body_is_no_500(failures, arena):
    found = [each for each in routes(arena.arguments) if each.name.startswith("api:")]
    assert failures(Attack(each, "body", (), body) for each in found for body in BODIES) == []


METHODS = ("OPTIONS", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "QUERY")


def addresses_of(found):
    return sorted({route.path() for route in found} | {"/api/docs/?script="})


def sampled_routes(found):
    """Of Django's admin, each view of as many tables as there are methods; all others."""
    tables = Counter()
    for route in found:
        view = route.name.rpartition("_")[2]
        if not route.name.startswith("admin:") or tables[view] < len(METHODS):
            yield route
        tables[view] += route.name.startswith("admin:")


def test_the_sample_has_the_views_of_the_admin_and_every_other_route(arena):
    found = routes(arena.arguments)
    left_out = {each.name for each in found} - {each.name for each in sampled_routes(found)}
    views = {name.rpartition("_")[2] for name in left_out}
    assert views == {"add", "change", "changelist", "delete", "history"}
    assert all(name.startswith("admin:") for name in left_out)


def test_a_method_that_is_not_taken_is_no_500(client, arena):
    """Each address by one method, the next one by the next."""
    addresses = addresses_of(sampled_routes(routes(arena.arguments)))
    asked = zip(itertools.cycle(METHODS), addresses, strict=False)
    assert [each for each in asked if client.generic(*each).status_code >= 500] == []


def test_options_of_the_pages_of_the_api_are_refused(client):
    assert client.generic("OPTIONS", "/api/docs/?script=").status_code == 405


@pytest.mark.every
def test_no_method_that_is_not_taken_is_a_500(client, arena):
    asked = itertools.product(METHODS, addresses_of(routes(arena.arguments)))
    assert [each for each in asked if client.generic(*each).status_code >= 500] == []


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/staff/", "/robots.txt", "/api/v1/boards/"])
def test_a_query_of_thousands_of_fields_is_refused(client, path):
    """Pages of errors read the query as well, for the links in them."""
    assert client.get(f"{path}?{'a=1&' * 1_001}").status_code == 400


def test_a_form_without_its_token_and_with_thousands_of_fields_is_refused(client):
    client.handler.enforce_csrf_checks = True
    assert client.post(f"/matches/?{'a=1&' * 1_001}").status_code == 400


def test_a_body_that_is_nested_too_deeply_is_a_problem(client, arena):
    path = f"/api/v1/matches/{arena.arguments['match_id']}/vote/"
    answer = client.post(path, BODIES[0], "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
