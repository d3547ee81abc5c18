"""The whole way of one vote, door to door."""

import pytest
from django.test import Client
from django.urls import reverse

from arena.models import Match, Vote, VoteEvent
from leaderboard.models import BoardTally, LedgerEntry, RatingRun, ResponseTally
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.tasks import recompute
from tests.arrange import make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def vote_once(outcome):
    browser = Client()
    opened = browser.post(reverse("arena:open"))
    assert opened.status_code == 303
    voted = browser.post(f"{opened.url}vote/", {"outcome": outcome})
    assert (voted.status_code, voted.url) == (303, opened.url)


def test_a_vote_travels_from_the_match_to_the_board(client):
    make_arena(competitors=2, challenges=1, category="poetry")
    vote_once("left")

    match, vote, event = Match.objects.get(), Vote.objects.get(), VoteEvent.objects.get()
    assert (vote.match, event.vote, event.pending) == (match, vote, True)
    assert client.get("/api/v1/boards/overall/").status_code == 404

    recompute()

    entry = LedgerEntry.objects.get()
    assert (entry.event, entry.sequence) == (event, 1)
    assert ResponseTally.objects.get(left_response=match.left).left == 1
    assert set(BoardTally.objects.values_list("left", flat=True)) == {1}
    for slug in ("overall", "category-poetry"):
        board = client.get(f"/api/v1/boards/{slug}/").json()
        assert board["run"]["head"] == entry.digest
        winner, loser = board["entries"]
        assert winner["competitor"]["slug"] == match.left_competitor.slug
        assert winner["rating"] > 1000 > loser["rating"]
    assert rebuild_tallies().agrees


def test_votes_of_many_browsers_are_each_counted_once(client):
    make_arena()
    for outcome in ("left", "right", "tie", "both_bad") * 3:
        vote_once(outcome)
    recompute()
    recompute()
    board = client.get("/api/v1/boards/overall/").json()
    assert board["run"]["votes"] == 12 == Vote.objects.count()
    assert sum(entry["both_bad"] for entry in board["entries"]) == 6
    assert RatingRun.objects.filter(board__slug="overall").count() == 1
    assert rebuild_tallies().agrees
