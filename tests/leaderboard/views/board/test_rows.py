"""Numbers as read, intervals as drawn."""

import pytest

from leaderboard.models import Entry
from leaderboard.views.board.rows import TableAxis, axis_of, row_of, table_of


def make_entry(*, rating=1000.0, lower=950.0, upper=1050.0, **more):
    counts = {"votes": 10, "wins": 4, "losses": 3, "ties": 2, "both_bad": 1, "island": 1}
    ranks = {"rank_low": 1, "rank_high": 3}
    return Entry(rating=rating, lower=lower, upper=upper, **{**counts, **ranks, **more})


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(1, 3, "1–3"), (2, 2, "2"), (None, None, "")],
)
def test_a_rank_set_is_written_as_a_range(low, high, text):
    entry = make_entry(rank_low=low, rank_high=high)
    assert row_of(entry, axis_of([entry])).ranks == text


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [(950, 1050, "± 50"), (950, None, "≥ 950"), (None, 1050, "≤ 1050"), (None, None, "")],
)
def test_the_margin_says_which_bounds_there_are(lower, upper, text):
    entry = make_entry(lower=lower, upper=upper)
    assert row_of(entry, axis_of([entry])).margin == text


def test_places_follow_the_order_of_ratings():
    entry = make_entry()
    axis = axis_of([entry, make_entry(rating=1200, lower=1100, upper=1300)])
    places = [float(axis.place(mark)[:-1]) for mark in (950, 1000, 1050, 1300)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 100


def test_an_interval_without_a_bound_reaches_the_edge():
    entry = make_entry(lower=None)
    drawing = row_of(entry, axis_of([entry])).drawing
    assert (drawing.start, drawing.is_open_below, drawing.is_open_above) == ("0%", True, False)


def test_ticks_are_round_and_few():
    ratings = [tick.rating for tick in TableAxis(853.0, 1147.0).ticks()]
    assert ratings == [900, 1000, 1100]


def test_a_table_without_rows_has_an_axis_all_the_same():
    table = table_of([])
    assert (table.islands, table.axis.place(1000)) == ([], "50.00%")


def test_shares_are_of_all_votes():
    row = row_of(make_entry(), axis_of([make_entry()]))
    assert (row.tie_share, row.both_bad_share) == (20.0, 10.0)


def test_a_model_without_votes_has_no_shares():
    entry = make_entry(votes=0, wins=0, losses=0, ties=0, both_bad=0)
    row = row_of(entry, axis_of([entry]))
    assert (row.tie_share, row.both_bad_share) == (None, None)
