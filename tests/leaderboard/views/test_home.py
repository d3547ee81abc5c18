"""The front page."""

import pytest
from pytest_django.asserts import assertNumQueries

from arena.models import ChallengeState
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_challenge, make_staff
from tests.leaderboard.views.runs import publish_again

pytestmark = pytest.mark.django_db


def read(client) -> str:
    return client.get("/").content.decode()


@pytest.fixture(scope="module")
def rated(scene) -> None:
    make_arena(competitors=3, challenges=4)
    cast_votes(5)
    recompute_boards()


def test_an_empty_arena_greets_the_public_with_a_sentence_and_no_command(client):
    page = read(client)
    assert "There is nothing to vote on yet" in page
    assert "come back soon" in page
    assert "Start voting" not in page
    assert "./run" not in page
    assert "Until the first vote" not in page


def test_the_staff_of_an_empty_arena_are_shown_what_to_do(client):
    client.force_login(make_staff())
    make_challenge(state=ChallengeState.DRAFT)
    page = read(client)
    steps = page.partition("Until the first vote")[2].partition("</ol>")[0]
    assert 'href="/staff/challenges/"' in steps
    assert (steps.count("✓"), steps.count("○")) == (1, 3)
    assert "./run" not in page


def test_the_steps_are_gone_once_something_can_be_voted_on(client):
    client.force_login(make_staff())
    make_arena()
    assert "Until the first vote" not in read(client)


def test_voting_starts_from_here(client):
    make_arena()
    page = read(client)
    assert '<form class="hero__act" method="post" action="/matches/new/">' in page
    assert "No ratings yet" in page


def test_the_home_page_shows_the_totals(client, rated):
    page = read(client)
    for name, number in (("Votes", 5), ("Voters", 5), ("Models", 3), ("Challenges", 4)):
        assert f"<dt>{name}</dt><dd>{number}</dd>" in page.replace("\n", "")


@pytest.mark.parametrize("origin", ["simulated", "imported"])
def test_votes_not_cast_here_are_marked_beside_the_count(client, rated, origin):
    assert "counts__note" not in read(client)
    publish_again(**{origin: 4})
    assert f'<dd class="counts__note">4 {origin}</dd>' in read(client)


def test_the_newest_challenges_are_listed_and_drafts_are_not(client):
    make_challenge("open-sea")
    make_challenge("kept-back", state=ChallengeState.DRAFT)
    page = read(client)
    assert "Open Sea" in page
    assert "Kept Back" not in page


def test_the_first_eight_models_are_shown(client):
    make_arena(competitors=10)
    cast_votes(30)
    recompute_boards()
    assert read(client).count('class="ratings__name"') == 8


def test_more_models_and_challenges_cost_no_more_queries(client, settings_are_read):
    make_arena(competitors=7, challenges=9)
    cast_votes(30)
    recompute_boards()
    with assertNumQueries(4):
        read(client)


def test_votes_are_not_counted_one_by_one(
    client, rated, settings_are_read, django_assert_num_queries
):
    with django_assert_num_queries(4) as asked:
        read(client)
    assert not [query for query in asked.captured_queries if '"arena_vote"' in query["sql"]]
