"""What charts draw, by their coordinates."""

import itertools
from datetime import date, timedelta

import pytest

from leaderboard.drawing import forest, heat, lines
from leaderboard.drawing.svg import points

TODAY = date(2026, 6, 1)
FOREST = forest.ForestWords("f", "Ratings", "All of them", "Rating", "Rank")
LINES = lines.LineWords("l", "Ratings by day", "All of them", date.isoformat)
HEAT = heat.HeatWords("h", "Pairs", "All of them")


def row(name="A", *, rating=1000.0, lower=950.0, upper=1050.0, ranks=(1, 2)):
    return forest.ForestRow(name, rating, lower, upper, ranks, tip=f"{name}!")


def at(found, *names):
    return [float(found.attributes[name]) for name in names]


def test_a_rating_is_drawn_in_the_middle_of_its_interval():
    drawn = forest.forest([row(), row("B", rating=1100.0, lower=1080.0, upper=1120.0)], FOREST)
    spans = [at(each, "x1", "x2") for each in drawn.find("line", "interval__span")]
    dots = [at(each, "cx")[0] for each in drawn.find("circle")]
    assert dots == pytest.approx([sum(span) / 2 for span in spans], abs=0.02)
    assert spans[0][1] - spans[0][0] == pytest.approx(2.5 * (spans[1][1] - spans[1][0]), rel=0.01)


def test_an_open_interval_reaches_the_edge_without_an_end():
    drawn = forest.forest([row(lower=None), row("B")], FOREST)
    first = next(drawn.find("line", "interval__span--open"))
    assert at(first, "x1") == [forest.WIDE.plot[0]]
    assert len(list(drawn.find("line", "interval__end"))) == 3


def test_ranks_are_drawn_from_the_first_to_the_last():
    drawn = forest.forest([row(ranks=(1, 1)), row("B", ranks=(2, 4))], FOREST)
    bars = [at(each, "x", "width") for each in drawn.find("rect", "forest__ranks")]
    start, end = forest.WIDE.ranks
    assert bars[0] == [start - 4, 8.0]
    assert bars[1][0] + bars[1][1] == pytest.approx(end + 4)
    assert bars[1][1] - 8 == pytest.approx((end - start) * 2 / 3, abs=0.1)


def test_a_phone_gets_the_ranks_as_text():
    drawn = forest.forest([row(ranks=(2, 4))], FOREST, forest.NARROW)
    assert not list(drawn.find("rect", "forest__ranks"))
    assert ("2–4",) in [each.children for each in drawn.find("text", "chart__number")]


@pytest.mark.parametrize(
    ("share", "level"), [(0.0, -5), (0.46, 0), (0.5, 0), (0.54, 0), (0.66, 2), (1.0, 5)]
)
def test_a_share_has_a_level_on_either_side_of_a_half(share, level):
    assert heat.share_level(share) == level


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (4, 1), (5, 2), (999, 6), (1000, 7)])
def test_counts_have_levels_that_grow_tenfold(count, level):
    assert heat.count_level(count) == level


@pytest.mark.parametrize(("deviation", "level"), [(0.9, 0), (-1.9, -1), (2.1, 2), (80.0, 5)])
def test_deviations_within_chance_have_no_colour(deviation, level):
    assert heat.deviation_level(deviation) == level


def test_a_cell_stands_in_its_row_and_column():
    cells = [
        [None, heat.Cell(2, ("60", "9"), "A – B")],
        [heat.Cell(-2, ("40", "9"), "B – A"), None],
    ]
    drawn = heat.heat(["A", "B"], cells, HEAT, scale="diverging")
    upper, lower = (at(each, "x", "y", "width") for each in drawn.find("rect"))
    assert upper[0] > lower[0]
    assert upper[1] < lower[1]
    assert [each.attributes["class"] for each in drawn.find("rect")] == ["heat2", "heat-2"]


def test_many_models_have_cells_without_text():
    number = 30
    cells = [[heat.Cell(0, ("50", "9"), "")] * number for _ in range(number)]
    drawn = heat.heat(["A"] * number, cells, HEAT, scale="diverging")
    assert not list(drawn.find("text", "heat__text"))
    assert len(list(drawn.find("rect"))) == number**2


def series(key="a", *, number=1, values=(1000.0, 1020.0, 1010.0)):
    first = TODAY - timedelta(days=len(values) - 1)
    some = [
        lines.Point(first + timedelta(days=day), value, value - 10, value + 10)
        for day, value in enumerate(values)
    ]
    return lines.Series(key, key.upper(), number, some)


def test_days_are_evenly_spaced_and_higher_is_up():
    frame = lines.frame_of([series()], lines.WIDE, falling=False, least_span=40.0)
    (x1, y1), (x2, y2), (x3, _) = (frame.point(each) for each in series().points)
    assert x2 - x1 == pytest.approx(x3 - x2)
    assert y2 < y1


def test_the_first_rank_is_on_top():
    frame = lines.frame_of([series(values=(1.0, 5.0))], lines.WIDE, falling=True, least_span=4.0)
    assert frame.y.place(1.0) < frame.y.place(5.0)


def test_ranks_begin_with_the_first():
    drawn = lines.lines([series(values=(1.0, 2.0))], LINES, falling=True, least_span=4.0)
    ticks = [each.children[0] for each in drawn.find("text", "chart__number")]
    assert "1" in ticks
    assert "0" not in ticks


def test_bands_that_are_to_be_seen_fit():
    one = series(values=(1000.0, 1001.0))
    frame = lines.frame_of([one], lines.WIDE, falling=False, least_span=1.0, bands=True)
    assert (frame.y.least < 990, frame.y.most > 1011) == (True, True)


def test_the_band_lies_around_the_line():
    one = series()
    frame = lines.frame_of([one], lines.WIDE, falling=False, least_span=40.0)
    band = frame.band(one.points)
    assert len(band) == 6
    for point, above, below in zip(one.points, band[:3], band[:2:-1], strict=True):
        assert above[1] < frame.point(point)[1] < below[1]


def test_a_line_says_its_days_and_ends_with_its_mark():
    drawn = lines.lines([series()], LINES)
    line = next(drawn.find("polyline"))
    last = str(line.attributes["points"]).split()[-1]
    assert line.attributes["data-days"] == "2026-05-30 2026-05-31 2026-06-01"
    mark = next(drawn.find("g", "lines__mark")).attributes["transform"]
    x, y = mark.removeprefix("translate(").removesuffix(")").split()
    assert points([(float(x), float(y))]) == last


def test_labels_of_lines_that_end_together_stand_apart():
    drawn = lines.lines([series("a"), series("b", number=2), series("c", number=3)], LINES)
    places = [at(each, "y")[0] for each in drawn.find("text", "chart__name")]
    assert sorted(places) == places
    assert min(b - a for a, b in itertools.pairwise(places)) >= 16.9


def test_a_single_day_is_drawn_at_the_right():
    drawn = lines.lines([series(values=(1000.0,))], LINES)
    place = str(next(drawn.find("polyline")).attributes["points"]).split(",")[0]
    assert float(place) == lines.WIDE.width - lines.WIDE.right


def test_series_differ_by_more_than_colour():
    marks = {lines.mark(number).name + str(lines.mark(number).attributes) for number in range(1, 5)}
    assert len(marks) == 4
