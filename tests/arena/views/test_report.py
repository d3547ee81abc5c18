"""Reporting from the pages."""

import pytest

from arena.models import Match, Report, Response, Voter
from tests.arrange import make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture
def match(client):
    make_arena()
    client.post("/matches/")
    return Match.objects.get()


def send(client, address, **words):
    return client.post(address, {"reason": "broken", "words": "It is cut off."} | words)


def of(match):
    return f"/matches/{match.id}/report/"


@pytest.mark.parametrize(("what", "side"), [("a", "left"), ("b", "right"), ("challenge", None)])
def test_a_challenge_or_side_of_an_open_match_can_be_reported(client, match, what, side):
    assert f"report/?what={what if side else 'a'}" in client.get(f"/matches/{match.id}/").text
    assert client.get(of(match), {"what": what}).status_code == 200
    answer = send(client, of(match), what=what)
    assert answer.status_code == 303
    report = Report.objects.get()
    assert report.response == (getattr(match, side) if side else None)
    assert (report.voter, report.words) == (match.voter, "It is cut off.")
    assert "Thank you" in client.get(answer.url).text
    assert Match.objects.get().ending is None  # the vote is still open


def test_the_page_of_a_report_is_as_blind_as_the_match(client, match):
    page = client.get(of(match)).text
    for response in Response.objects.select_related("competitor"):
        assert response.competitor.name not in page
        assert response.competitor.slug not in page


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "mood"}, {"what": "c"}, {"words": "x" * 1001}]
)
def test_what_is_missing_is_said(client, match, wrong):
    answer = send(client, of(match), **({"what": "a"} | wrong))
    assert answer.status_code == 400
    assert "marked below" in answer.text
    assert not Report.objects.exists()


def test_another_s_match_is_not_reported(client, match):
    client.cookies.clear()
    assert client.get(of(match)).status_code == 404
    assert send(client, of(match), what="a").status_code == 404


def test_a_challenge_and_a_named_response_are_reported_on_their_pages(client, match):
    assert "/challenges/reasoning-0/report/" in client.get("/challenges/reasoning-0/").text
    assert send(client, "/challenges/reasoning-0/report/").status_code == 303
    address = "/models/competitor-0/responses/reasoning-1/report/"
    assert send(client, address).status_code == 303
    assert Report.objects.filter(response__isnull=True).count() == 1
    assert Report.objects.filter(response__competitor__slug="competitor-0").count() == 1


def test_a_report_without_a_cookie_creates_a_voter(client):
    make_arena()
    send(client, "/challenges/reasoning-0/report/")
    assert Report.objects.get().voter == Voter.objects.get()
    send(client, "/challenges/reasoning-0/report/", words="Again.")
    assert Report.objects.get().words == "It is cut off."


def test_reports_are_limited(client, match, settings):
    settings.REPORTS_PER_HOUR = 1
    send(client, of(match), what="a")
    answer = send(client, of(match), what="b")
    assert answer.status_code == 429
    assert Report.objects.count() == 1


@pytest.mark.parametrize("path", ["/challenges/none/report/", "/models/x/responses/y/report/"])
def test_nothing_there_to_report(client, path):
    assert client.get(path).status_code == 404


def test_words_go_when_a_browser_is_forgotten(client, match):
    send(client, of(match), what="a")
    told = client.get("/privacy/download/").json()
    assert told["reports"][0]["words"] == "It is cut off."
    client.post("/privacy/erase/", {"sure": "yes"})
    report = Report.objects.get()
    assert (report.voter, report.words) == (None, "")


def test_after_a_report_of_a_match_the_next_pair_is_one_press_away(client, match):
    page = client.get(f"/matches/{match.id}/report/?sent=1").text
    assert f'name="after" value="{match.id}"' in page
    client.post("/matches/", {"after": match.id})
    assert Match.objects.exclude(id=match.id).exists()


def test_after_another_report_voting_is_one_press_away(client, match):
    page = client.get(f"/challenges/{match.challenge.slug}/report/?sent=1").text
    assert 'action="/matches/new/"' in page.partition("</header>")[2]
