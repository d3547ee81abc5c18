"""A board and a comparison in frames of other sites."""

from html.parser import HTMLParser

import pytest

from arena.visitors import voters
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_competitor, make_voter

pytestmark = pytest.mark.django_db
BOARD, COMPARISON = "/embed/leaderboard/", "/embed/compare/competitor-0/competitor-1/"
either = pytest.mark.parametrize("address", [BOARD, COMPARISON])


class Tags(HTMLParser):
    """The attributes of every tag, by its name."""

    def __init__(self, page):
        super().__init__()
        self.tags = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.setdefault(tag, []).append(dict(attrs))


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=4, challenges=4)
    cast_votes(60)
    recompute_boards()


def tags_of(answer):
    return Tags(answer.text).tags


@either
def test_any_page_may_frame_it(client, arena, address):
    headers = client.get(address).headers
    assert "frame-ancestors *;" in f"{headers['Content-Security-Policy']};"
    assert "X-Frame-Options" not in headers


@either
def test_a_setting_names_those_that_may(client, arena, address, settings):
    settings.EMBED_ANCESTORS = ["https://example.org", "https://*.example.net"]
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "frame-ancestors https://example.org https://*.example.net" in policy


@either
def test_it_is_the_same_for_everybody_and_sets_no_cookie(client, arena, address):
    first = client.get(address)
    client.cookies[voters.COOKIE] = voters.sign_key(make_voter().key)
    client.cookies["language"] = "de"
    again = client.get(address)
    assert not first.cookies
    assert not again.cookies
    assert (first.content, first.headers["ETag"]) == (again.content, again.headers["ETag"])


@either
def test_it_is_kept_for_a_minute_and_not_sent_twice(client, arena, address):
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]


@either
@pytest.mark.parametrize(
    ("language", "words"), [("de", "Blind"), ("fr", "aveugle"), ("es", "ciegas")]
)
def test_it_speaks_the_language_asked_for(client, arena, address, language, words):
    by_header = client.get(address, headers={"accept-language": language})
    assert f'lang="{language}"' in by_header.text
    assert words in by_header.text
    by_address = client.get(address, {"lang": language}, headers={"accept-language": "en"})
    assert by_address.content == by_header.content
    assert by_address.headers["Content-Language"] == language


@either
def test_links_leave_the_frame_and_lead_to_voting(client, arena, address):
    links = tags_of(client.get(address))["a"]
    assert {each["target"] for each in links} == {"_top"}
    assert {each["rel"] for each in links} == {"noopener"}
    assert "/" in {each["href"] for each in links}


@either
def test_search_engines_keep_the_page_instead(client, arena, address):
    answer = client.get(address)
    assert {"name": "robots", "content": "noindex"} in tags_of(answer)["meta"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


@either
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_has_the_colours_asked_for(client, arena, address, theme):
    [tag] = tags_of(client.get(address, {"theme": theme}))["html"]
    assert tag["data-theme"] == theme
    [tag] = tags_of(client.get(address))["html"]
    assert "data-theme" not in tag


def test_a_board_shows_so_many_rows_and_columns(client, arena):
    all_of_it = tags_of(client.get(BOARD, {"columns": "interval,votes,wins,provider"}))
    assert len(all_of_it["tr"]) == 1 + 4
    few = tags_of(client.get(BOARD, {"rows": 2, "columns": ""}))
    assert len(few["tr"]) == 1 + 2
    assert [len(found["th"]) for found in (all_of_it, few)] == [6 + 4, 3 + 2]


def test_a_board_without_a_run_says_so(client):
    assert "No model is rated on this board yet." in client.get(BOARD).text


def test_two_models_without_votes_are_not_compared(client, arena):
    make_competitor("new")
    answer = client.get("/embed/compare/competitor-0/new/")
    assert "at least one of the two has no votes" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"theme": "blue"}, "theme is one of auto, light, dark."),
        ({"lang": "it"}, "lang is one of en, de, fr, es."),
        ({"rows": "0"}, "rows is a number from 1 to 100."),
        ({"rows": "9" * 5_000}, "rows is a number from 1 to 100."),
        ({"rows": "ten"}, "rows is a number from 1 to 100."),
        ({"columns": "votes,colour"}, "columns are some of interval,votes,wins,provider."),
    ],
)
def test_an_unknown_value_is_a_refusal_that_can_be_seen_in_the_frame(client, arena, query, said):
    answer = client.get(BOARD, query)
    assert answer.status_code == 400
    assert said in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        f"{BOARD}?board=nothing",
        f"{BOARD}?board=%00",
        "/embed/compare/competitor-0/nobody/",
        "/embed/compare/competitor-0/competitor-0/",
    ],
)
def test_what_is_not_there_is_said_in_the_frame(client, arena, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no such board or model here." in answer.text
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize(
    ("around", "frame"),
    [
        ("/leaderboard/", f"{BOARD}?board=overall"),
        ("/leaderboard/category-reasoning/", f"{BOARD}?board=category-reasoning"),
        ("/compare/competitor-0/competitor-1/", COMPARISON),
    ],
)
def test_the_page_has_the_markup_to_copy(client, arena, settings, around, frame):
    settings.SITE_URL = "https://arena.example.org"
    [field] = [
        each for each in tags_of(client.get(around))["input"] if each.get("id") == "embed-html"
    ]
    [shown] = Tags(field["value"]).tags["iframe"]
    assert shown["src"] == f"https://arena.example.org{frame}"
    assert shown["title"]
    assert client.get(frame).status_code == 200
