"""What one voter can still judge blind, and drawing from it."""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from arena.arena_settings import current_settings
from arena.matches.drawing import STEP, Floats, Integers, Pool
from arena.matches.stranding import stranding_pairs
from arena.models import Known, NameAuthors

# Draws that hit what is not left before the rest is enumerated instead, and how likely a hit must
# be to try at all.
MOST_DRAWS = 32
LEAST_CHANCE = 1 / 8
NOTHING: Integers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Draw:
    """Two competitors, lower id first, on one challenge, and how likely just that was."""

    first: int
    second: int
    challenge: int
    probability: float


def remaining_for(pool: Pool, known: Known) -> "Remaining":
    """What is left under the rule that the next match is served under."""
    rule = current_settings().name_authors
    return Remaining(pool, known, names_at_once=rule == NameAuthors.AFTER_EACH_VOTE)


class Remaining:
    """The cells of a pool that a voter can still judge blind.

    A match that names its authors takes both out of what is left of its challenge. Where every two
    may meet, ⌊n / 2⌋ more matches can be had of n, whichever are drawn. Where some two have
    met already without being named, a pair in no maximum matching is not drawn, so none is lost.

    Args:
        pool: what may be served.
        known: what the voter knows.
        names_at_once: whether the next vote names its authors. If not, every pair can be judged,
            so none costs a match.
    """

    def __init__(self, pool: Pool, known: Known, *, names_at_once: bool = True) -> None:
        self._pool, self._names_at_once = pool, names_at_once
        self._whole = self._bits_within(known.told_challenges)
        self._places, self._bits = self._told_answers(known.told)
        self._free_less = Counter(self._bits.tolist())
        self._told = set(zip(self._places.tolist(), self._bits.tolist(), strict=True))
        self._barred = self._barred_pairs(known.compared)
        self._barred_on = Counter(bit for *_, bit in self._barred)
        self.number = self._count()
        self._waiting = self._put_off(known.recent) if known.recent else []

    def draw(self, rng: random.Random) -> Draw | None:
        """A cell that is left, or None when there is none. The law is that of the pool."""
        if not self.number:
            return None
        chance = self._chance_left
        if chance > LEAST_CHANCE:
            for _ in range(MOST_DRAWS):
                row = self._pool.random_row(rng)
                among = self._pool.bits_at(row)
                bit = int(among[rng.randrange(len(among))])
                if self._is_left(row, bit):
                    return self._drawn(row, bit, chance)
        return self._draw_from_the_rest(rng)

    def _bits_within(self, ranges: Sequence[tuple[int, int]]) -> Integers:
        """The challenges from one id to another, ascending."""
        if not ranges:
            return NOTHING
        ids = self._pool.challenges
        found = [np.arange(*np.searchsorted(ids, (first, last + 1))) for first, last in ranges]
        return np.unique(np.concatenate(found))

    def _told_answers(self, told: Collection[tuple[int, int]]) -> tuple[Integers, Integers]:
        """Places and bits of the answers whose author the voter knows, by bit. The same text by
        another competitor counts as told, or the voter would take the one for the other."""
        if not told:
            return NOTHING, NOTHING
        who, challenges = np.array(list(set(told)), dtype=np.int64).T
        places, bits = self._pool.places_of(who), self._pool.bits_of(challenges)
        is_there = (places >= 0) & (bits >= 0)
        if len(self._whole):
            is_there &= ~np.isin(bits, self._whole)
        numbers = self._pool.numbers_of(places[is_there], bits[is_there])
        bits, places = np.divmod(self._pool.with_same_text(numbers), len(self._pool.competitors))
        has_answered = self._pool.has_answered(places, bits)
        return places[has_answered], bits[has_answered]

    def _barred_pairs(self, compared: Sequence[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
        """Of two places free on a bit, those that met there or would strand others."""
        if not compared:
            return set()
        one, other, challenges = np.array(compared, dtype=np.int64).T
        places = np.sort(np.stack((self._pool.places_of(one), self._pool.places_of(other))), axis=0)
        met: dict[int, set[tuple[int, int]]] = {}
        for first, second, bit in zip(*places, self._pool.bits_of(challenges), strict=True):
            met.setdefault(int(bit), set()).add((int(first), int(second)))
        barred: set[tuple[int, int, int]] = set()
        for bit in met.keys() - {-1, *self._whole.tolist()}:
            free = self._free_on(bit)
            pairs = {pair for pair in met[bit] if free.issuperset(pair)}
            if self._names_at_once:
                pairs |= stranding_pairs(free, pairs)
            barred |= {(*pair, bit) for pair in pairs}
        return barred

    def _free_on(self, bit: int) -> set[int]:
        """The places that have answered, and whose answer the voter does not know by name."""
        has_answered = self._pool.answered_on(np.array([bit]))[0]
        told = self._places[self._bits == bit].tolist()
        return set(np.flatnonzero(has_answered).tolist()) - set(told)

    def _count(self) -> int:
        """How many cells are left."""
        if not len(self._whole) and not self._told:
            return self._pool.cells - len(self._barred)
        answers = self._pool.answers
        touched = np.array(list(self._free_less), dtype=np.int64)
        free = answers[touched] - np.array(list(self._free_less.values()), dtype=np.int64)
        lost = _pairs(answers[self._whole]).sum() + (_pairs(answers[touched]) - _pairs(free)).sum()
        return self._pool.cells - int(lost) - len(self._barred)

    def _put_off(self, recent: Sequence[int]) -> list[int]:
        """The challenges of the newest matches if others are left; else those newer than the one
        that was served the longest ago."""
        bits = self._pool.bits_of(np.array(recent, dtype=np.int64)).tolist()
        out = {-1, *self._whole.tolist()}
        newest_first = [bit for bit in dict.fromkeys(bits) if bit not in out]
        left = [self._left_on(bit) for bit in newest_first]
        if self.number > sum(left):
            return newest_first
        longest_ago = max((place for place, number in enumerate(left) if number), default=0)
        return newest_first[:longest_ago]

    def _left_on(self, bit: int) -> int:
        free = int(self._pool.answers[bit]) - self._free_less[bit]
        return free * (free - 1) // 2 - self._barred_on[bit]

    @property
    def _chance_left(self) -> float:
        """How likely a draw of the pool is to hit what is left."""
        chance = 1.0 - sum(map(self._pool.chance_on, self._waiting))
        if len(self._whole):
            chance -= float(self._pool.chances[self._whole].sum())
        probabilities = self._pool.cell_probabilities
        places, bits = self._told_elsewhere
        if len(bits):
            is_whole = self._pool.answers[bits] == len(probabilities)
            chance -= float(self._pool.chances_of_all[places[is_whole]].sum())
            some, on = places[~is_whole], bits[~is_whole]
            chance -= float((probabilities[some] * self._pool.answered_on(on)).sum())
            one, other = _within(bits)
            chance += float(probabilities[places[one], places[other]].sum())
        for first, second in self._barred_elsewhere:
            chance -= float(probabilities[first, second])
        return chance

    @cached_property
    def _told_elsewhere(self) -> tuple[Integers, Integers]:
        """Of the answers of known authors, those on challenges that may be drawn."""
        if not self._waiting:
            return self._places, self._bits
        may_be_drawn = ~np.isin(self._bits, self._waiting)
        return self._places[may_be_drawn], self._bits[may_be_drawn]

    @cached_property
    def _barred_elsewhere(self) -> list[tuple[int, int]]:
        return [(one, other) for one, other, bit in self._barred if bit not in self._waiting]

    def _answered_both(self, bits: Integers) -> Floats:
        """(C, C) on how many of these challenges both have answered."""
        size = len(self._pool.competitors)
        both = np.zeros((size, size))
        for start in range(0, len(bits), STEP):
            answered = self._pool.answered_on(bits[start : start + STEP]).astype(np.float32)
            both += answered.T @ answered
        return both

    def _is_left(self, row: int, bit: int) -> bool:
        if bit in self._waiting or (len(self._whole) and bit in self._whole):
            return False
        first, second = self._pool.places_at(row)
        told = not self._told.isdisjoint(((first, bit), (second, bit)))
        return not told and (first, second, bit) not in self._barred

    def _draw_from_the_rest(self, rng: random.Random) -> Draw:
        """The same law, for a voter who knows nearly everything: what is left, enumerated."""
        rest = self._rest
        weights = self._pool.probabilities * rest / np.maximum(self._pool.shared, 1)
        cumulative = np.cumsum(weights)
        last = int(np.flatnonzero(rest)[-1])
        row = min(int(np.searchsorted(cumulative, rng.random() * cumulative[-1], "right")), last)
        left = [bit for bit in self._pool.bits_at(row).tolist() if self._is_left(row, bit)]
        return self._drawn(row, left[rng.randrange(len(left))], float(cumulative[-1]))

    @property
    def _rest(self) -> Integers:
        """(P,) how many challenges of each row are left."""
        upper = np.triu_indices(len(self._pool.competitors), 1)
        closed = np.union1d(self._whole, np.array(self._waiting, dtype=np.int64))
        rest = self._pool.shared - self._answered_both(closed)[upper].astype(np.int64)
        places, bits = self._told_elsewhere
        for rows, times in self._lost_rows(places, bits):
            rest -= times * np.bincount(rows, minlength=len(rest))
        return rest

    def _lost_rows(self, places: Integers, bits: Integers) -> Iterator[tuple[Integers, int]]:
        """Rows that lose a cell, as often as they do, to be taken so many times."""
        has_answered = self._pool.answered_on(bits)
        has_answered[np.arange(len(bits)), places] = False
        told, others = np.nonzero(has_answered)
        yield self._pool.rows_of(places[told], others), 1
        one, other = _within(bits)
        yield self._pool.rows_of(places[one], places[other]), -1
        first, second = np.array(self._barred_elsewhere, dtype=np.int64).reshape(-1, 2).T
        yield self._pool.rows_of(first, second), 1

    def _drawn(self, row: int, bit: int, chance: float) -> Draw:
        first, second = self._pool.pair_at(row)
        probability = float(self._pool.probabilities[row]) / int(self._pool.shared[row]) / chance
        return Draw(first, second, int(self._pool.challenges[bit]), min(probability, 1.0))


def _pairs(number: Integers) -> Integers:
    pairs: Integers = number * (number - 1) // 2
    return pairs


def _within(bits: Integers) -> tuple[Integers, Integers]:
    """Of ascending bits, each two positions that have the same."""
    one, other = [NOTHING], [NOTHING]
    for apart in range(1, len(bits)):
        same = np.flatnonzero(bits[:-apart] == bits[apart:])
        if not len(same):
            break
        one.append(same)
        other.append(same + apart)
    return np.concatenate(one), np.concatenate(other)
