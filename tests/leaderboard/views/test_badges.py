"""Badges: the ranks and the rating of a model as a picture for other sites."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from arena.models import Category, Competitor
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from leaderboard.views.card_contents import of_model
from tests.arrange import cast_votes, make_arena, make_competitor

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = "/badges/competitor-0.svg"


@pytest.fixture(scope="module")
def arena(scene) -> None:
    make_arena(competitors=3, challenges=4)
    cast_votes(60)
    recompute_boards()


def words(answer) -> str:
    picture = ET.fromstring(answer.content)
    return " | ".join(each.text for each in picture.iter(f"{SVG}text"))


def entry_of(slug) -> Entry:
    run = RatingRun.objects.newest(Board.objects.overall())
    return Entry.objects.get(run=run, competitor__slug=slug)


def ranks_of(entry) -> str:
    low, high = entry.rank_low, entry.rank_high
    return str(low) if low == high else f"{low}\N{EN DASH}{high}"


@pytest.mark.parametrize("style", ["flat", "card"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_badge_says_the_ranks_and_the_rating_of_the_newest_run(client, arena, style, theme):
    answer = client.get(ADDRESS, {"style": style, "theme": theme})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    entry = entry_of("competitor-0")
    said = words(answer)
    assert f"rank {ranks_of(entry)} of 3" in said
    assert f"{entry.rating:.0f} ± {(entry.upper - entry.lower) / 2:.0f}" in said
    assert "Overall" in said


def test_styles_and_themes_look_different(client, arena):
    asked = [{"style": s, "theme": t} for s in ("flat", "card") for t in ("light", "dark")]
    assert len({client.get(ADDRESS, each).content for each in asked}) == 4


def test_each_board_has_its_own(client, arena):
    slug = f"category-{Category.objects.get().slug}"
    assert Board.objects.filter(slug=slug).exists()
    assert words(client.get(ADDRESS, {"board": slug})) != words(client.get(ADDRESS))


def test_a_model_without_votes_is_not_rated_yet(client, arena):
    make_competitor("new")
    assert words(client.get("/badges/new.svg")) == "Overall | not rated yet"


def test_it_speaks_the_reader_s_language(client, arena):
    answer = client.get(ADDRESS, headers={"accept-language": "de"})
    assert f"Rang {ranks_of(entry_of('competitor-0'))} von 3" in words(answer)
    assert "Accept-Language" in answer.headers["Vary"]


def test_it_is_kept_for_an_hour_and_not_sent_twice(client, arena):
    first = client.get(ADDRESS)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not first.cookies
    again = client.get(ADDRESS, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_run_is_another_badge(client, arena):
    first = client.get(ADDRESS)
    cast_votes(20, seed=9)
    recompute_boards()
    again = client.get(ADDRESS, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("query", [{"style": "round"}, {"theme": "blue"}, {"style": "\0"}])
def test_an_unknown_style_or_theme_is_a_refusal_that_names_the_others(client, arena, query):
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 400
    assert answer.text == "style is one of flat, card; theme is one of light, dark.\n"


@pytest.mark.parametrize("address", ["/badges/nobody.svg", f"{ADDRESS}?board=nothing"])
def test_an_unknown_model_or_board_has_none(client, arena, address):
    assert client.get(address).status_code == 404


def test_names_stay_inside_the_picture(client, arena):
    hostile = "\"'><script>&amp;\x01" + "長" * 80
    Competitor.objects.filter(slug="competitor-0").update(name=hostile)
    answer = client.get(ADDRESS, {"style": "card"})
    picture = ET.fromstring(answer.content)
    assert picture.find(f"{SVG}title").text.startswith(hostile.replace("\x01", ""))
    assert not list(picture.iter(f"{SVG}script"))
    for each in picture.iter(f"{SVG}text"):
        assert float(each.get("x")) + float(each.get("textLength")) <= 240


class Fields(HTMLParser):
    """The values of read-only fields, by id, and the attributes of pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.pictures: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and "readonly" in found:
            self.values[found["id"]] = found["value"]
        if tag == "img":
            self.pictures.append(found)


@pytest.mark.parametrize("slug", ["competitor-0", "competitor-1", "competitor-2"])
def test_pictures_round_ratings_as_pages_do(client, arena, slug):
    run = RatingRun.objects.newest(Board.objects.overall())
    model = Competitor.objects.get(slug=slug)
    (figure,) = [each for each in of_model(model, run).figures if each.label == "Rating"]
    rating = f"{entry_of(slug).rating:.0f}"
    assert figure.value.split()[0] == rating
    assert f"<dt>Rating</dt><dd>{rating} " in client.get(f"/models/{slug}/").text
    assert f" {rating} ±" in words(client.get(f"/badges/{slug}.svg"))


def test_the_page_of_a_model_shows_it_with_markup_to_copy(client, arena, settings):
    settings.SITE_URL = "https://arena.example.org"
    name = 'A "quoted" [name] & more'
    Competitor.objects.filter(slug="competitor-0").update(name=name)
    page = Fields(client.get("/models/competitor-0/").text)
    assert {each["src"] for each in page.pictures} == {f"{ADDRESS}?style=card"}
    at = f"https://arena.example.org{ADDRESS}"
    assert page.values["badge-markdown"] == (
        f'[![A "quoted" \\[name\\] \\& more]({at})](https://arena.example.org/models/competitor-0/)'
    )
    (picture,) = Fields(page.values["badge-html"]).pictures
    assert (picture["alt"], picture["src"]) == (name, f"{at}?style=card")


def test_a_model_that_is_not_rated_shows_none(client, arena):
    make_competitor("new")
    assert "/badges/" not in client.get("/models/new/").text
