"""The input of the tests: the votes and skips of many voters, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from leaderboard.ratings import Floats, Integers, Outcome

# A voter, or a vote, without an address.
NO_ADDRESS = -1
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes as columns, sorted by voter.

    Args:
        size: M, how many competitors there are.
        voter: (N,) index of the voter from 0, ascending.
        left, right: (N,) competitors as indices below M.
        outcome: (N,) values of `Outcome`.
        cast_at: (N,) seconds since any midnight in UTC.
        seconds: (N,) from serving to vote, NaN if unknown.
        length: (N,) characters of both responses together, NaN if unknown.
        address: (N,) index of the address, which is valid for one day; `NO_ADDRESS` if unknown.

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
        """The votes at these indices, or where this mask is true; voters keep their indices."""
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return Ballots(self.size, **columns)

    def repeated(self, rows: Integers, *, voter: Integers) -> "Ballots":
        """These votes, then those at `rows` once more as votes of `voter`, of higher indices."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        both = {name: np.concatenate([each, each[rows]]) for name, each in columns.items()}
        return Ballots(self.size, **(both | {"voter": np.concatenate([self.voter, voter])}))


@dataclass(frozen=True, slots=True)
class Skips:
    """Matches that were served and not voted on.

    Args:
        voter: (S,) index of the voter, as in the ballots.
        left, right: (S,) competitors as indices below M.
    """

    voter: Integers
    left: Integers
    right: Integers


_COLUMNS: Sequence[str] = [field.name for field in fields(Ballots) if field.name != "size"]


def sorted_ballots(size: int, **columns: np.ndarray) -> Ballots:
    """Ballots from unsorted columns."""
    order = np.lexsort((columns["cast_at"], columns["voter"]))
    return Ballots(size, **{name: column[order] for name, column in columns.items()})


def no_skips() -> Skips:
    nothing = np.zeros(0, dtype=np.int64)
    return Skips(nothing, nothing, nothing)
