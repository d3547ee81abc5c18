"""The pool of a choice: the same law of drawing, given that the challenge is one of some.

A cell of a choice has its probability in the whole pool divided by the sum of those of the choice,
so the probability that a match keeps is that of the law, given the choice.
"""

import threading
from collections import OrderedDict

import numpy as np

from arena.matches.choices import Choice
from arena.matches.drawing import STEP, Integers, Pool
from arena.models import Challenge

# Choices whose pools are kept; those used the longest ago are made again.
MOST_CHOICES = 64


class NarrowedPools:
    """The pools of the choices that were made last, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Choice, tuple[Pool, Pool]] = OrderedDict()

    def of(self, pool: Pool, choice: Choice) -> Pool:
        """The pool itself if nothing is chosen. Asks the database once for each choice and pool."""
        if not choice:
            return pool
        with self._lock:
            of, narrowed = self._kept.get(choice, (None, pool))
        if of is not pool:
            narrowed = narrow(pool, _challenges_of(choice))
        with self._lock:
            self._kept[choice] = pool, narrowed
            self._kept.move_to_end(choice)
            while len(self._kept) > MOST_CHOICES:
                self._kept.popitem(last=False)
        return narrowed

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


narrowed_pools = NarrowedPools()


def narrow(pool: Pool, challenges: Integers) -> Pool:
    """The pool of these challenges alone.

    Args:
        pool: what may be served.
        challenges: (N,) ids, in any order; those that are not in the pool are left out.
    """
    bits = np.unique(pool.bits_of(challenges))
    bits = bits[bits >= 0]
    answered, shared = _columns(pool, bits)
    weights = pool.probabilities * shared / np.maximum(pool.shared, 1)
    return Pool(
        version=pool.version,
        competitors=pool.competitors,
        challenges=pool.challenges[bits],
        answered=answered,
        shared=shared,
        probabilities=weights / weights.sum() if shared.any() else weights,
        same_text=_same_text(pool, bits),
    )


def _columns(pool: Pool, bits: Integers) -> tuple["np.typing.NDArray[np.uint8]", Integers]:
    """Who has answered these challenges, packed, and how many of them each pair shares."""
    size = len(pool.competitors)
    both = np.zeros((size, size))
    packed = [np.zeros((size, 0), dtype=np.uint8)]
    for start in range(0, len(bits), STEP):
        has_answered = pool.answered_on(bits[start : start + STEP]).T
        packed.append(np.packbits(has_answered, axis=1))
        as_numbers = has_answered.astype(np.float32)
        both += as_numbers @ as_numbers.T
    return np.concatenate(packed, axis=1), both[np.triu_indices(size, 1)].astype(np.int64)


def _same_text(pool: Pool, bits: Integers) -> Integers:
    """Answers given word for word by another, with the places their challenges have now."""
    size = max(len(pool.competitors), 1)
    of, places = np.divmod(pool.same_text[0], size)
    stays = np.isin(of, bits)
    numbers = np.searchsorted(bits, of[stays]) * size + places[stays]
    return np.stack((numbers, pool.same_text[1][stays]))


def _challenges_of(choice: Choice) -> Integers:
    found = Challenge.objects.published().order_by()
    if choice.category:
        found = found.filter(category__slug=choice.category)
    if choice.kind:
        found = found.filter(kind=choice.kind)
    if choice.language:
        found = found.filter(language=choice.language)
    if choice.challenge:
        found = found.filter(slug=choice.challenge)
    return np.fromiter(found.values_list("id", flat=True), dtype=np.int64)
