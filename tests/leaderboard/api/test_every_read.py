"""What holds of every read of the API, found from the addresses."""

import gzip
import json

import brotli
import pytest
from django.test import Client
from django.urls import get_resolver

from arena.api.reads import OwnRead, Read
from arena.api.reads.listing import MOST, ListingRead
from arena.api.reads.schema import page_shape
from tests.routes import fill, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def class_of(route):
    return getattr(get_resolver().resolve(route.path()).func, "cls", None)


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


@pytest.fixture(scope="module")
def reads(arena):
    """Each read by its address."""
    found = {route.path(): class_of(route) for route in routes(arena.arguments)}
    return {path: cls for path, cls in found.items() if cls and issubclass(cls, Read | OwnRead)}


@pytest.fixture(scope="module")
def public(reads):
    return {path: cls for path, cls in reads.items() if issubclass(cls, Read)}


@pytest.fixture(scope="module")
def lists(public):
    return {path: cls for path, cls in public.items() if issubclass(cls, ListingRead)}


@pytest.fixture
def client(arena):
    return arena.client()


def test_all_reads_are_found(reads):
    assert len(reads) >= 20
    assert len({cls.operation for cls in reads.values()}) == len(reads)


def test_an_answer_has_the_members_that_its_schema_has(client, reads):
    for path, cls in reads.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        body, members = answer.json(), set(cls.result().fields)
        rows = body if isinstance(body, list) else body.get("results", [body])
        assert rows or path.endswith(("/exclusions/", "/me/votes/", "/me/reports/")), path
        for row in rows:
            assert row.keys() == members - ({"as_of", "work", "verdict", "match"} - row.keys()), (
                path
            )
        if issubclass(cls, ListingRead):
            assert body.keys() == page_shape(cls.result)().fields.keys()


def test_whoever_has_it_is_not_answered_again(client, reads):
    for path in reads:
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), path


def test_anybody_s_reads_are_open_to_pages_of_all_sites(client, public):
    for path in public:
        for answer in (
            client.get(path, headers={"Origin": "https://other.example"}),
            client.get(f"{path}?unknown=1"),
            client.options(path, headers={"Access-Control-Request-Method": "GET"}),
        ):
            headers = answer.headers
            assert headers["Access-Control-Allow-Origin"] == "*", path
            assert headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
            assert "Access-Control-Allow-Credentials" not in headers
            assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_one_s_own_are_open_to_none(client, reads, public):
    own = reads.keys() - public.keys()
    assert own
    for path in own:
        headers = client.get(path, headers={"Origin": "https://other.example"}).headers
        assert not [name for name in headers if name.startswith("Access-Control")], path
        assert headers["Cache-Control"] == "private, no-store"


def test_the_members_asked_for_are_the_only_ones(client, reads):
    for path, cls in reads.items():
        name = next(iter(cls.result().fields))
        body = client.get(f"{path}?fields={name}").json()
        rows = body if isinstance(body, list) else body.get("results", [body])
        assert all(row.keys() == {name} for row in rows), path
        refused = client.get(f"{path}?fields={name},nonsense")
        assert (refused.status_code, refused.json()["code"]) == (400, "parameter_invalid")
        assert name in refused.json()["errors"]["fields"]


def test_an_unknown_parameter_is_refused_with_those_that_there_are(client, reads):
    for path, cls in reads.items():
        refused = client.get(f"{path}?nonsense=1")
        assert (refused.status_code, refused.json()["code"]) == (400, "parameter_unknown"), path
        assert all(each.name in refused.json()["detail"] for each in cls.all_parameters())


@pytest.mark.parametrize("limit", ["1000000", "0", "-1", "1.5", "x", "", "9" * 5_000])
def test_a_page_of_another_size_is_refused_with_the_greatest(client, lists, limit):
    for path in lists:
        refused = client.get(path, {"limit": limit})
        assert (refused.status_code, refused.json()["code"]) == (400, "parameter_invalid"), path
        assert f"1 to {MOST}" in refused.json()["errors"]["limit"]


@pytest.mark.parametrize("cursor", ["", "x", "a:b:c", "\0", "W10:1abc:x", "é" * 3_000])
def test_what_is_no_cursor_is_refused(client, lists, cursor):
    for path in lists:
        refused = client.get(path, {"cursor": cursor})
        code = "parameter_invalid" if "\0" in cursor else "cursor_invalid"
        assert (refused.status_code, refused.json()["code"]) == (400, code), path


def test_a_cursor_is_good_for_its_own_list_and_order_alone(client):
    following = client.get("/api/v1/models/?limit=1&sort=name").json()["next"]
    assert client.get(following).status_code == 200
    for other in (
        following.replace("sort=name", "sort=-name"),
        following.replace("sort=name", "q=x"),
        following.replace("/models/", "/challenges/").replace("sort=name", "sort=title"),
    ):
        assert client.get(other).json()["code"] == "cursor_invalid"


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.every)])
def test_every_list_is_the_same_page_by_page_in_every_order_and_back(client, lists, every):
    """In the gate each list in one of its orders."""
    for number, (path, cls) in enumerate(lists.items()):
        orders = [f"{sign}{name}" for name in cls.sorts for sign in ("", "-")]
        for sort in orders if every else [orders[number % len(orders)]]:
            walk(client, path, sort)


def walk(client, path, sort):
    whole = client.get(f"{path}?sort={sort}").json()["results"][:6]
    pages, there = [], f"{path}?limit=2&sort={sort}"
    while there and len(pages) < 3:
        pages.append(client.get(there).json())
        there = pages[-1]["next"]
    assert [row for page in pages for row in page["results"]] == whole, (path, sort)
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = client.get(back["previous"]).json()
        assert back["results"] == page["results"], (path, sort)
    assert back["previous"] is None, (path, sort)


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_an_answer_is_compressed_for_who_takes_that(client, coding, unpack):
    plain = client.get("/api/v1/boards/overall/")
    packed = client.get("/api/v1/boards/overall/", headers={"Accept-Encoding": f"zstd, {coding}"})
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert json.loads(unpack(packed.content)) == plain.json()
    tag = packed.headers["ETag"]
    assert tag == f"W/{plain.headers['ETag']}"
    assert (
        client.get(packed.request["PATH_INFO"], headers={"If-None-Match": tag}).status_code == 304
    )


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0", "gzip; q=0", "deflate"])
def test_an_answer_is_plain_for_who_takes_nothing_else(client, accepted):
    answer = client.get("/api/v1/boards/overall/", headers={"Accept-Encoding": accepted})
    assert not answer.has_header("Content-Encoding")


def test_a_short_answer_is_plain(arena):
    answer = Client().get("/api/v1/totals/", headers={"Accept-Encoding": "br"})
    assert not answer.has_header("Content-Encoding")
