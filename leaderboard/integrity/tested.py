"""What every test gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leaderboard.ratings import Floats

type Evidence = Mapping[str, float | int | str | None]

# Preferences a voter must have told before any test of them is made: fewer can hardly tell.
LEAST_VOTES = 5


class Ground(StrEnum):
    """What is asked of each voter, in the order of the columns of p-values."""

    ONE_SIDE = "one_side"
    SURPRISING = "surprising"
    RANDOM = "random"
    ONE_COMPETITOR = "one_competitor"
    SEEKS_ONE = "seeks_one"
    TOO_FAST = "too_fast"
    BURST = "burst"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome of one test.

    Args:
        p: (V,) of each voter, NaN where the test could not be made.
        evidence: what is to be told of a voter, given its index.
    """

    p: Floats
    evidence: Callable[[int], Evidence]
