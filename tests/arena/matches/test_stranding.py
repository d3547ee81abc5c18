"""No pair is served that would cost a match; counted by trying every matching."""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arena.matches.stranding import stranding_pairs


def most_matches(free, barred):
    """The size of the largest matching, by trying all of them."""

    @cache
    def most(left):
        if len(left) < 2:
            return 0
        first, *others = left
        met = [
            1 + most(tuple(each for each in others if each != other))
            for other in others
            if (first, other) not in barred
        ]
        return max([most(tuple(others)), *met])

    return most(tuple(sorted(free)))


def stranding_by_trying(free, barred):
    most = most_matches(free, barred)
    return {
        pair
        for pair in combinations(sorted(free), 2)
        if pair not in barred and most_matches(set(free) - set(pair), barred) < most - 1
    }


def test_two_who_met_already_are_not_left_alone():
    assert stranding_pairs({1, 2, 3, 4}, {(1, 2)}) == {(3, 4)}


def test_where_all_may_meet_no_pair_strands_any():
    assert stranding_pairs(range(6), set()) == set()


@pytest.mark.parametrize("size", [2, 3, 5, 6, 9, 40])
def test_where_nobody_may_meet_there_is_no_pair(size):
    assert stranding_pairs(range(size), set(combinations(range(size), 2))) == set()


def test_of_many_few_pairs_strand_none():
    assert stranding_pairs(range(200), {(0, other) for other in range(1, 100)}) == set()


def test_who_may_meet_but_one_of_many_meets_that_one():
    barred = {(0, other) for other in range(1, 99)}
    assert stranding_pairs(range(100), barred) == {(other, 99) for other in range(1, 99)}


@given(data=st.data(), size=st.integers(2, 8))
@settings(max_examples=150)
def test_they_are_those_that_trying_finds(data, size):
    pairs = list(combinations(range(10, 10 + size), 2))
    barred = data.draw(st.sets(st.sampled_from(pairs)))
    free = range(10, 10 + size)
    assert stranding_pairs(free, barred) == stranding_by_trying(free, barred)
