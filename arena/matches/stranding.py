"""Which pairs of a challenge would cost a voter a match if they were served.

A voter meets each response once, so the matches on a challenge are a matching: of the graph of
all who are free, without the pairs that may not meet. A pair strands others when no maximum
matching has it.

Source:
    Rabin and Vazirani, Journal of Algorithms 10 (1989): in a graph with a perfect matching, an
    edge is in one exactly if its entry in the inverse of the Tutte matrix is not zero. Simple
    condition: Dirac, Proceedings of the London Mathematical Society s3-2 (1952).
"""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt

# Random entries modulo this prime; a product of two fits 64 bits. An entry is zero by accident,
# which would hold back one pair more, once in a billion.
PRIME = 2**31 - 1
# Dirac's condition holds for graphs of so many.
LEAST_CYCLE = 3

type Matrix = npt.NDArray[np.int64]


def stranding_pairs(
    free: Collection[int], barred: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The pairs, lower number first, that are in no maximum matching.

    Args:
        free: who may still meet somebody.
        barred: pairs of them that may not meet.
    """
    if not barred:
        return set()
    numbers = sorted(free)
    place = {number: index for index, number in enumerate(numbers)}
    edges = tuple(sorted((place[one], place[other]) for one, other in barred))
    return {(numbers[one], numbers[other]) for one, other in _stranding(len(numbers), edges)}


@lru_cache(maxsize=1_024)
def _stranding(size: int, barred: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    allowed = ~np.eye(size, dtype=bool)
    one, other = np.array(barred).T
    allowed[one, other] = allowed[other, one] = False
    # Without any two, the rest has a cycle through all of it.
    if size - 2 >= LEAST_CYCLE and 2 * (allowed.sum(axis=1).min() - 2) >= size - 2:
        return ()
    rng = np.random.default_rng(size)
    tutte = _skew(allowed, rng)
    unmatched = size - _eliminate(tutte)[0]
    whole = np.zeros((size + unmatched, size + unmatched), dtype=np.int64)
    whole[:size, :size] = tutte
    # Whom a maximum matching leaves out is matched with one of as many who may meet anybody.
    to_added = rng.integers(1, PRIME, (size, unmatched))
    whole[:size, size:], whole[size:, :size] = to_added, -to_added.T % PRIME
    inverse = _eliminate(whole)[1][:size, :size]
    strands = np.triu(allowed & (inverse == 0))
    return tuple(zip(*(axis.tolist() for axis in np.nonzero(strands)), strict=True))


def _skew(allowed: npt.NDArray[np.bool_], rng: np.random.Generator) -> Matrix:
    upper = np.triu(np.where(allowed, rng.integers(1, PRIME, allowed.shape), 0), 1)
    return (upper - upper.T) % PRIME


def _eliminate(matrix: Matrix) -> tuple[int, Matrix]:
    """The rank and, if that is full, the inverse, by Gauss and Jordan modulo `PRIME`."""
    size = len(matrix)
    both = np.hstack((matrix, np.eye(size, dtype=np.int64)))
    rank = 0
    for column in range(size):
        below = np.flatnonzero(both[rank:, column])
        if not len(below):
            continue
        pivot = rank + int(below[0])
        both[[rank, pivot]] = both[[pivot, rank]]
        both[rank] = both[rank] * pow(int(both[rank, column]), -1, PRIME) % PRIME
        others = both[:, column].copy()
        others[rank] = 0
        both = (both - np.outer(others, both[rank]) % PRIME) % PRIME
        rank += 1
    return rank, both[:, size:]
