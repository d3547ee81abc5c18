import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from arena.models import Competitor
from leaderboard.models import Board, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = pytest.mark.django_db

METHOD = {"name": "All", "ties": "half_win", "speaks_of": "like_these", "minimum_votes": 5}


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create(username="mira", is_staff=True, is_superuser=True))
    return client


@pytest.fixture(scope="module")
def rated(scene):
    make_arena()
    cast_votes(12)
    recompute_boards()


def change(admin, board, **fields):
    admin.post(reverse("admin:leaderboard_board_change", args=(board.pk,)), METHOD | fields)
    board.refresh_from_db()


def test_how_a_board_is_rated_can_be_changed(admin):
    board = Board.objects.overall()
    change(admin, board, ties="davidson", side_effect="on")
    assert (board.name, board.votes_to_establish) == ("All", 5)
    assert (board.ties, board.side_effect) == ("davidson", True)


def test_which_votes_a_board_counts_cannot_be_changed(admin):
    board = Board.objects.overall()
    change(admin, board, slug="all", sequence=9, kind="code", window_days=3)
    assert (board.slug, board.sequence) == ("overall", 0)
    assert (board.kind, board.window_days) == ("", None)


def test_a_board_that_is_to_be_rated_in_another_way_is_published_anew(admin, rated):
    board = Board.objects.overall()
    change(admin, board, ties="davidson")
    assert [run.board for run in recompute_boards()] == [board]
    assert RatingRun.objects.newest(board).method["ties"] == "davidson"


def test_a_board_that_is_added_counts_the_votes_that_are_there(admin, rated):
    competitor = Competitor.objects.first()
    new = {"name": "Text", "slug": "text", "kind": "text", "ties": "rao_kupper"}
    new["speaks_of"] = "these"
    admin.post(reverse("admin:leaderboard_board_add"), new | {"anchor": competitor.pk})
    (run,) = recompute_boards()
    assert (run.board.slug, run.votes) == ("text", 12)
    assert run.entries.get(competitor=competitor).rating == pytest.approx(1000)


def test_a_board_that_breaks_a_rule_is_refused_with_a_sentence(admin):
    broken = {"name": "Odd", "slug": "odd", "ties": "half_win", "language": "Klingon!"}
    page = admin.post(reverse("admin:leaderboard_board_add"), broken)
    assert page.status_code == 200
    assert not Board.objects.filter(slug="odd").exists()


def test_a_board_cannot_be_deleted(admin):
    args = (Board.objects.overall().pk,)
    assert admin.post(reverse("admin:leaderboard_board_delete", args=args)).status_code == 403
