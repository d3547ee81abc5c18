"""Drawing one pair of responses from everything that may be served, as arrays in memory.

A *cell* is a pair of competitors on one challenge both have answered, as a number: the pair's row
times the number of challenges, plus the challenge's bit.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

# This share of all servings is drawn uniformly from all pairs of responses, so that every pair
# keeps a known, positive probability; the rest goes where votes are few.
UNIFORM_SHARE = 0.1

# Draws that hit a pair the voter knows before the rest is enumerated instead.
MOST_DRAWS = 32

type Integers = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """Two competitors, lower id first, on one challenge, and how likely just that was."""

    first: int
    second: int
    challenge: int
    probability: float


@dataclass(frozen=True, eq=False)
class Pool:
    """Every pair of competitors, a row each, with the challenges both have answered.

    A row is drawn with its probability, then one of its shared challenges uniformly. Rows are in
    the order of (0, 1), (0, 2), …, (1, 2), …, which are positions in `competitors`.

    Args:
        version: of the responses this was read from.
        competitors: (C,) ids, ascending.
        challenges: (H,) ids, ascending.
        answered: (C, H / 8) bits, as `numpy.packbits` has them: who has answered what.
        shared: (P,) how many challenges each pair shares.
        probabilities: (P,) of each pair, summing to 1.
    """

    version: int
    competitors: Integers
    challenges: Integers
    answered: npt.NDArray[np.uint8] = field(repr=False)
    shared: Integers = field(repr=False)
    probabilities: Floats = field(repr=False)

    def draw(self, *, known: Integers, rng: random.Random) -> Draw | None:
        """A cell the voter does not know yet, or None when there is none.

        Args:
            known: the cells the voter knows, by `known_cells`.
            rng: chance.
        """
        if len(known) == self._cells:
            return None
        rows = known // self._width
        left = 1.0 - float((self.probabilities[rows] / self.shared[rows]).sum())
        for _ in range(MOST_DRAWS):
            row = self._random_row(rng)
            bit = _chosen(self._bits(row), rng)
            cell = row * self._width + bit
            place = int(np.searchsorted(known, cell))
            if place == len(known) or known[place] != cell:
                return self._drawn(row, bit, left)
        return self._draw_from_the_rest(known, rng)

    def known_cells(
        self,
        *,
        compared: Sequence[tuple[int, int, int]] = (),
        sighted: Sequence[tuple[int, int]] = (),
    ) -> Integers:
        """What a voter is not to be served, ascending.

        Args:
            compared: two competitors and the challenge on which the voter met them.
            sighted: a competitor and a challenge whose response the voter knows by name.
        """
        one, other, challenge = np.array(compared, dtype=np.int64).reshape(-1, 3).T
        cells = [self._cells_of(self._places(one), self._places(other), self._bits_of(challenge))]
        if sighted:
            seen, on = np.array(sighted, dtype=np.int64).T
            everybody = np.arange(len(self.competitors))
            who, others = np.meshgrid(self._places(seen), everybody, indexing="ij")
            bits = np.repeat(self._bits_of(on), len(everybody))
            cells.append(self._cells_of(who.ravel(), others.ravel(), bits))
        return np.unique(np.concatenate(cells))

    def row_of(self, first: int, second: int) -> int:
        """The row of two competitors that are in the pool."""
        one, other = sorted(int(place) for place in self._places(np.array([first, second])))
        return int(self._starts[one]) + other - one - 1

    def pair_at(self, row: int) -> tuple[int, int]:
        """The two competitors of a row, lower id first."""
        first, second = self._places_at(row)
        return int(self.competitors[first]), int(self.competitors[second])

    @property
    def _width(self) -> int:
        return max(len(self.challenges), 1)

    @cached_property
    def _cells(self) -> int:
        return int(self.shared.sum())

    @cached_property
    def _cumulative(self) -> Floats:
        return np.cumsum(self.probabilities)

    @cached_property
    def _last_row(self) -> int:
        return int(np.flatnonzero(self.shared)[-1])

    @cached_property
    def _starts(self) -> Integers:
        """(C,) the row of each competitor with the next one."""
        return row_starts(len(self.competitors))

    def _places_at(self, row: int) -> tuple[int, int]:
        first = int(np.searchsorted(self._starts[:-1], row, "right")) - 1
        return first, first + 1 + row - int(self._starts[first])

    def _places(self, competitors: Integers) -> Integers:
        return _positions(self.competitors, competitors)

    def _bits_of(self, challenges: Integers) -> Integers:
        return _positions(self.challenges, challenges)

    def _cells_of(self, one: Integers, other: Integers, bits: Integers) -> Integers:
        """Those of these that are cells: of two competitors, on a challenge both answered."""
        is_known = (one >= 0) & (other >= 0) & (bits >= 0) & (one != other)
        one, other, bits = one[is_known], other[is_known], bits[is_known]
        both = self.answered[one, bits >> 3] & self.answered[other, bits >> 3]
        is_cell = (both >> (7 - (bits & 7)).astype(np.uint8) & 1).astype(bool)
        first, second = np.minimum(one, other)[is_cell], np.maximum(one, other)[is_cell]
        rows = self._starts[first] + second - first - 1
        cells: Integers = rows * self._width + bits[is_cell]
        return cells

    def _bits(self, row: int) -> Integers:
        """The challenges both of a row have answered."""
        first, second = self._places_at(row)
        both = self.answered[first] & self.answered[second]
        return np.flatnonzero(np.unpackbits(both, count=len(self.challenges)))

    def _random_row(self, rng: random.Random) -> int:
        row = int(np.searchsorted(self._cumulative, rng.random(), "right"))
        return min(row, self._last_row)

    def _draw_from_the_rest(self, known: Integers, rng: random.Random) -> Draw:
        """The same law, for a voter who knows nearly everything: what is left, enumerated."""
        rest = self.shared - np.bincount(known // self._width, minlength=len(self.shared))
        weights = self.probabilities * rest / np.maximum(self.shared, 1)
        cumulative = np.cumsum(weights)
        chance = rng.random() * cumulative[-1]
        last = int(np.flatnonzero(rest)[-1])
        row = min(int(np.searchsorted(cumulative, chance, "right")), last)
        start = row * self._width
        of_row = known[slice(*np.searchsorted(known, (start, start + self._width)))] - start
        bit = _chosen(np.setdiff1d(self._bits(row), of_row), rng)
        return self._drawn(row, bit, float(cumulative[-1]))

    def _drawn(self, row: int, bit: int, left: float) -> Draw:
        first, second = self.pair_at(row)
        probability = float(self.probabilities[row]) / int(self.shared[row]) / left
        return Draw(first, second, int(self.challenges[bit]), min(probability, 1.0))


def row_starts(competitors: int) -> Integers:
    """(C,) of each position the row of its pair with the next one."""
    places = np.arange(competitors, dtype=np.int64)
    return places * competitors - places * (places + 1) // 2


def pair_probabilities(*, shared: Integers, votes: Integers) -> Floats:
    """How likely each pair of competitors is to be served next.

    Args:
        shared: (P,) how many challenges the pair shares.
        votes: (P,) how many votes the pair has.

    Returns:
        (P,) summing to 1: `UNIFORM_SHARE` in proportion to `shared`, which is uniform over pairs
        of responses, and the rest in proportion to 1 / (1 + votes); 0 where nothing is shared.
    """
    if not shared.any():
        return np.zeros(len(shared))
    wanting = np.where(shared > 0, 1.0 / (1.0 + votes), 0.0)
    uniform = shared / shared.sum()
    mixed: Floats = UNIFORM_SHARE * uniform + (1.0 - UNIFORM_SHARE) * wanting / wanting.sum()
    return mixed


def _positions(ascending: Integers, ids: Integers) -> Integers:
    """Where each id is, -1 if nowhere."""
    if not len(ascending):
        return np.full(len(ids), -1)
    places = np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)
    return np.where(ascending[places] == ids, places, -1)


def _chosen(among: Integers, rng: random.Random) -> int:
    return int(among[rng.randrange(len(among))])
