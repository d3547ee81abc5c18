"""The result type of all tests, and the grounds they stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leaderboard.ratings import Floats

type Evidence = Mapping[str, float | int | str | None]

# Voters with fewer preferences are not tested.
LEAST_VOTES = 5
# With fewer other voters no test that compares with them is made.
LEAST_OTHERS = 20


class Ground(StrEnum):
    """The tests of each voter, in the order of the columns of p-values."""

    ONE_SIDE = "one_side"
    SURPRISING = "surprising"
    RANDOM = "random"
    ONE_COMPETITOR = "one_competitor"
    SEEKS_ONE = "seeks_one"
    TOO_FAST = "too_fast"
    BURST = "burst"
    TOGETHER = "together"
    AS_ONE = "as_one"


@dataclass(frozen=True, slots=True)
class Tested:
    """The result of one test.

    Args:
        p: (V,) of each voter, NaN where the test could not be made.
        evidence: returns what is shown to reviewers about a voter, given its index.
    """

    p: Floats
    evidence: Callable[[int], Evidence]
