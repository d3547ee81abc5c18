"""What is stored about this browser, taken along and erased."""

import json

import pytest
from django.test import Client

from arena.models import Match, Response, Vote, Voter
from arena.visitors import sightings, voters
from tests.arrange import make_arena, make_submission
from tests.leaderboard.views.test_models import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()


@pytest.fixture
def voted(client, arena) -> Client:
    """A browser that has voted once and has the next match open."""
    client.post("/matches/")
    client.post(f"/matches/{Match.objects.get().id}/vote/", {"outcome": "left"})
    client.post("/matches/")
    return client


def download(client):
    return json.loads(client.get("/privacy/download/").content)


def test_a_browser_without_a_cookie_is_shown_that_nothing_is_stored(client):
    assert "Nothing on our side" in read(client, "/privacy/")
    assert download(client)["voter"] is None
    assert not Voter.objects.exists()


def test_a_voter_is_shown_how_much_is_stored(voted):
    page = read(voted, "/privacy/")
    assert "<dt>Votes</dt><dd>1</dd>" in page
    assert "<dt>Matches opened</dt><dd>2</dd>" in page


def test_the_download_is_a_file_with_all_of_it(voted):
    answer = voted.get("/privacy/download/")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    kept = json.loads(answer.content)
    assert (len(kept["votes"]), len(kept["matches"])) == (1, 2)
    assert kept["voter"]["key"] == str(Voter.objects.get().key)


def test_a_submitted_challenge_is_counted_and_in_the_download(voted):
    make_submission(voter=Voter.objects.get())
    assert "word to the reviewers</dt><dd>1</dd>" in read(voted, "/privacy/")
    assert [kept["title"] for kept in download(voted)["challenges_submitted"]] == ["Three doors"]


def test_the_download_is_as_blind_as_the_match(voted):
    match = Match.objects.open().get()
    told = json.dumps([row for row in download(voted)["matches"] if row["id"] == str(match.id)])
    assert match.left_competitor.slug not in told
    assert match.right_competitor.slug not in told


def test_the_download_has_what_only_the_cookie_lists(client, arena):
    response = Response.objects.first()
    client.get(f"/models/{response.competitor.slug}/responses/{response.challenge.slug}/")
    assert download(client)["named_responses_opened_not_yet_stored"] == [response.pk]
    assert "Its own cookie lists 1 response" in read(client, "/privacy/")


def test_erasing_needs_the_box_ticked(voted):
    answer = voted.post("/privacy/erase/")
    assert answer.status_code == 400
    assert "Nothing was erased." in answer.text
    assert Voter.objects.get().key


def test_erasing_disconnects_the_browser_from_its_votes(voted):
    copy = voted.cookies[voters.COOKIE].value
    answer = voted.post("/privacy/erase/", {"sure": "yes"}, follow=True)
    assert "We do not know this browser any more" in answer.text
    assert Voter.objects.get().key is None
    assert Vote.objects.count() == 1
    assert not voted.cookies[voters.COOKIE].value
    assert not voted.cookies[sightings.COOKIE].value
    thief = Client()
    thief.cookies[voters.COOKIE] = copy
    assert download(thief)["voter"] is None


def test_its_matches_are_not_its_own_any_more(voted):
    match = Match.objects.get(ending="vote")
    voted.post("/privacy/erase/", {"sure": "yes"})
    assert voted.get(f"/matches/{match.id}/").status_code == 404


def test_voting_after_erasing_makes_a_new_voter(voted):
    voted.post("/privacy/erase/", {"sure": "yes"})
    voted.post("/matches/")
    assert Voter.objects.count() == 2


def test_erasing_without_a_cookie_is_allowed(client):
    answer = client.post("/privacy/erase/", {"sure": "yes"}, follow=True)
    assert answer.status_code == 200


def test_erasing_needs_a_post(client):
    assert client.get("/privacy/erase/").status_code == 405


def test_erasing_is_protected_against_csrf():
    answer = Client(enforce_csrf_checks=True).post("/privacy/erase/", {"sure": "yes"})
    assert answer.status_code == 403


@pytest.mark.usefixtures("settings_are_read")
def test_the_page_uses_four_queries(voted, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        read(voted, "/privacy/")
