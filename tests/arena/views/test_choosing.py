"""Voting from anywhere, and choosing what to judge."""

import pytest
from django.test import Client

from arena.models import Match, Voter
from leaderboard.runs.tick import recompute_boards
from tests.arrange import make_arena, make_challenge, make_response, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGES = ["/", "/leaderboard/", "/models/", "/challenges/", "/compare/", "/privacy/", "/submit/"]


@pytest.fixture(autouse=True)
def arena():
    """Four challenges of reasoning and one of coding."""
    made = make_arena()
    challenge = make_challenge("coding-0", category="coding")
    for competitor in made:
        make_response(challenge, competitor)


def start(client, **fields):
    return client.post("/matches/new/", fields)


def newest() -> Match:
    return Match.objects.latest("opened_at")


def choose(client, **fields):
    return start(client, chosen="1", **fields)


def vote_on_newest(outcome="left"):
    match = newest()
    return vote_on(match, outcome, now=match.opened_at)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_form_in_its_header_that_opens_a_match(client, page):
    header = client.get(page).text.partition("</header>")[0]
    assert 'action="/matches/new/"' in header


def test_the_page_of_a_match_does_not_offer_another_in_its_header(client):
    page = client.post("/matches/", follow=True).text
    assert "/matches/new/" not in page.partition("</header>")[0]


def test_the_form_of_the_header_needs_no_token(arena):
    answer = start(Client(enforce_csrf_checks=True))
    assert (answer.status_code, answer.url) == (303, f"/matches/{newest().id}/")


@pytest.mark.parametrize("path", ["/matches/new/", "/matches/choice/"])
def test_another_site_neither_opens_a_match_nor_chooses(client, path):
    answer = client.post(path, {"chosen": "1"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not answer.cookies
    assert not Match.objects.exists()


@pytest.mark.parametrize("path", ["/matches/new/", "/matches/choice/"])
def test_nothing_is_opened_or_chosen_by_a_get(client, path):
    assert client.get(path, {"chosen": "1", "category": "coding"}).status_code == 405


def test_a_choice_is_remembered_for_the_matches_that_follow(client):
    choose(client, category="reasoning")
    vote_on_newest()
    client.post("/matches/")
    served = set(Match.objects.values_list("challenge__category__slug", "choice"))
    assert served == {("reasoning", "category=reasoning")}


def test_choosing_anything_forgets_the_choice(client):
    choose(client, category="coding")
    answer = choose(client)
    assert answer.cookies["choice"]["max-age"] == 0
    assert newest().choice == ""


def test_a_challenge_is_chosen_for_one_match(client):
    answer = start(client, challenge="coding-0")
    assert newest().challenge.slug == "coding-0"
    assert "choice" not in answer.cookies


def test_choosing_on_the_page_of_a_match_leads_back_to_it_and_holds_from_the_next_on(client):
    choose(client, category="reasoning")
    match = newest()
    answer = client.post(
        "/matches/choice/", {"chosen": "1", "category": "coding", "match": match.id}
    )
    assert answer.url == f"/matches/{match.id}/"
    client.post("/matches/", {"after": match.id})
    assert newest().challenge.category.slug == "coding"


@pytest.mark.parametrize(
    ("field", "value"), [("category", "cooking"), ("kind", "smell"), ("language", "tlh")]
)
def test_what_is_not_there_is_refused_with_a_sentence(client, field, value):
    answer = choose(client, **{field: value})
    assert answer.status_code == 400
    assert value in answer.text
    assert not Voter.objects.exists()


@pytest.mark.parametrize("cookie", ["category=gone", "kind=%%%", "x" * 3_000, "challenge=coding-0"])
def test_a_cookie_that_says_nothing_known_chooses_nothing(client, cookie):
    client.cookies["choice"] = cookie
    start(client)
    assert newest().choice == ""


def test_an_exhausted_choice_says_what_is_left_elsewhere_and_leads_on(client):
    choose(client, category="coding")
    vote_on_newest()
    page = client.post("/matches/", {"after": newest().id}, follow=True)
    assert page.status_code == 200
    assert "Nothing is left for you in Coding" in page.text
    assert "Elsewhere, 12 pairs are left" in page.text
    choose(client)
    assert newest().challenge.category.slug == "reasoning"


def test_nothing_of_an_exhausted_choice_is_prefetched(client):
    choose(client, category="coding")
    answer = client.post("/matches/", {"after": newest().id, "ahead": "1"})
    assert answer.status_code == 204


def test_an_exhausted_challenge_leads_on(client):
    start(client, challenge="coding-0")
    vote_on_newest()
    page = client.post("/matches/new/", {"challenge": "coding-0"}, follow=True).text
    assert "Nothing is left for you on this challenge" in page


@pytest.mark.parametrize("page", ["/challenges/coding-0/", "/challenges/?category=coding"])
def test_a_page_offers_its_votes_only_while_something_is_left_for_this_voter(client, page):
    assert 'action="/matches/new/"' in client.get(page).text.partition("</header>")[2]
    start(client, challenge="coding-0")
    vote_on_newest()
    shown = client.get(page).text.partition("</header>")[2]
    assert "data-nothing-left" in shown
    assert 'action="/matches/new/"' not in shown


def test_what_was_read_by_name_is_left_out_before_it_is_stored(client):
    for number in range(2):
        client.get(f"/models/competitor-{number}/responses/coding-0/")
    assert "data-nothing-left" in client.get("/challenges/coding-0/").text


def test_a_board_leads_to_a_match_of_what_it_is_about(client):
    choose(client, category="reasoning")
    vote_on_newest()
    recompute_boards()
    whole = client.get("/leaderboard/").text
    of_category = client.get("/leaderboard/category-coding/").text
    assert "Start voting" in whole
    assert 'name="category" value="coding"' in of_category


def test_the_choice_is_in_the_file_about_the_browser_and_goes_with_it(client):
    choose(client, category="coding")
    assert client.get("/privacy/download/").json()["matches"][0]["choice"] == "category=coding"
    assert client.post("/privacy/erase/", {"sure": "yes"}).cookies["choice"]["max-age"] == 0
