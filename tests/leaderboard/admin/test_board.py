import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from leaderboard.models import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create(username="mira", is_staff=True, is_superuser=True))
    return client


def test_when_a_model_is_established_can_be_changed(desk):
    board = Board.objects.overall()
    address = reverse("admin:leaderboard_board_change", args=(board.pk,))
    desk.post(address, {"name": "All", "minimum_votes": 5, "slug": "all", "sequence": 9})
    board.refresh_from_db()
    assert (board.name, board.votes_to_establish) == ("All", 5)
    assert (board.slug, board.sequence) == ("overall", 0)


@pytest.mark.parametrize(("door", "args"), [("add", ()), ("delete", (1,))])
def test_boards_come_and_go_with_their_categories_only(desk, door, args):
    args = (Board.objects.overall().pk,) if args else ()
    assert desk.post(reverse(f"admin:leaderboard_board_{door}", args=args)).status_code == 403
