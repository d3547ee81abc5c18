import random
from collections import Counter

import numpy as np
import pytest

from arena.matches.drawing import Pool, pair_probabilities
from arena.matches.pool_building import pool_as_bytes, pool_from_bytes

# Three competitors; the last has answered only the challenges 20 and 30.
HAS_ANSWERED = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1]], dtype=bool)


def make_pool(votes=(0, 0, 0)):
    shared = np.array([3, 2, 2])
    return Pool(
        version=7,
        competitors=np.array([1, 2, 5]),
        challenges=np.array([10, 20, 30]),
        answered=np.packbits(HAS_ANSWERED, axis=1),
        shared=shared,
        probabilities=pair_probabilities(shared=shared, votes=np.array(votes)),
    )


def drawn(pool, *, times=3_000, **known):
    """How often each cell was drawn, and the probability that was stated of each."""
    rng = random.Random(4)
    cells = pool.known_cells(**known)
    draws = [pool.draw(known=cells, rng=rng) for _ in range(times)]
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


def test_a_response_seen_by_name_is_in_no_pair():
    counts, stated = drawn(make_pool(), sighted=[(1, 20)])
    assert {(1, 2, 20), (1, 5, 20)}.isdisjoint(counts)
    assert len(counts) == 5
    assert_stated(counts, stated)


def test_a_pair_both_compared_and_sighted_is_known_once():
    known = make_pool().known_cells(compared=[(1, 2, 20), (1, 2, 20)], sighted=[(1, 20)])
    assert len(known) == 2


def test_what_is_no_pair_of_the_pool_is_not_known():
    pool = make_pool()
    strangers = [(1, 9, 10), (1, 2, 99), (1, 5, 10)]
    assert not len(pool.known_cells(compared=strangers, sighted=[(9, 10), (5, 10)]))


def test_who_knows_all_but_one_pair_gets_that_one():
    pool = make_pool()
    everything = [(1, 2, c) for c in (10, 20, 30)] + [(1, 5, 20), (1, 5, 30), (2, 5, 20)]
    draw = pool.draw(known=pool.known_cells(compared=everything), rng=random.Random(1))
    assert (draw.first, draw.second, draw.challenge) == (2, 5, 30)
    assert draw.probability == pytest.approx(1)


def test_who_knows_every_pair_gets_none():
    pool = make_pool()
    known = pool.known_cells(sighted=[(1, 10), (1, 20), (1, 30), (2, 20), (2, 30)])
    assert pool.draw(known=known, rng=random.Random(1)) is None


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
