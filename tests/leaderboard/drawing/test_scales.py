"""From values to places."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.drawing.scales import Scale, day_ticks, scale_of, spread, ticks_of

TODAY = date(2026, 6, 1)


def test_a_value_is_drawn_in_proportion():
    scale = Scale(1000.0, 1200.0, 50.0, 250.0)
    assert [scale.place(value) for value in (1000, 1050, 1200)] == [50.0, 100.0, 250.0]


def test_a_scale_may_run_downwards():
    assert Scale(0.0, 10.0, 100.0, 0.0).place(2.5) == 75.0


def test_nothing_is_drawn_outside():
    scale = Scale(0.0, 1.0, 0.0, 100.0)
    assert (scale.place(-5), scale.place(7)) == (0.0, 100.0)


def test_a_scale_has_room_beyond_its_values():
    scale = scale_of([900.0, 1100.0], start=0.0, end=100.0, least_span=40.0, padding=0.05)
    assert (scale.least, scale.most) == (890.0, 1110.0)


def test_small_differences_look_small():
    scale = scale_of([1000.0, 1001.0], start=0.0, end=100.0, least_span=40.0, padding=0.0)
    assert scale.most - scale.least == 40.0


@given(st.floats(-5000, 5000), st.floats(min_value=0.5, max_value=9000), st.integers(2, 8))
def test_ticks_are_evenly_spaced_within_the_scale(least, span, most):
    scale = Scale(least, least + span, 0.0, 100.0)
    ticks = ticks_of(scale, most=most)
    assert len(ticks) <= most + 1
    assert all(least - 1e-6 <= tick <= least + span + 1e-6 for tick in ticks)
    steps = {round(b - a, 6) for a, b in itertools.pairwise(ticks)}
    assert len(steps) <= 1


def test_ticks_are_round():
    assert ticks_of(Scale(853.0, 1147.0, 0.0, 1.0), most=4) == [900.0, 1000.0, 1100.0]


def test_ticks_of_ranks_are_whole():
    assert ticks_of(Scale(1.0, 3.0, 0.0, 1.0), most=8, whole=True) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("days", [0, 1, 6, 40, 100, 800])
def test_days_of_an_axis_end_today_and_are_few(days):
    ticks = day_ticks(TODAY - timedelta(days=days), TODAY, most=8)
    assert ticks[-1] == TODAY
    assert len(ticks) <= 9
    assert all(tick >= TODAY - timedelta(days=days) for tick in ticks)


def test_labels_with_room_stay_where_they_are():
    assert spread([10.0, 40.0, 90.0], gap=15.0, least=0.0, most=100.0) == [10.0, 40.0, 90.0]


def test_labels_at_one_place_move_apart_evenly():
    assert spread([50.0, 50.0, 50.0], gap=10.0, least=0.0, most=100.0) == [40.0, 50.0, 60.0]


@given(st.lists(st.floats(0, 400), min_size=1, max_size=8))
def test_labels_never_overlap_and_keep_their_order(wanted):
    placed = spread(wanted, gap=17.0, least=0.0, most=400.0)
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert ordered == sorted(ordered)
    assert all(b - a >= 16.9 for a, b in itertools.pairwise(ordered))
    assert min(placed) >= 0
    assert max(placed) <= 400
