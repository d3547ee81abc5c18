import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from arena.matches.drawing import Pool, pair_probabilities
from arena.matches.pool_building import pool_as_bytes, pool_from_bytes
from arena.matches.remaining import Remaining
from arena.models import Known

# Three competitors; the last has answered only the challenges 20 and 30.
HAS_ANSWERED = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1]], dtype=bool)


NO_TEXTS = np.zeros((2, 0), dtype=np.int64)


def make_pool(votes=(0, 0, 0), same_text=NO_TEXTS):
    shared = np.array([3, 2, 2])
    return Pool(
        version=7,
        competitors=np.array([1, 2, 5]),
        challenges=np.array([10, 20, 30]),
        answered=np.packbits(HAS_ANSWERED, axis=1),
        shared=shared,
        probabilities=pair_probabilities(shared=shared, votes=np.array(votes)),
        same_text=same_text,
    )


def drawn(pool, *, times=3_000, **known):
    """How often each cell was drawn, and the probability that was stated of each."""
    rng = random.Random(4)
    remaining = Remaining(pool, Known(**known))
    draws = [remaining.draw(rng) for _ in range(times)]
    counts = Counter((draw.first, draw.second, draw.challenge) for draw in draws)
    return counts, {(d.first, d.second, d.challenge): d.probability for d in draws}


def assert_stated(counts, stated):
    total = counts.total()
    assert sum(stated.values()) == pytest.approx(1)
    for cell, probability in stated.items():
        spread = (total * probability * (1 - probability)) ** 0.5
        assert abs(counts[cell] - total * probability) < 4.5 * spread


def test_every_pair_that_shares_a_challenge_is_drawn_as_often_as_stated():
    counts, stated = drawn(make_pool(votes=(5, 0, 1)))
    assert len(counts) == 7
    assert_stated(counts, stated)


def test_what_was_compared_is_not_drawn_whichever_side_it_was_on():
    counts, stated = drawn(make_pool(), compared=[(2, 1, 10), (2, 5, 30)])
    assert {(1, 2, 10), (2, 5, 30)}.isdisjoint(counts)
    assert len(counts) == 5
    assert_stated(counts, stated)


def test_a_told_response_is_in_no_pair():
    counts, stated = drawn(make_pool(), told=[(1, 20)])
    assert {(1, 2, 20), (1, 5, 20)}.isdisjoint(counts)
    assert len(counts) == 5
    assert_stated(counts, stated)


def test_who_was_told_an_answer_was_told_the_same_text_by_another():
    # On 20 and on 30 the first and the last say the same; a number is 3 x the bit + the place.
    same = np.array([[3, 5, 6, 8], [0, 0, 1, 1]])
    counts, stated = drawn(make_pool(same_text=same), told=[(1, 20)])
    assert set(counts) == {(1, 2, 10), (1, 2, 30), (1, 5, 30), (2, 5, 30)}
    assert_stated(counts, stated)


def test_challenges_told_as_a_whole_are_not_drawn():
    counts, stated = drawn(make_pool(votes=(0, 4, 1)), told_challenges=[(11, 25)], told=[(5, 30)])
    assert set(counts) == {(1, 2, 10), (1, 2, 30)}
    assert_stated(counts, stated)


def test_what_is_known_in_two_ways_is_left_out_once():
    known = {"told": [(1, 20)], "told_challenges": [(20, 20)], "compared": [(1, 2, 20), (2, 1, 20)]}
    assert Remaining(make_pool(), Known(**known)).number == 7 - 3


def test_what_is_no_pair_of_the_pool_is_not_known():
    known = {"compared": [(1, 9, 10), (1, 2, 99), (1, 5, 10)], "told": [(9, 10), (5, 10), (1, 99)]}
    known |= {"told_challenges": [(1, 9), (31, 99)], "recent": [99]}
    assert Remaining(make_pool(), Known(**known)).number == 7


def test_who_knows_all_but_one_pair_gets_that_one():
    known = Known(told_challenges=[(10, 10)], told=[(1, 20)], compared=[(1, 2, 30), (1, 5, 30)])
    remaining = Remaining(make_pool(), known)
    cells = {
        (d.first, d.second, d.challenge) for d in map(remaining.draw, map(random.Random, range(40)))
    }
    assert cells == {(2, 5, 20), (2, 5, 30)}
    draw = Remaining(make_pool(), replace(known, told_challenges=[(10, 20)])).draw(random.Random(1))
    assert (draw.first, draw.second, draw.challenge) == (2, 5, 30)
    assert draw.probability == pytest.approx(1)


