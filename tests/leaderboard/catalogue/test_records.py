"""Wins, losses and ties."""

import pytest

from leaderboard.catalogue.records import ENOUGH_VOTES, Record, ResponseRecord, strongest, weakest


def answer(number, wins, losses, ties=0) -> ResponseRecord:
    names = ("text", f"c{number}", f"C {number}", "Logic", "ada", "Ada", "")
    return ResponseRecord(number, 0, *names, record=Record(wins, losses, ties))


def ids(answers):
    return [each.id for each in answers]


def test_a_tie_is_half_a_win():
    assert Record(wins=2, losses=1, ties=1, both_bad=0).score == 62.5
    assert Record(wins=2, losses=1, ties=0, both_bad=1).score == 62.5


def test_without_votes_there_is_no_score():
    assert Record().score is None


def test_records_add_up():
    assert Record(1, 2, 3, 4) + Record(1, 1, 1, 1) == Record(2, 3, 4, 5)


def test_the_bar_is_as_long_as_all_votes():
    bar = Record(wins=5, losses=3, ties=1, both_bad=1).bar
    assert bar == [
        ("wins", "0.00%", "50.00%"),
        ("ties", "50.00%", "10.00%"),
        ("both_bad", "60.00%", "10.00%"),
        ("losses", "70.00%", "30.00%"),
    ]


def test_bounds_of_a_record_are_wilson_s():
    record = Record(wins=8, losses=2)  # 8 of 10: 0.4902 to 0.9433
    assert record.bound(-1) == pytest.approx(49.02, abs=0.005)
    assert record.bound(1) == pytest.approx(94.33, abs=0.005)


def test_many_votes_outweigh_a_few_lucky_ones():
    lucky, sure = answer(1, 5, 0), answer(2, 95, 5)
    assert ids(strongest([lucky, sure, answer(3, 2, 9), answer(4, 3, 9)], 2)) == [2, 1]


def test_the_weakest_are_those_with_the_lowest_upper_bound():
    unlucky, sure = answer(1, 0, 5), answer(2, 5, 95)
    assert ids(weakest([unlucky, sure, answer(3, 9, 2), answer(4, 9, 3)], 2)) == [2, 1]


def test_a_few_votes_make_nothing_strong_or_weak():
    few = [answer(number, ENOUGH_VOTES - 1, 0) for number in range(4)]
    assert strongest(few, 5) == weakest(few, 5) == []


def test_none_is_both_strong_and_weak():
    some = [answer(number, number, 10 - number) for number in range(5)]
    assert not set(ids(strongest(some, 5))) & set(ids(weakest(some, 5)))
