"""Which dumps are kept."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.dumps.retention import KeptDumps, days_to_keep

FIRST = date(2026, 1, 1)  # a Thursday


def days(number):
    return [FIRST + timedelta(days=each) for each in range(number)]


def test_the_last_days_then_the_first_of_each_week_and_month_are_kept():
    kept = days_to_keep(days(60), KeptDumps(daily=3, weekly=3, monthly=3))
    assert sorted(each.isoformat() for each in kept) == [
        *("2026-01-01", "2026-02-01"),  # of months, as the first of March
        *("2026-02-09", "2026-02-16", "2026-02-23"),  # Mondays
        *("2026-02-27", "2026-02-28", "2026-03-01"),
    ]


@given(
    number=st.integers(1, 400),
    rule=st.builds(KeptDumps, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_what_is_kept_for_a_week_or_a_month_stays_while_that_is_counted(number, rule):
    """Night after night, and what was removed once does not come back."""
    there: set[date] = set()
    for day in days(number):
        there = set(days_to_keep({*there, day}, rule))
        assert day in there
    assert there == days_to_keep(days(number), rule)
    assert len(there) <= max(rule.daily, 1) + rule.weekly + rule.monthly
