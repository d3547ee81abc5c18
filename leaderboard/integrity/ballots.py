"""The votes of many voters as columns: all that the tests look at."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from leaderboard.ratings import Floats, Integers, Outcome

# A voter, or a vote, without an address.
NO_ADDRESS = -1
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes one by one, those of each voter together.

    Args:
        size: M, how many competitors there are.
        voter: (N,) who cast each, as an index from 0, ascending.
        left, right: (N,) competitors as indices below M.
        outcome: (N,) values of `Outcome`.
        cast_at: (N,) seconds since some midnight in UTC.
        seconds: (N,) from serving to vote, NaN where nobody knows.
        length: (N,) characters shown, both responses, NaN where nobody knows.
        address: (N,) the address of each, as an index that is good for one day; `NO_ADDRESS` where
            nobody knows.

    Raises:
        ValueError: columns of different lengths, or voters out of order.
    """

    size: int
    voter: Integers
    left: Integers
    right: Integers
    outcome: Integers
    cast_at: Floats
    seconds: Floats
    length: Floats
    address: Integers

    def __post_init__(self) -> None:
        if {len(getattr(self, name)) for name in _COLUMNS} != {len(self.voter)}:
            raise ValueError("the columns must be of one length")
        if len(self.voter) and (self.voter[0] < 0 or (np.diff(self.voter) < 0).any()):
            raise ValueError("the votes of each voter must stand together, in the order of voters")

    @property
    def voters(self) -> int:
        return int(self.voter[-1]) + 1 if len(self.voter) else 0

    @property
    def is_decisive(self) -> np.ndarray:
        """(N,) whether one of the two was preferred."""
        return np.asarray((self.outcome == Outcome.LEFT) | (self.outcome == Outcome.RIGHT))

    def only(self, chosen: np.ndarray) -> "Ballots":
        """The votes at these places, or where this is true; voters keep their indices."""
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return Ballots(self.size, **columns)


@dataclass(frozen=True, slots=True)
class Skips:
    """Matches that were served and not voted on: (S,) to whom, as in the ballots, and who was in
    them."""

    voter: Integers
    left: Integers
    right: Integers


_COLUMNS: Sequence[str] = [field.name for field in fields(Ballots) if field.name != "size"]


def in_order(size: int, **columns: np.ndarray) -> Ballots:
    """Ballots from columns in any order."""
    order = np.lexsort((columns["cast_at"], columns["voter"]))
    return Ballots(size, **{name: column[order] for name, column in columns.items()})


def no_skips() -> Skips:
    nothing = np.zeros(0, dtype=np.int64)
    return Skips(nothing, nothing, nothing)
