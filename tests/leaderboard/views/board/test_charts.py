"""The pages of a board that draw: intervals, pairs, history."""

import csv
import io
import re

import numpy as np
import pytest
from django.utils import timezone

from leaderboard.catalogue.pairs import coverage_of, pairs_of
from leaderboard.kept import kept
from leaderboard.models import Board, BoardTally, PairErrors, RatingRun
from leaderboard.runs.pair_errors import error_between, errors_among
from tests.leaderboard.views.large import make_large

pytestmark = pytest.mark.django_db
PAGES = ("intervals", "pairs", "history")
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def board(scene) -> Board:
    return make_large(competitors=14, days=5, until=timezone.now())


def address(name, query="") -> str:
    return f"/leaderboard/overall/{name}/{query}"


def read(client, name, query="") -> str:
    return client.get(address(name, query)).content.decode()


def found_pairs(board):
    run = RatingRun.objects.newest(board)
    entries = list(run.entries.select_related("competitor").order_by("position"))
    return pairs_of(run, entries, PairErrors.objects.get(board=board))


@every_page
def test_a_board_without_a_run_says_so(client, name):
    assert "No ratings on this board yet" in read(client, name)


@every_page
def test_a_board_that_does_not_exist_is_404(client, name):
    assert client.get(f"/leaderboard/nonsense/{name}/").status_code == 404


@every_page
def test_a_drawing_has_a_title_a_description_and_a_table_beside(client, board, name):
    page = read(client, name)
    drawings = re.findall(r'<svg[^>]+role="img"[^>]+aria-labelledby="(\S+) (\S+)"', page)
    assert drawings
    for title, description in drawings:
        assert re.search(f'<title id="{title}">[^<]+</title>', page)
        assert re.search(f'<desc id="{description}">[^<]+</desc>', page)
    assert "The same as a table" in page


@every_page
def test_a_drawing_has_no_inline_style_or_script(client, board, name):
    page = read(client, name)
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]+src=)|\son\w+=", page)


@pytest.mark.parametrize(("competitors", "boards", "days"), [(4, 2, 2), (40, 30, 9)])
def test_a_page_costs_four_queries_at_any_size(
    client, django_assert_max_num_queries, competitors, boards, days
):
    make_large(competitors=competitors, boards=boards, days=days)
    for name in PAGES:
        kept.clear()
        with django_assert_max_num_queries(4):
            client.get(address(name))


@every_page
def test_an_unchanged_page_costs_one_query(client, board, name, django_assert_num_queries):
    etag = client.get(address(name)).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address(name), headers={"If-None-Match": etag}).status_code == 304


def test_the_requested_number_of_intervals_is_drawn(client):
    make_large(competitors=30)
    assert read(client, "intervals").count('class="forest__row"') == 2 * 30
    assert read(client, "intervals", "?top=25").count('class="forest__row"') == 2 * 25


def test_intervals_are_drawn_of_the_requested_models(client, board):
    page = read(client, "intervals", "?provider=Aster")
    assert page.count('class="forest__row"') == 2 * 2


def test_votes_are_counted_on_both_sides_and_in_all_folds(board):
    found = found_pairs(board)
    first, second = (found.entries[place].competitor_id for place in (0, 1))
    before = found.votes[0, 1], found.wins[0, 1], found.ties[0, 1]
    BoardTally.objects.create(
        board=board, fold=3, left_competitor_id=second, right_competitor_id=first, right=5, tie=2
    )
    after = found_pairs(board)
    assert after.votes[0, 1] - before[0] == 7
    assert after.wins[0, 1] - before[1] == 5
    assert after.ties[0, 1] - before[2] == 2
    assert (after.votes == after.votes.T).all()


def test_every_vote_of_the_board_is_in_the_map(board):
    assert found_pairs(board).votes.sum() / 2 == RatingRun.objects.newest(board).votes


def test_predicted_shares_follow_the_ratings(board):
    found = found_pairs(board)
    one, other = found.entries[:2]
    odds = 10 ** ((one.rating - other.rating) / 400)
    assert found.predicted[0, 1] == pytest.approx(odds / (1 + odds))
    together = found.predicted + found.predicted.T
    np.testing.assert_allclose(together[~np.isnan(together)], 1.0)


