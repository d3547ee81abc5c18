"""Rows of a board's table that are folded under a line that counts them."""

import csv
import io
import re

import pytest
from django.utils import timezone

from leaderboard.models import Board
from tests.leaderboard.views.large import make_large
from tests.leaderboard.views.runs import publish_with_few

pytestmark = pytest.mark.django_db
OVERALL = "/leaderboard/"


@pytest.fixture(scope="module")
def board(scene) -> Board:
    made = make_large(competitors=8, days=2, votes=30, until=timezone.now())
    publish_with_few(12)
    return made


def read(client, query="") -> str:
    return client.get(f"{OVERALL}{query}").content.decode()


def names_in(page) -> list[str]:
    return re.findall(r'class="ratings__name"[^>]*>([^<]+)<', page)


def test_models_without_enough_votes_are_folded_under_a_line_that_counts_them(client, board):
    page = read(client)
    assert "12 models without enough votes" in page
    assert len(names_in(page)) == 8
    assert "20 of 20 models" in page


def test_they_are_opened_by_address(client, board):
    page = read(client, "?folded=shown")
    assert len(names_in(page)) == 20
    assert 'aria-expanded="true"' in page
    assert names_in(page)[-1] == "Few 1.11"


def test_the_line_leads_there_and_back_and_keeps_the_order(client, board):
    assert 'href="?sort=-votes&amp;folded=shown" aria-expanded="false"' in read(
        client, "?sort=-votes"
    )
    back = read(client, "?sort=-votes&folded=shown")
    assert 'href="?sort=-votes" aria-expanded="true"' in back


def test_who_is_looked_for_is_not_folded(client, board):
    assert names_in(read(client, "?q=few+1.3")) == ["Few 1.3"]


def test_files_have_all_rows_folded_or_not(client, board):
    text = client.get("/leaderboard/overall/ratings.csv").content.decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == 20


def test_models_that_no_votes_connect_have_a_line_of_their_own(client, board):
    publish_with_few(1, island=2, votes=500)
    page = read(client)
    assert "1 model that no votes connect with those above" in page
    assert "Island 1" not in page


def test_nothing_is_folded_where_no_model_has_enough_votes(client):
    make_large(competitors=3, votes=1)
    assert "ratings__fold" not in read(client)
    assert len(names_in(read(client))) == 3
