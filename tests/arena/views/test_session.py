"""Pages and API where authors are named at the end of a session, or never."""

import json

import pytest
from django.test import Client

from arena.models import Competitor, Match, Vote, VotingSession, receipt_code
from tests.arena.crawling import open_page
from tests.arrange import make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HTMX = {"HX-Request": "true"}
API = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def arena():
    make_arena(competitors=4, challenges=6)


@pytest.fixture
def after_session(settings):
    settings.NAME_AUTHORS, settings.SESSION_VOTES = "after_session", 2


@pytest.fixture
def never(settings):
    settings.NAME_AUTHORS = "never"


def vote(client, **more):
    """On the page of a new match, and the answer."""
    client.post("/matches/")
    match = Match.objects.open().latest("opened_at")
    return match, client.post(f"/matches/{match.id}/vote/", {"outcome": "left"}, **more)


def vote_by_api(client):
    match = client.post("/api/v1/matches/", **API).json()
    return client.post(f"/api/v1/matches/{match['id']}/vote/", {"outcome": "left"}, **API).json()


def names_in(text):
    return {each.name for each in Competitor.objects.all() if each.name in text}


def slugs_in(body):
    text = json.dumps(body)
    return {each.slug for each in Competitor.objects.all() if f'"{each.slug}"' in text}


def test_the_page_of_a_match_says_when_its_authors_are_named(client, after_session, settings):
    assert "shown at the end of your session" in open_page(client).text
    settings.NAME_AUTHORS = "never"
    other = Client()
    assert "not after your vote either" in open_page(other).text


def test_where_authors_are_named_at_once_the_page_says_nothing_of_it(client):
    assert "Who wrote the responses is" not in open_page(client).text


@pytest.mark.parametrize("rule", ["after_session", "never"])
def test_a_vote_names_nobody(client, rule, request):
    request.getfixturevalue(rule)
    match, answer = vote(client, headers=HTMX)
    page = client.get(f"/matches/{match.id}/")
    for text in (answer.text, page.text):
        assert "Your vote: A is better" in text
        assert "Recorded." in text
        assert names_in(text) == set()
        assert "data-key" in text
    assert "data-open" not in page.text


def test_how_others_voted_is_not_shown_before_the_authors(client, never):
    _, answer = vote(client, headers=HTMX)
    assert "How others voted" not in answer.text
    assert "data-agreement" not in answer.text


def test_the_answer_counts_the_votes_of_the_session(client, after_session):
    _, answer = vote(client, headers=HTMX)
    assert "<strong>1</strong> vote of 2 in this session" in answer.text
    assert "Name them now" in answer.text


def test_where_authors_are_never_named_there_is_no_button_for_it(client, never):
    _, answer = vote(client, headers=HTMX)
    assert "Name them now" not in answer.text


def test_the_last_vote_leads_to_the_page_of_the_session(client, after_session):
    first, _ = vote(client, headers=HTMX)
    second, answer = vote(client, headers=HTMX)
    session = VotingSession.objects.get()
    assert answer.headers["HX-Redirect"] == f"/sessions/{session.id}/"
    page = client.get(f"/sessions/{session.id}/").text
    shown = {first.left_competitor.name, first.right_competitor.name}
    shown |= {second.left_competitor.name, second.right_competitor.name}
    assert names_in(page) == shown


def test_without_htmx_the_last_vote_leads_there_too(client, after_session):
    vote(client)
    _, answer = vote(client)
    assert answer.headers["Location"] == f"/sessions/{VotingSession.objects.get().id}/"


def test_a_voter_may_have_them_named_now(client, after_session):
    match, _ = vote(client)
    answer = client.post("/sessions/")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/sessions/{VotingSession.objects.get().id}/",
    )
    assert match.left_competitor.name in client.get(f"/matches/{match.id}/").text


def test_there_may_be_nothing_to_name(client, never):
    vote(client)
    answer = client.post("/sessions/")
    assert answer.status_code == 409
    assert names_in(answer.text) == set()


def test_another_browser_does_not_find_the_session(client, after_session):
    vote(client)
    address = client.post("/sessions/").headers["Location"]
    other = Client()
    open_page(other)
    assert (client.get(address).status_code, other.get(address).status_code) == (200, 404)
    assert other.get(f"/api/v1{address}").status_code == 404


@pytest.mark.parametrize(("rule", "waiting"), [("after_session", 1), ("never", 0)])
def test_the_api_names_nobody_either(client, rule, waiting, request):
    request.getfixturevalue(rule)
    said = vote_by_api(client)
    assert said.pop("receipt") == receipt_code(Vote.objects.get().pk)
    assert said == {
        "outcome": "left",
        "name_authors": rule,
        "left": None,
        "right": None,
        "crowd": None,
        "session": None,
        "waiting": waiting,
    }


def test_the_api_names_all_authors_of_a_full_session(client, after_session):
    vote_by_api(client)
    verdict = vote_by_api(client)
    assert verdict["left"]["competitor"]["slug"]
    session = client.get(f"/api/v1/sessions/{verdict['session']}/").json()
    assert len(session["matches"]) == 2
    assert len(slugs_in(session)) >= 2


def test_the_api_ends_a_session_on_request(client, after_session):
    vote_by_api(client)
    answer = client.post("/api/v1/sessions/", **API)
    assert answer.status_code == 201
    (match,) = answer.json()["matches"]
    assert {match["left"]["slug"], match["right"]["slug"]} == slugs_in(match)
    again = client.post("/api/v1/sessions/", **API)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_name")


def test_the_download_of_an_unnamed_vote_names_nobody(client, after_session):
    vote(client)
    assert slugs_in(client.get("/privacy/download/").json()) == set()
    client.post("/sessions/")
    assert len(slugs_in(client.get("/privacy/download/").json())) == 2


def test_a_session_says_how_many_votes_wait_since(client, after_session):
    vote(client)
    address = client.post("/sessions/").headers["Location"]
    vote(client)
    assert "1 vote since then waits" in client.get(address).text
