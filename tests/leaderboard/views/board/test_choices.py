"""The leaderboard's table as an address asks for it: which models, in which order, as a file."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from arena.models import Competitor
from leaderboard.kept import kept
from leaderboard.models import Board, Entry, RatingRun
from tests.leaderboard.views.large import make_large

pytestmark = pytest.mark.django_db
OVERALL = "/leaderboard/"


@pytest.fixture(scope="module")
def board(scene) -> Board:
    return make_large(competitors=12, days=9, until=timezone.now())


def names_in(client, address) -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r'class="ratings__name"[^>]*>([^<]+)<', page)


def entries(board) -> list[Entry]:
    run = RatingRun.objects.newest(board)
    return list(run.entries.select_related("competitor").order_by("position"))


def test_the_first_rank_comes_first(client, board):
    assert names_in(client, OVERALL) == [entry.competitor.name for entry in entries(board)]


@pytest.mark.parametrize(
    ("sort", "value", "is_falling"),
    [
        ("-votes", lambda entry: entry.votes, True),
        ("votes", lambda entry: entry.votes, False),
        ("-wins", lambda entry: entry.expected_wins, True),
        ("model", lambda entry: entry.competitor.name.casefold(), False),
        ("-model", lambda entry: entry.competitor.name.casefold(), True),
        ("ties", lambda entry: entry.ties / entry.votes, False),
    ],
)
def test_any_column_sorts(client, board, sort, value, is_falling):
    values = {entry.competitor.name: value(entry) for entry in entries(board)}
    shown = [values[name] for name in names_in(client, f"{OVERALL}?sort={sort}")]
    assert shown == sorted(shown, reverse=is_falling)
    assert len(shown) == 12


def test_a_heading_says_its_order_and_offers_the_other(client, board):
    page = client.get(f"{OVERALL}?sort=-votes").content.decode()
    assert re.search(r'aria-sort="descending">\s*<a[^>]+id="sort-votes" href="\?sort=votes"', page)
    assert page.count("aria-sort=") == 1


def test_an_unknown_sorting_sorts_by_rank(client, board):
    assert names_in(client, f"{OVERALL}?sort=-nonsense&since=ever") == names_in(client, OVERALL)


def add_late(board, **changed) -> None:
    """A model that is in the newest run alone."""
    newest = entries(board)[-1]
    kept = {f.name: getattr(newest, f.name) for f in Entry._meta.concrete_fields if f.name != "id"}
    late = Competitor.objects.create(slug="late", name="Late")
    Entry.objects.create(**kept | {"competitor": late, "position": 13} | changed)


def test_rows_without_a_value_come_last_in_either_order(client, board):
    nothing = dict.fromkeys(("votes", "wins", "losses", "ties", "both_bad"), 0)
    no_order = dict.fromkeys(("rank", "rank_low", "rank_high", "expected_wins"))
    add_late(board, **nothing, **no_order)
    for sort in ("wins", "-wins", "rating", "-rating"):
        assert names_in(client, f"{OVERALL}?folded=shown&sort={sort}")[-1] == "Late"


def test_models_are_found_by_words_of_name_and_provider(client, board):
    assert set(names_in(client, f"{OVERALL}?q=lumen+aster")) == {"Lumen 1"}
    page = client.get(f"{OVERALL}?q=LUMEN").content.decode()
    assert "2 of 12 models" in page


def test_a_provider_is_filtered_by(client, board):
    shown = names_in(client, f"{OVERALL}?provider=Birch+%26+Sons")
    assert set(shown) == {"Kestrel 1", "Marlow 1"}


def test_a_search_without_results_says_so(client, board):
    page = client.get(f"{OVERALL}?q=nobody").content.decode()
    assert "No model of this board is called so" in page


def test_search_and_filters_stay_in_the_links(client, board):
    page = client.get(f"{OVERALL}?provider=Aster&sort=-votes").content.decode()
    assert 'href="?provider=Aster&amp;sort=-wins"' in page
    assert "ratings.csv?provider=Aster&amp;sort=-votes" in page
    assert '<input type="hidden" name="sort" value="-votes" form="find">' in page


def test_search_text_is_escaped(client, board):
    page = client.get(f"{OVERALL}?q=%22%3E%3Cscript%3E").content.decode()
    assert "<script>" not in page


@pytest.mark.parametrize(("since", "days"), [("day", 1), ("week", 7)])
def test_movement_is_since_the_last_run_before_that_time(client, board, since, days):
    runs = list(RatingRun.objects.order_by("-id"))
    then = {entry.competitor_id: entry for entry in runs[days].entries.all()}
    rows = client.get(f"/leaderboard/overall/ratings.json?since={since}").json()["rows"]
    for row, entry in zip(rows, entries(board), strict=True):
        before = then[entry.competitor_id]
        assert row["moved_places"] == before.position - entry.position
        assert row["moved_points"] == pytest.approx(entry.rating - before.rating, abs=0.006)


def test_a_young_board_has_no_movement(client):
    make_large(competitors=4)
    page = client.get(OVERALL).content.decode()
    assert "sort-moved" not in page
    assert "sort-votes" in page


def test_a_model_that_was_not_there_is_new(client, board):
    assert '<span class="moved">new</span>' not in client.get(OVERALL).content.decode()
    kept.clear()
    add_late(board)
    assert client.get(OVERALL).content.decode().count('<span class="moved">new</span>') == 1


def test_csv_has_the_rows_that_are_shown_in_their_order(client, board):
    query = "?provider=Aster&sort=-votes"
    answer = client.get(f"/leaderboard/overall/ratings.csv{query}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in rows] == names_in(client, f"{OVERALL}{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="overall-ratings.csv"'


def test_a_name_is_no_formula_in_a_spreadsheet(client, board):
    Competitor.objects.filter(slug="model-0").update(name="=HYPERLINK(1)")
    text = client.get("/leaderboard/overall/ratings.csv").content.decode()
    assert ",'=HYPERLINK(1)," in text


def test_json_has_the_run_and_the_rows(client, board):
    told = client.get("/leaderboard/overall/ratings.json").json()
    run = RatingRun.objects.newest(board)
    assert (told["run"]["id"], told["run"]["votes"]) == (run.pk, run.votes)
    assert [row["rating"] for row in told["rows"]] == [
        round(entry.rating, 2) for entry in entries(board)
    ]


def test_the_facts_of_the_run_are_shown(client, board):
    run = RatingRun.objects.newest(board)
    page = client.get(OVERALL).content.decode()
    for fact in (f"<dd>{run.pk} ·", run.head, run.method["code"], f"{run.votes:,}"):
        assert fact in page


def test_thirty_boards_are_listed_by_heading(client):
    make_large(competitors=3, boards=30)
    page = client.get(OVERALL).content.decode()
    assert "All 30 boards" in page
    assert page.count('<h2 class="boards__group">') == 2


@pytest.mark.parametrize(("competitors", "boards", "days"), [(4, 2, 2), (40, 30, 9)])
def test_the_table_costs_four_queries_at_any_size(
    client, django_assert_max_num_queries, competitors, boards, days
):
    make_large(competitors=competitors, boards=boards, days=days)
    for address in (OVERALL, f"{OVERALL}?q=lumen&sort=-votes"):
        kept.clear()
        with django_assert_max_num_queries(4):
            client.get(address)


def test_a_search_in_the_newest_run_costs_one_query(client, board, django_assert_num_queries):
    client.get(OVERALL)
    with django_assert_num_queries(1):
        client.get(f"{OVERALL}?q=lumen")


def test_the_runs_before_are_of_the_same_board(client, board):
    run = RatingRun.objects.newest(board)
    other = Board.objects.create(slug="other", name="Other")
    week_ago = run.finished_at - timedelta(days=8)
    kept = [field.name for field in run._meta.concrete_fields if field.name != "id"]
    changed = {"board": other, "started_at": week_ago, "finished_at": week_ago}
    RatingRun.objects.create(**{name: getattr(run, name) for name in kept} | changed)
    found = RatingRun.objects.before(run, days=7).get()
    assert found.board_id == board.pk
