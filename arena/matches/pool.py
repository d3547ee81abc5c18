"""Which pairs may be served, and how likely each is: a picture held in memory.

A match is drawn from this picture, so serving one sorts and counts no table. The picture may be
seconds old; `arena.matches.pairing` asks the database whether what it drew may still be shown.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from arena.models import Pair, PoolVersion, Response

# This share of all servings is drawn uniformly from all pairs of responses, so that every pair
# keeps a known, positive probability; the rest goes where votes are few.
UNIFORM_SHARE = 0.1

# How often a web process asks whether the responses changed, and how often it reads the votes per
# pair anew: the first is one row, the second one row per pair of competitors.
VERSION_SECONDS = 1.0
VOTES_SECONDS = 30.0

# Draws that hit a pair the voter knows before the rest is enumerated instead.
MOST_DRAWS = 32

type CompetitorPair = tuple[int, int]
# Per pair of competitors, the challenges a voter knows it from, as a bit mask.
type Seen = Mapping[CompetitorPair, int]


@dataclass(frozen=True, slots=True)
class Draw:
    """Two competitors, lower id first, on one challenge, and how likely just that was."""

    first: int
    second: int
    challenge: int
    probability: float


@dataclass(frozen=True, slots=True)
class Pool:
    """Pairs of competitors with the challenges both have answered, as bit masks.

    A row is drawn with its `probability`, then one of its `shared` challenges uniformly.
    """

    version: int
    competitors: tuple[int, ...]
    challenges: tuple[int, ...]
    bit_of: Mapping[int, int]
    pairs: tuple[CompetitorPair, ...]
    row_of: Mapping[CompetitorPair, int]
    shared: tuple[int, ...]
    probabilities: npt.NDArray[np.float64]
    cumulative: npt.NDArray[np.float64] = field(repr=False)

    def draw(self, *, seen: Seen, rng: random.Random) -> Draw | None:
        """A pair the voter does not know yet, or None when he knows them all."""
        known = {row: mask for row, mask in self._known(seen) if mask}
        left = 1.0 - sum(self._mass(row, mask) for row, mask in known.items())
        if self._all_known(known):
            return None
        for _ in range(MOST_DRAWS):
            row = min(
                int(np.searchsorted(self.cumulative, rng.random(), "right")), len(self.pairs) - 1
            )
            bit = _random_bit(self.shared[row], rng)
            if not known.get(row, 0) >> bit & 1:
                return self._drawn(row, bit, left)
        return self._draw_from_the_rest(known, rng)

    def pairs_with(self, masks: Mapping[int, int]) -> defaultdict[CompetitorPair, int]:
        """All pairs one of these competitors is in, each with the challenges of its mask."""
        pairs: defaultdict[CompetitorPair, int] = defaultdict(int)
        for one, mask in masks.items():
            for other in self.competitors:
                pairs[min(one, other), max(one, other)] |= mask
        return pairs

    def _known(self, seen: Seen) -> list[tuple[int, int]]:
        rows = ((self.row_of.get(pair), mask) for pair, mask in seen.items())
        return [(row, mask & self.shared[row]) for row, mask in rows if row is not None]

    def _mass(self, row: int, mask: int) -> float:
        share = mask.bit_count() / self.shared[row].bit_count()
        return float(self.probabilities[row]) * share

    def _all_known(self, known: Mapping[int, int]) -> bool:
        return len(known) == len(self.pairs) and all(
            mask == self.shared[row] for row, mask in known.items()
        )

    def _draw_from_the_rest(self, known: Mapping[int, int], rng: random.Random) -> Draw:
        """The same law, for a voter who knows nearly everything: what is left, enumerated."""
        weights = self.probabilities.copy()
        for row, mask in known.items():
            rest = (self.shared[row] & ~mask).bit_count()
            weights[row] *= rest / self.shared[row].bit_count()
        cumulative = np.cumsum(weights)
        chance = rng.random() * cumulative[-1]
        open_rows = np.flatnonzero(weights)
        row = min(int(np.searchsorted(cumulative, chance, "right")), int(open_rows[-1]))
        bit = _random_bit(self.shared[row] & ~known.get(row, 0), rng)
        return self._drawn(row, bit, float(cumulative[-1]))

    def _drawn(self, row: int, bit: int, left: float) -> Draw:
        first, second = self.pairs[row]
        probability = float(self.probabilities[row]) / self.shared[row].bit_count() / left
        return Draw(first, second, self.challenges[bit], min(probability, 1.0))


def _random_bit(mask: int, rng: random.Random) -> int:
    """The position of one of the mask's set bits, each equally likely."""
    octets = np.frombuffer(mask.to_bytes((mask.bit_length() + 7) // 8, "little"), dtype=np.uint8)
    positions = np.flatnonzero(np.unpackbits(octets, bitorder="little"))
    return int(positions[rng.randrange(len(positions))])


def build_pool(*, version: int) -> Pool:
    """Read what may be served, and how many votes each pair of competitors has."""
    answers = (
        Response.objects.servable()
        .order_by()
        .values_list("challenge_id", "competitor_id")
        .distinct()
    )
    bit_of: dict[int, int] = {}
    masks: defaultdict[int, int] = defaultdict(int)
    for challenge, competitor in answers.iterator(chunk_size=20_000):
        masks[competitor] |= 1 << bit_of.setdefault(challenge, len(bit_of))
    shared = {
        (first, second): masks[first] & masks[second]
        for first, second in combinations(sorted(masks), 2)
        if masks[first] & masks[second]
    }
    return _pool(version, tuple(masks), bit_of, shared)


def _pool(
    version: int,
    competitors: tuple[int, ...],
    bit_of: Mapping[int, int],
    shared: Mapping[CompetitorPair, int],
) -> Pool:
    pairs = tuple(shared)
    votes = {
        (first, second): count
        for first, second, count in Pair.objects.values_list("first_id", "second_id", "votes")
    }
    probabilities = pair_probabilities(
        shared=np.array([mask.bit_count() for mask in shared.values()], dtype=np.float64),
        votes=np.array([votes.get(pair, 0) for pair in pairs], dtype=np.float64),
    )
    return Pool(
        version=version,
        competitors=competitors,
        challenges=tuple(bit_of),
        bit_of=dict(bit_of),
        pairs=pairs,
        row_of={pair: row for row, pair in enumerate(pairs)},
        shared=tuple(shared.values()),
        probabilities=probabilities,
        cumulative=np.cumsum(probabilities),
    )


def pair_probabilities(
    *, shared: npt.NDArray[np.float64], votes: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """How likely each pair of competitors is to be served next.

    Args:
        shared: (P,) how many challenges the pair shares.
        votes: (P,) how many votes the pair has.

    Returns:
        (P,) summing to 1: `UNIFORM_SHARE` in proportion to `shared`, which is uniform over pairs
        of responses, and the rest in proportion to 1 / (1 + votes).
    """
    if not len(shared):
        return np.zeros(0)
    wanting = 1.0 / (1.0 + votes)
    uniform = shared / shared.sum()
    return UNIFORM_SHARE * uniform + (1.0 - UNIFORM_SHARE) * wanting / wanting.sum()


class PoolCache:
    """The pool of this process, built anew when the responses changed or its votes are old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._checked_at = self._built_at = 0.0

    def current(self) -> Pool:
        """The pool as of about a second ago."""
        now = time.monotonic()
        if self._pool is not None and now - self._checked_at < VERSION_SECONDS:
            return self._pool
        # One thread refreshes; the others go on with what there is.
        if self._pool is not None and not self._lock.acquire(blocking=False):
            return self._pool
        if self._pool is None:
            self._lock.acquire()
        try:
            return self._refreshed(now)
        finally:
            self._lock.release()

    def rebuilt(self) -> Pool:
        """A pool read this moment."""
        with self._lock:
            return self._read(PoolVersion.objects.current(), time.monotonic())

    def forget(self) -> None:
        with self._lock:
            self._pool = None

    def _refreshed(self, now: float) -> Pool:
        version = PoolVersion.objects.current()
        self._checked_at = now
        pool = self._pool
        if pool is None or pool.version != version or now - self._built_at > VOTES_SECONDS:
            pool = self._read(version, now)
        return pool

    def _read(self, version: int, now: float) -> Pool:
        pool = build_pool(version=version)
        self._pool, self._built_at = pool, now
        return pool


pools = PoolCache()
