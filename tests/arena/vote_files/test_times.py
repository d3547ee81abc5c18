"""Times as people and programs write them."""

from datetime import UTC, datetime

import pytest

from arena.vote_files import BadInput, BadTime, read_moment, window_length

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
JUNE = datetime(2024, 6, 10, 6, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("1718000000", "1718000000.0", "1718000000000", "1718000000000000"),
        *("1718000000000000000", "1.718e9", "2024-06-10T06:13:20Z", "2024-06-10 06:13:20"),
        *("2024-06-10T08:13:20+02:00", "2024-06-10 06:13:20 UTC", "2024-06-10 06:13:20+00"),
        *("2024-06-10 06:13:20.000", "2024-06-10 06:13:20,000", "20240610T061320Z"),
        *("Mon, 10 Jun 2024 06:13:20 GMT", "Mon, 10 Jun 2024 08:13:20 +0200", "45453.25925926"),
    ],
)
def test_a_time_is_read_however_it_is_written(text):
    assert read_moment(text, now=NOW) == JUNE


def test_milliseconds_keep_their_fractions():
    assert read_moment("1718000000123", now=NOW).microsecond == 123_000


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("day-first", "10/06/2024 06:13:20"),
        ("month-first", "06/10/2024 6:13:20 AM"),
        ("day-first", "10.06.2024 06:13:20"),
        ("day-first", "10.6.24, 06:13:20"),
    ],
)
def test_the_order_of_day_and_month_is_said_by_option(order, text):
    assert read_moment(text, dates=order, now=NOW) == JUNE
    with pytest.raises(BadTime, match="--dates day-first or --dates month-first"):
        read_moment(text, now=NOW)


def test_decimal_commas_of_days_are_read_between_semicolons():
    found = read_moment("45453,25925926", now=NOW, decimal_commas=True)
    assert found == JUNE


@pytest.mark.parametrize("text", ["2026-06-01T13:00Z", "1900000000", "1900000000000", "60000"])
def test_the_future_is_refused(text):
    with pytest.raises(BadTime, match="is in the future"):
        read_moment(text, now=NOW)


@pytest.mark.parametrize("text", ["noon", "2026-13-01", "31/02/2024", "-5", "1e99", "99/99/2024"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(BadTime):
        read_moment(text, dates="day-first", now=NOW)


@pytest.mark.parametrize(
    ("text", "hours"), [("30", 720), ("30d", 720), ("12h", 12), ("4w", 672), ("1 year", 8760)]
)
def test_a_window_has_a_unit(text, hours):
    assert window_length(text).total_seconds() == hours * 3600


@pytest.mark.parametrize("text", ["0", "soon", "-3", "3 moons"])
def test_a_window_that_is_none_is_refused(text):
    with pytest.raises(BadInput, match="wants a number of days"):
        window_length(text)
