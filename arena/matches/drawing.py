"""Every pair of competitors with the challenges both have answered, as arrays in memory.

A *row* is a pair of competitors, a *place* the position of a competitor, a *bit* that of a
challenge, and a *cell* a pair of competitors on one challenge that both have answered.
"""

import random
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

# This share of all servings is drawn uniformly from all pairs of responses, so that every pair
# keeps a known, positive probability; the rest goes where votes are few.
UNIFORM_SHARE = 0.1

# Challenges looked at together, which bounds the memory.
STEP = 4_096

type Integers = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]


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
        same_text: (2, T) answers that another competitor gave word for word on the challenge: the
            number of each (see `numbers_of`), and below it that of its text.
    """

    version: int
    competitors: Integers
    challenges: Integers
    answered: npt.NDArray[np.uint8] = field(repr=False)
    shared: Integers = field(repr=False)
    probabilities: Floats = field(repr=False)
    same_text: Integers = field(repr=False)

    def row_of(self, first: int, second: int) -> int:
        """The row of two competitors that are in the pool."""
        one, other = self.places_of(np.array([first, second]))
        return int(self.rows_of(one, other))

    def pair_at(self, row: int) -> tuple[int, int]:
        """The two competitors of a row, lower id first."""
        first, second = self.places_at(row)
        return int(self.competitors[first]), int(self.competitors[second])

    def places_at(self, row: int) -> tuple[int, int]:
        """Where the two competitors of a row are in `competitors`."""
        first = int(np.searchsorted(self._starts[:-1], row, "right")) - 1
        return first, first + 1 + row - int(self._starts[first])

    def bits_at(self, row: int) -> Integers:
        """The challenges both of a row have answered."""
        first, second = self.places_at(row)
        both = self.answered[first] & self.answered[second]
        return np.flatnonzero(np.unpackbits(both, count=len(self.challenges)))

    def rows_of(self, one: Integers, other: Integers) -> Integers:
        """The row of each two places that differ, whichever comes first."""
        first, second = np.minimum(one, other), np.maximum(one, other)
        rows: Integers = self._starts[first] + second - first - 1
        return rows

    def random_row(self, rng: random.Random) -> int:
        row = int(np.searchsorted(self._cumulative, rng.random(), "right"))
        return min(row, self._last_row)

    def places_of(self, competitors: Integers) -> Integers:
        """Where each of these ids is in `competitors`, -1 if nowhere."""
        return _positions(self.competitors, competitors)

    def bits_of(self, challenges: Integers) -> Integers:
        """Where each of these ids is in `challenges`, -1 if nowhere."""
        return _positions(self.challenges, challenges)

    def has_challenge(self, challenge: int) -> bool:
        return bool(self.bits_of(np.array([challenge]))[0] >= 0)

    def answered_on(self, bits: Integers) -> npt.NDArray[np.bool_]:
        """(N, C) who has answered each of these challenges."""
        columns = self.answered[:, bits >> 3] >> (7 - (bits & 7)).astype(np.uint8) & 1
        return columns.T.astype(bool)

    def has_answered(self, places: Integers, bits: Integers) -> npt.NDArray[np.bool_]:
        """(N,) whether each of these competitors has answered the challenge beside it."""
        found = self.answered[places, bits >> 3] >> (7 - (bits & 7)).astype(np.uint8) & 1
        has_answered: npt.NDArray[np.bool_] = found.astype(bool)
        return has_answered

    def numbers_of(self, places: Integers, bits: Integers) -> Integers:
        """One number for each answer, ascending by bit and then by place."""
        numbers: Integers = bits * len(self.competitors) + places
        return numbers

    def with_same_text(self, numbers: Integers) -> Integers:
        """The answers of these numbers and those of the same text, ascending."""
        if not self.same_text.size:
            return np.unique(numbers)
        answers, texts = self.same_text
        same = np.isin(texts, texts[np.isin(answers, numbers)])
        return np.union1d(numbers, answers[same])

    @cached_property
    def cells(self) -> int:
        """How many pairs of competitors on a challenge there are."""
        return int(self.shared.sum())

    @cached_property
    def answers(self) -> Integers:
        """(H,) how many competitors have answered each challenge."""
        counts = np.zeros(8 * self.answered.shape[1], dtype=np.int64)
        for row in self.answered:
            counts += np.unpackbits(row)
        return counts[: len(self.challenges)]

    @cached_property
    def cell_probabilities(self) -> Floats:
        """(C, C) of each cell of two competitors, whichever comes first."""
        size = len(self.competitors)
        matrix = np.zeros((size, size))
        matrix[np.triu_indices(size, 1)] = self.probabilities / np.maximum(self.shared, 1)
        return matrix + matrix.T

    @cached_property
    def chances_of_all(self) -> Floats:
        """(C,) of each competitor, how likely a draw has it on a challenge that all answered."""
        sums: Floats = self.cell_probabilities.sum(axis=1)
        return sums

    def chance_on(self, bit: int) -> float:
        """How likely a draw is to be on this challenge."""
        if bit not in self._chances_asked:
            answered = self.answered_on(np.array([bit]))[0].astype(float)
            self._chances_asked[bit] = float(answered @ self.cell_probabilities @ answered) / 2
        return self._chances_asked[bit]

    @cached_property
    def chances(self) -> Floats:
        """(H,) of each challenge, how likely a draw is to be on it."""
        chances = np.zeros(len(self.challenges))
        for start in range(0, len(chances), STEP):
            some = np.arange(start, min(start + STEP, len(chances)))
            answered = self.answered_on(some).astype(float)
            chances[some] = ((answered @ self.cell_probabilities) * answered).sum(axis=1) / 2
        return chances

    @cached_property
    def _chances_asked(self) -> dict[int, float]:
        return {}

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
