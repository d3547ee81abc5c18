"""Choosing through the API what to judge."""

import pytest

from arena.models import Match
from tests.arrange import make_arena, make_challenge, make_response, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(autouse=True)
def arena():
    made = make_arena(competitors=2, challenges=4)
    challenge = make_challenge("coding-0", category="coding")
    for competitor in made:
        make_response(challenge, competitor)


def open_match(client, **choice):
    body = {"choice": choice}
    return client.post("/api/v1/matches/", body, content_type="application/json")


def test_a_match_is_of_the_choice_and_keeps_it(client):
    opened = open_match(client, category="coding", kind="text")
    assert opened.status_code == 201
    assert opened.json()["challenge"]["category"] == "coding"
    assert Match.objects.get().choice == "category=coding&kind=text"


def test_a_choice_holds_for_one_request_alone(client):
    opened = open_match(client, category="coding")
    client.post("/api/v1/matches/", content_type="application/json")
    assert Match.objects.latest("opened_at").choice == ""
    assert "choice" not in opened.cookies


@pytest.mark.parametrize(
    "choice",
    [
        {"category": "cooking"},
        {"kind": "smell"},
        {"language": "tlh"},
        {"challenge": "no-doors"},
    ],
)
def test_what_is_not_there_has_a_code_of_its_own(client, choice):
    answer = open_match(client, **choice)
    assert (answer.status_code, answer.json()["code"]) == (400, "choice_not_known")
    assert not Match.objects.exists()


@pytest.mark.parametrize("choice", ["coding", ["coding"], {"categry": "coding"}])
def test_a_choice_of_another_shape_is_not_valid(client, choice):
    body = {"choice": choice}
    answer = client.post("/api/v1/matches/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_an_exhausted_choice_says_how_many_are_left_elsewhere(client):
    open_match(client, category="coding")
    match = Match.objects.get()
    vote_on(match, now=match.opened_at)
    answer = open_match(client, category="coding")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_pair_available")
    assert answer.json()["left_elsewhere"] == 4