def test_who_knows_every_pair_gets_none():
    known = Known(told=[(1, 10), (1, 20), (1, 30), (2, 20), (2, 30)])
    assert Remaining(make_pool(), known).draw(random.Random(1)) is None


def test_a_challenge_served_lately_waits_while_others_are_left():
    counts, stated = drawn(make_pool(votes=(5, 0, 1)), recent=[20])
    assert {cell[2] for cell in counts} == {10, 30}
    assert_stated(counts, stated)


def test_when_all_were_served_lately_the_one_longest_ago_comes():
    counts, stated = drawn(make_pool(), recent=[20, 30, 10, 20])
    assert set(counts) == {(1, 2, 10)}
    assert stated == {(1, 2, 10): pytest.approx(1)}


def test_a_challenge_told_as_a_whole_and_served_lately_is_left_out_once():
    counts, stated = drawn(make_pool(), told_challenges=[(20, 20)], recent=[20])
    assert {cell[2] for cell in counts} == {10, 30}
    assert_stated(counts, stated)


def test_one_served_longer_ago_with_nothing_left_is_passed_over():
    counts, _ = drawn(make_pool(), recent=[20, 30, 10], told=[(1, 10)])
    assert {cell[2] for cell in counts} == {30}


def test_a_row_is_found_by_its_pair():
    pool = make_pool()
    assert [pool.pair_at(pool.row_of(*pair)) for pair in ((2, 1), (5, 1), (2, 5))] == [
        (1, 2),
        (1, 5),
        (2, 5),
    ]


def test_a_pair_that_shares_nothing_is_never_drawn():
    probabilities = pair_probabilities(shared=np.array([4, 0, 4]), votes=np.array([0, 0, 3]))
    assert probabilities[1] == 0
    assert probabilities.sum() == pytest.approx(1)


def test_a_stored_pool_draws_as_it_did():
    pool = make_pool(votes=(5, 0, 1))
    assert drawn(pool_from_bytes(pool_as_bytes(pool))) == drawn(pool)


SIZES = st.integers(2, 7)


@given(data=st.data(), competitors=SIZES, challenges=st.integers(1, 12))
@settings(max_examples=150)
def test_the_law_is_that_of_the_pool_on_what_is_left(data, competitors, challenges):
    """Against a list of every cell, whatever the voter knows."""
    answered = data.draw(arrays(bool, (competitors, challenges)))
    shared = (answered[:, None] & answered[None]).sum(axis=2)[np.triu_indices(competitors, 1)]
    votes = data.draw(arrays(int, len(shared), elements=st.integers(0, 30)))
    probabilities = pair_probabilities(shared=shared, votes=votes)
    packed = np.packbits(answered, axis=1)
    ids = np.arange(competitors) + 10, np.arange(challenges) * 3
    pool = Pool(1, *ids, packed, shared, probabilities, NO_TEXTS)
    who, on = st.integers(10, 9 + competitors), st.sampled_from(ids[1].tolist())
    told = data.draw(st.sets(st.tuples(who, on), max_size=12))
    whole = data.draw(st.lists(st.tuples(on, on).map(sorted).map(tuple), max_size=1))
    recent = data.draw(st.lists(on, max_size=5))
    left = {
        (pool.pair_at(row), challenge): probabilities[row] / shared[row]
        for row in range(len(shared))
        for challenge in pool.challenges[pool.bits_at(row)].tolist()
        if told.isdisjoint((each, challenge) for each in pool.pair_at(row))
        and not any(first <= challenge <= last for first, last in whole)
    }
    waiting = longest_ago({challenge for _, challenge in left}, recent)
    allowed = {cell: chance for cell, chance in left.items() if cell[1] not in waiting}
    remaining = Remaining(pool, Known(told=told, told_challenges=whole, recent=recent))
    assert remaining.number == len(left)
    for seed in range(4):
        draw = remaining.draw(random.Random(seed))
        if not left:
            assert draw is None
            continue
        expected = allowed[(draw.first, draw.second), draw.challenge] / sum(allowed.values())
        assert draw.probability == pytest.approx(expected, rel=1e-6)


def longest_ago(left, recent):
    """The challenges that wait: all that were served lately, or all but the one longest ago."""
    newest_first = [each for each in dict.fromkeys(recent) if each in left]
    return set(newest_first if left - set(newest_first) else newest_first[:-1])