def test_the_interval_is_that_of_the_stored_error(board):
    found = found_pairs(board)
    stored = PairErrors.objects.get(board=board)
    ids = [entry.competitor_id for entry in found.entries]
    error = error_between(stored, ids[0], ids[3]).value
    assert errors_among(stored, ids)[0, 3] == pytest.approx(error)
    odds = np.exp(found.entries[0].theta - found.entries[3].theta - 1.959964 * error)
    assert found.lower[0, 3] == pytest.approx(odds / (1 + odds))


def test_a_model_without_stored_errors_has_no_interval(board):
    stored = PairErrors.objects.get(board=board)
    known = RatingRun.objects.newest(board).entries.first().competitor_id
    errors = errors_among(stored, [known, 10**9])
    assert np.isnan(errors).all()


def test_coverage_counts_each_pair_once(board):
    found = found_pairs(board)
    told = coverage_of(found)
    assert told.pairs == 14 * 13 / 2
    upper = found.votes[np.triu_indices(14, k=1)]
    assert (told.without, told.most) == ((upper == 0).sum(), upper.max())


@pytest.mark.parametrize("measure", ["predicted", "observed", "deviation", "votes"])
def test_every_measure_is_drawn_for_the_first_models(client, board, measure):
    page = read(client, "pairs", f"?show={measure}")
    assert page.count('<g class="heat__cell') == 12 * 11
    assert f'id="show-{measure}" aria-current="true"' in page


def test_more_models_are_drawn_by_choice(client, board):
    assert read(client, "pairs", "?top=24").count('<g class="heat__cell') == 14 * 13


def test_all_pairs_are_in_the_file_once(client, board):
    text = client.get("/leaderboard/overall/pairs.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len({frozenset((row["first"], row["second"])) for row in rows}) == len(rows) == 91
    for row in rows:
        names = ("first_wins", "second_wins", "ties", "both_bad")
        parts = [int(row[name]) for name in names]
        assert sum(parts) == int(row["votes"])
        if sum(parts):
            share = (parts[0] + (parts[2] + parts[3]) / 2) / sum(parts)
            assert float(row["observed"]) == pytest.approx(share, abs=1e-4)


def test_history_has_a_point_for_each_day(client, board):
    rows = client.get("/leaderboard/overall/history.json").json()["rows"]
    days = {run.finished_at.date().isoformat(): run for run in RatingRun.objects.all()}
    assert {row["day"] for row in rows} == set(days)
    for row in rows:
        entry = days[row["day"]].entries.get(competitor__slug=row["slug"])
        assert row["rating"] == round(entry.rating, 2)


def test_the_first_models_are_drawn_where_none_is_chosen(client, board):
    first = RatingRun.objects.newest(board).entries.order_by("position")[:5]
    rows = client.get("/leaderboard/overall/history.json").json()["rows"]
    assert {row["slug"] for row in rows} == {entry.competitor.slug for entry in first}


def test_models_are_chosen(client, board):
    page = read(client, "history", "?model=model-3&model=model-7")
    assert set(re.findall(r'<li data-series="([^"]+)"', page)) == {"model-3", "model-7"}
    assert page.count(" checked") == 2


def test_no_more_are_drawn_than_can_be_told_apart(client, board):
    query = "?" + "&".join(f"model=model-{number}" for number in range(11))
    page = read(client, "history", query)
    assert page.count("<li data-series=") == 8
    assert "more cannot be told apart" in page


def test_history_goes_as_far_back_as_requested(client):
    make_large(competitors=4, days=35)
    for query, days in (("?days=30", 31), ("?days=all", 35)):
        rows = client.get(f"/leaderboard/overall/history.json{query}").json()["rows"]
        assert len({row["day"] for row in rows}) == days


def test_ranks_are_drawn_too(client, board):
    page = read(client, "history", "?show=rank")
    assert "LMArena rank by day" in page


def test_unknown_models_draw_nothing(client, board):
    assert "Nothing to draw yet" in read(client, "history", "?model=nobody")
