"""A board says how many of its votes were cast under which rule of naming authors."""

import pytest

from arena.models import ExclusionRule, Vote
from arena.moderation import exclude_votes
from leaderboard.models import Board, BoardTally, Entry, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(settings):
    """Two votes under each rule, on the overall board."""
    settings.UNNAMED_VOTES_TOGETHER = settings.UNNAMED_VOTERS_TOGETHER = 1
    make_arena()
    for seed, rule in enumerate(("after_each_vote", "after_session", "never")):
        settings.NAME_AUTHORS = rule
        cast_votes(2, seed=seed)
    recompute_boards()
    return RatingRun.objects.newest(Board.objects.overall())


def test_a_run_counts_its_votes_by_rule(run):
    assert (run.votes, run.named_after_session, run.never_named) == (6, 2, 2)


def test_each_row_counts_those_of_its_model(run):
    rows = Entry.objects.filter(run=run).values_list("named_after_session", "never_named")
    assert [sum(column) for column in zip(*rows, strict=True)] == [4, 4]


def test_an_excluded_vote_is_not_counted_under_its_rule(run, admin_user):
    vote = Vote.objects.filter(match__name_authors="never").first()
    exclude_votes(
        votes=Vote.objects.filter(pk=vote.pk),
        rule=ExclusionRule.MANUAL,
        reason="A trial.",
        actor=admin_user,
        now=NOON,
    )
    recompute_boards()
    assert RatingRun.objects.newest(run.board).never_named == 1


def test_a_board_that_is_new_counts_the_same(run):
    before = list(BoardTally.objects.filter(board=run.board).values("never_named").order_by("pk"))
    Board.objects.filter(pk=run.board.pk).update(filled=False)
    recompute_boards()
    after = BoardTally.objects.filter(board=run.board).values_list("never_named", flat=True)
    assert sum(after) == sum(each["never_named"] for each in before) == 2


def test_a_rebuild_finds_the_same(run):
    assert rebuild_tallies().agrees


def test_files_and_api_of_the_board_say_it(run, client):
    body = client.get("/api/v1/boards/overall/").json()
    assert (body["run"]["named_after_session"], body["run"]["never_named"]) == (2, 2)
    assert {"named_after_session", "never_named"} <= set(body["entries"][0])
    file = client.get("/leaderboard/overall/ratings.json").json()
    assert file["run"]["never_named"] == 2
    head = client.get("/leaderboard/overall/ratings.csv").text.splitlines()[0]
    assert ",named_after_session,never_named," in head


def test_the_page_of_the_board_says_it(run, client):
    page = client.get("/leaderboard/").text
    assert "Authors never named" in page
    assert "Authors named after a session" in page
