"""What holds on every page of the site, whatever there is to show."""

import re

import pytest

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.pages import BRANCHES, MATCHES, OTHERS, PAGES, PRIVATE, names_of_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
MOST_QUERIES = 4


@pytest.fixture(scope="module")
def arena(scene):
    """Large enough that a query for each of anything would be seen."""
    make_arena(competitors=9, challenges=12)
    cast_votes(60)
    recompute_boards()


def test_every_address_is_a_page_or_has_a_reason_not_to_be_one():
    known = set(PAGES) | MATCHES | PRIVATE | set(OTHERS)
    found = {name for name in names_of_addresses() if not name.startswith(BRANCHES)}
    assert found == known


@every_page
@pytest.mark.usefixtures("settings_are_read")
def test_a_page_uses_few_queries(client, django_assert_max_num_queries, address, arena):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200


@every_page
def test_a_page_has_one_title_and_one_description(client, address, arena):
    page, _, _ = client.get(address).text.partition("</head>")
    titles = re.findall(r"<title>\s*(\S[^<]*)</title>", page)
    descriptions = re.findall(r'<meta name="description" content="([^"]+)">', page)
    assert len(titles) == len(descriptions) == 1
    assert 30 < len(descriptions[0]) < 200


def test_no_two_pages_have_a_title_or_a_description_in_common(client, arena):
    pages = [client.get(address).text for address in PAGES.values()]
    for sought in (r"<title>([^<]+)", r'name="description" content="([^"]+)'):
        found = [re.search(sought, page)[1] for page in pages]
        assert len(set(found)) == len(found)


@every_page
def test_a_page_names_its_own_address_whole(client, settings, address, arena):
    settings.SITE_URL = "https://arena.example.org"
    page = client.get(f"{address}?sort=rating&utm_source=somewhere").text
    whole = f"https://arena.example.org{address}"
    assert f'<link rel="canonical" href="{whole}">' in page
    assert f'<meta property="og:url" content="{whole}">' in page
