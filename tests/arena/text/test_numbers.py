"""Whole numbers that somebody outside has written."""

import pytest

from arena.text import numbers


@pytest.mark.parametrize(
    ("digits", "number"),
    [("0", 0), ("7", 7), ("99", 99), ("100", 99), ("9" * 5_000, 99), ("0" * 5_000 + "5", 5)],
)
def test_a_number_is_read_up_to_the_most(digits, number):
    assert numbers.at_most(digits, 99) == number
