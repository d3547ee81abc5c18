"""The page of one's own votes."""

import random
import re

import pytest
from django.test import Client
from django.utils import timezone

from arena.matches import Choice, open_match, own_votes, pool
from arena.models import Competitor, Match, Vote
from arena.visitors import voters
from leaderboard.runs.tick import recompute_boards
from tests.arrange import make_arena, make_challenge, make_response, make_voter, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(autouse=True)
def arena():
    """Eight challenges of reasoning and two of coding."""
    made = make_arena(competitors=4, challenges=8)
    for slug in ("coding-0", "coding-1"):
        challenge = make_challenge(slug, category="coding")
        for competitor in made:
            make_response(challenge, competitor)


@pytest.fixture
def voter(client):
    voter = make_voter()
    client.cookies[voters.COOKIE] = voters.sign_key(voter.key)
    return voter


def cast(voter, number=1, outcome="left"):
    """So many votes, made now, so that they count as on time."""
    now = timezone.now()
    return [vote_on(serve(voter, now=now, seed=seed), outcome, now=now) for seed in range(number)]


def names_in(page) -> set[str]:
    return set(re.findall(r"Competitor-\d", page.partition("<main")[2]))


def test_who_has_not_voted_is_led_to_a_match():
    page = Client().get("/me/").text
    assert "This browser has not voted yet" in page
    assert 'action="/matches/new/"' in page.partition("<main")[2]


def test_a_vote_is_listed_with_the_authors_it_told(client, voter):
    vote = cast(voter)[0]
    page = client.get("/me/").text
    assert names_in(page) == {vote.left_competitor.name, vote.right_competitor.name}
    assert f"/matches/{vote.match_id}/" in page


def test_it_is_kept_by_no_cache_and_by_no_search_engine(client, voter):
    answer = client.get("/me/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_another_browser_sees_none_of_it(client, voter):
    cast(voter)
    other = Client()
    other.cookies[voters.COOKIE] = voters.sign_key(make_voter().key)
    assert not names_in(other.get("/me/").text)


@pytest.mark.parametrize("rule", ["never", "after_session"])
def test_what_was_not_told_is_listed_without_authors_and_ranks_nothing(
    client, voter, settings, rule
):
    settings.NAME_AUTHORS = rule
    vote = cast(voter)[0]
    page = client.get("/me/").text
    assert vote.challenge.title in page
    assert not names_in(page)
    assert "Your own ranking" not in page
    assert all(each.left is each.right is each.counted is None for each in own_votes(voter.id))


def test_an_open_match_changes_no_name_on_it(client, voter):
    cast(voter, 2)
    before = names_in(client.get("/me/").text)
    match = serve(voter, now=timezone.now(), seed=9)
    page = client.get("/me/").text
    assert names_in(page) == before
    assert str(match.id) not in page
    assert match.challenge.title not in page


def test_it_is_filtered_by_category_outcome_and_model(client, voter):
    now = timezone.now()
    for category, outcome in (("coding", "tie"), ("reasoning", "left"), ("reasoning", "both_bad")):
        choice = Choice(category=category)
        match = open_match(voter=voter, now=now, rng=random.Random(1), choice=choice)
        vote_on(match, outcome, now=now)
    listed = {
        query: client.get(f"/me/?{query}").text.count('class="me__title"')
        for query in ("", "category=coding", "outcome=left", "outcome=right", "category=gone")
    }
    assert list(listed.values()) == [3, 1, 1, 0, 0]
    model = match.left_competitor.slug
    assert 0 < client.get(f"/me/?model={model}").text.count('class="me__title"') <= 3


def test_many_votes_are_on_pages(client, voter):
    for challenge in range(20):
        made = make_challenge(f"more-{challenge}")
        for number in range(4):
            make_response(made, competitors()[number])
    cast(voter, 27)
    assert client.get("/me/").text.count('class="me__title"') == 25
    assert client.get("/me/?page=2").text.count('class="me__title"') == 2


def competitors():
    return list(Competitor.objects.order_by("id"))


def test_ones_own_ranking_follows_ones_own_votes_and_says_how_sure_it_is(client, voter):
    best = competitors()[0]
    now = timezone.now()
    for seed in range(8):
        match = serve(voter, now=now, seed=seed)
        side = {match.left_competitor_id: "left", match.right_competitor_id: "right"}
        vote_on(match, side.get(best.id, "tie"), now=now)
    page = client.get("/me/").text
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert best.name in first
    assert "After 5 votes" in page
    assert "After 100 votes" in page
    assert page.count("(expected)") == 2


def test_what_is_left_is_listed_by_category(client, voter):
    page = client.get("/me/").text
    assert "48 pairs" in page  # eight challenges with six pairs each
    assert "12 pairs" in page


@pytest.mark.usefixtures("settings_are_read")
def test_it_uses_few_queries(client, voter, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(pool, "VERSION_SECONDS", 3_600.0)  # a slow machine looks no second time
    cast(voter, 6)
    recompute_boards()
    client.get("/me/")  # reads the spread of the board, and makes the pools of the categories
    with django_assert_max_num_queries(4):
        client.get("/me/")


def test_it_writes_nothing(client, voter):
    cast(voter)
    before = Vote.objects.count(), Match.objects.count()
    client.get("/me/")
    assert (Vote.objects.count(), Match.objects.count()) == before
