"""The leaderboard's page."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from arena.models import Challenge, ChallengeState, Outcome
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    cast_votes,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    serve,
    vote_on,
)
from tests.leaderboard.views.runs import publish_again

pytestmark = pytest.mark.django_db
OVERALL = "/leaderboard/"


def read(client, address=OVERALL, **headers) -> str:
    return client.get(address, headers=headers).content.decode()


@pytest.fixture(scope="module")
def rated(scene):
    """Three competitors, a dozen votes, one run of each board."""
    made = make_arena()
    cast_votes(12)
    recompute_boards()
    return made


def test_a_site_without_votes_says_so(client):
    assert "No ratings on this board yet" in read(client)


def test_a_board_that_does_not_exist_is_404(client):
    assert client.get(reverse("leaderboard:board", args=["nonsense"])).status_code == 404


def test_every_competitor_has_a_row_with_its_rating(client, rated):
    page = read(client)
    for entry in RatingRun.objects.newest(Board.objects.overall()).entries.all():
        assert entry.competitor.name in page
        assert f"<strong>{entry.rating:.0f}</strong>" in page


def test_the_run_is_shown_beside_the_title(client, rated):
    run = RatingRun.objects.newest(Board.objects.overall())
    page = read(client)
    assert run.head[:12] in page
    assert f'<a href="/api/v1/boards/{run.board.slug}/">JSON</a>' in page


def test_a_category_has_a_board_of_its_own(client, rated):
    page = read(client, reverse("leaderboard:board", args=["category-reasoning"]))
    assert '<a href="/leaderboard/category-reasoning/" aria-current="page">' in page


def test_votes_cast_here_are_not_called_simulated_or_imported(client, rated):
    page = read(client)
    assert "imulated" not in page
    assert "mported" not in page


@pytest.mark.parametrize("origin", ["simulated", "imported"])
def test_votes_not_cast_here_are_marked(client, rated, origin):
    publish_again(**{origin: 7})
    assert f"{origin.title()} votes are counted here" in read(client)


def test_warnings_of_a_run_are_shown(client, rated):
    publish_again(warnings=["The votes are few."])
    assert "The votes are few." in read(client)


def test_models_that_no_votes_connect_are_shown_as_islands(client):
    for category in ("near", "far"):
        _two_who_only_met_each_other(category)
    recompute_boards()
    page = read(client)
    assert "Island 1:" in page
    assert "Island 2:" in page


def _two_who_only_met_each_other(category) -> None:
    """While the others' challenges are retired, so no match mixes the two groups."""
    Challenge.objects.update(state=ChallengeState.RETIRED)
    challenge = make_challenge(f"{category}-0", category=category)
    for name in (f"{category}-one", f"{category}-two"):
        make_response(challenge, make_competitor(name))
    vote_on(serve(), Outcome.TIE)


def test_a_model_that_never_lost_has_one_bound(client):
    make_arena(competitors=2, challenges=1)
    match = serve()
    vote_on(match, Outcome.LEFT)
    recompute_boards()
    page = read(client)
    assert Entry.objects.filter(status="unbounded", run__board__slug="overall").count() == 2
    assert "≥ " in page
    assert "≤ " in page
    assert "interval__span--open" in page


def test_the_page_is_rendered_once_per_run(client, rated):
    read(client)
    with assertNumQueries(1):
        read(client)


def test_more_models_cost_no_more_queries(client):
    make_arena(competitors=8)
    cast_votes(20)
    recompute_boards()
    with assertNumQueries(4):
        read(client)


def test_an_unchanged_page_costs_one_query(client, rated):
    etag = client.get(OVERALL).headers["ETag"]
    with assertNumQueries(1):
        unchanged = client.get(OVERALL, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["ETag"] == etag


def test_a_new_run_makes_a_new_page(client, rated):
    before = client.get(OVERALL)
    vote_on(serve())
    recompute_boards()
    after = client.get(OVERALL, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_boards_do_not_share_an_etag(client, rated):
    other = reverse("leaderboard:board", args=["category-reasoning"])
    assert client.get(OVERALL).headers["ETag"] != client.get(other).headers["ETag"]


def test_the_page_holds_nothing_of_its_visitor(rated):
    first, second = (Client(enforce_csrf_checks=True).get(OVERALL) for _ in range(2))
    assert first.content == second.content
    assert b"csrf" not in first.content
    assert not first.cookies
