"""What holds on every page of an arena with next to nothing in it."""

import pytest

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.pages import PAGES
from tests.test_pages import MOST_QUERIES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)


@pytest.fixture(scope="module")
def small(scene):
    make_arena(competitors=2, challenges=1)
    cast_votes(3)
    recompute_boards()


@every_page
@pytest.mark.usefixtures("settings_are_read")
def test_a_page_uses_few_queries_with_three_votes(
    client, django_assert_max_num_queries, address, small
):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200


@every_page
def test_a_page_is_there_for_an_empty_arena_or_is_not_found(client, address):
    assert client.get(address).status_code in {200, 404}
