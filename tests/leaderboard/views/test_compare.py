"""Two models beside each other."""

import re

import pytest

from arena.models import Match, Outcome, Response, Withdrawal
from arena.visitors.sightings import COOKIE
from leaderboard.runs.tick import recompute_boards
from leaderboard.views.compare import SHARED_PER_PAGE
from tests.arrange import cast_votes, make_arena, make_competitor
from tests.leaderboard.catalogue.test_versus import vote_between
from tests.leaderboard.views.test_models import make_rated, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HTMX = {"HX-Request": "true"}


def address(first, second) -> str:
    return f"/compare/{first.slug}/{second.slug}/"


def test_comparing_needs_two_models(client):
    make_competitor("ada")
    assert "It takes two." in read(client, "/compare/")


def test_two_are_chosen_by_a_form(client):
    first, second = make_arena(competitors=2)
    answer = client.get(f"/compare/?a={first.slug}&b={second.slug}")
    assert (answer.status_code, answer.url) == (302, address(first, second))


def test_choosing_the_same_model_twice_shows_the_form_again(client):
    first, _ = make_arena(competitors=2)
    page = read(client, f"/compare/?a={first.slug}&b={first.slug}")
    assert "Choose two different models." in page


@pytest.mark.parametrize("query", ["a=nobody&b=competitor-1", "a=competitor-0", "a=%00&b=x"])
def test_an_unknown_model_cannot_be_chosen(client, query):
    make_arena(competitors=2)
    assert "<select" in read(client, f"/compare/?{query}")


def test_neighbours_on_the_board_are_offered(client):
    make_rated(competitors=3)
    assert read(client, "/compare/").count('href="/compare/competitor-') == 2


def test_comparing_an_unknown_or_the_same_model_is_404(client):
    first, second = make_arena(competitors=2)
    read(client, "/compare/nobody/competitor-1/", status=404)
    read(client, address(second, second), status=404)
    read(client, address(first, second))


def test_a_close_comparison_is_not_separable_yet(client):
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT] * 12 + [Outcome.RIGHT] * 9)
    recompute_boards()
    page = read(client, address(first, second))
    assert re.search(r"Not separable yet: about [\d,]+ more votes", page)
    assert "<strong>12</strong> for Competitor-0" in page
    assert "<strong>9</strong> for Competitor-1" in page


def test_a_clear_comparison_shows_the_better_model_in_either_order(client):
    first, second = make_arena(competitors=2)
    vote_between([Outcome.LEFT] * 30 + [Outcome.RIGHT] * 8)
    recompute_boards()
    for one, other in ((first, second), (second, first)):
        assert "Competitor-0 is better than Competitor-1" in read(client, address(one, other))


def test_no_chance_is_shown_without_votes(client):
    page = read(client, address(*make_arena(competitors=2)))
    assert "There is nothing to compare yet" in page
    assert "No probability can be computed." in page
    assert "The two have not met yet" in page


def test_shared_challenges_are_counted_and_shown_with_both_responses(client):
    first, second, _ = make_arena(competitors=3, challenges=2)
    page = read(client, address(first, second))
    assert "Both have answered 2 challenges." in page
    for response in Response.objects.filter(competitor__in=(first, second)):
        assert response.content in page


def test_more_shared_challenges_load_by_scrolling_or_by_a_link(client):
    first, second = make_arena(competitors=2, challenges=SHARED_PER_PAGE + 1)
    page = read(client, address(first, second))
    assert page.count('class="shared"') == SHARED_PER_PAGE
    assert 'hx-get="?page=2"' in page
    assert 'href="?page=2#shared"' in page
    assert f"Both have answered {SHARED_PER_PAGE + 1} challenges." in page
    part = client.get(address(first, second) + "?page=2", headers=HTMX).text
    assert part.count('class="shared"') == 1
    assert "<html" not in part
    assert "hx-get" not in part


def test_a_withdrawn_response_is_not_shared(client):
    first, second = make_arena(competitors=2, challenges=2)
    gone = first.responses.first()
    Withdrawal.objects.create(response=gone, reason="Broken.")
    page = read(client, address(first, second))
    assert "Both have answered 1 challenge." in page
    assert gone.content not in page


def test_responses_of_an_open_match_are_held_back(client):
    first, second = make_arena(competitors=2, challenges=2)
    client.post("/matches/")
    match = Match.objects.get()
    page = read(client, address(first, second))
    assert match.left.content not in page
    assert match.right.content not in page
    assert page.count("You have a match open on this challenge.") == 1


def test_responses_shown_in_a_comparison_are_not_served(client):
    first, second = make_arena(competitors=2, challenges=2)
    assert COOKIE in client.get(address(first, second)).cookies
    assert client.post("/matches/").headers["Location"] == "/matches/end/"


@pytest.mark.parametrize(("competitors", "challenges"), [(3, 4), (9, 12)])
@pytest.mark.usefixtures("settings_are_read")
def test_comparing_uses_six_queries(client, competitors, challenges, django_assert_max_num_queries):
    made = make_rated(competitors=competitors, challenges=challenges, votes=20)
    with django_assert_max_num_queries(6):
        read(client, address(made[0], made[1]))


@pytest.mark.usefixtures("settings_are_read")
def test_scrolling_a_comparison_uses_three_queries(client, django_assert_max_num_queries):
    first, second = make_arena(competitors=2, challenges=9)
    with django_assert_max_num_queries(3):
        client.get(address(first, second) + "?page=2", headers=HTMX)


def test_specs_stand_side_by_side(client):
    first, second = make_arena(competitors=2)
    first.specs, second.specs = {"licence": "MIT", "size": "large"}, {"licence": "Apache-2.0"}
    first.save()
    second.save()
    cast_votes(3)
    page = read(client, address(first, second))
    row = page[page.index('<th scope="row">Licence</th>') :]
    assert row.index("MIT") < row.index("Apache-2.0") < row.index("</tr>")
