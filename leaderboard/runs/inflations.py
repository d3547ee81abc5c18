"""How much larger the errors of a board are than if its votes were independent, as its last pass
measured it; packed for the database, and kept in memory from tick to tick.

`own` is (2, P) factors and degrees of freedom as 64-bit floats. `between` is those of differences:
two upper triangles of (M, M), row by row without the diagonal, as 32-bit floats.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.ledger import Integers
from leaderboard.models import Board, ErrorPass
from leaderboard.ratings import CHALLENGE, VOTER, Inflation

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeasuredErrors:
    """A pass and what it found for `competitors`, (M,) ids in ascending order."""

    last: ErrorPass
    competitors: Integers
    inflation: Inflation

    def of(self, competitors: Integers) -> Inflation:
        """For these (K,) ids in ascending order, whoever of them was there."""
        size = len(self.competitors)
        if not size:
            return self.inflation.of_competitors(np.full(len(competitors), -1))
        places = np.minimum(np.searchsorted(self.competitors, competitors), size - 1)
        places[self.competitors[places] != competitors] = -1
        return self.inflation.of_competitors(places)


class MeasuredErrorsCache:
    """The last passes of boards that a worker keeps, by board."""

    def __init__(self) -> None:
        self._found: dict[int, MeasuredErrors] = {}

    def of(self, board: Board) -> MeasuredErrors | None:
        """None before the first pass."""
        if not board.passes:
            return None
        found = self._found.get(board.pk)
        if found is None or found.last.number != board.passes:
            found = self._found[board.pk] = read_errors(board)
        return found


def read_errors(board: Board) -> MeasuredErrors:
    """What the last pass over the board found, one query."""
    last = ErrorPass.objects.get(board=board)
    competitors = np.frombuffer(last.competitors, dtype="<i8").astype(np.int64)
    size = len(competitors)
    own, degrees = np.frombuffer(last.own, dtype="<f8").reshape(2, -1)
    between = np.frombuffer(last.between, dtype="<f4").astype(np.float64).reshape(2, -1)
    clusters = {VOTER: last.voters, CHALLENGE: last.challenges}
    inflation = Inflation(
        own,
        degrees,
        _square(between[0], size, diagonal=1.0),
        _square(between[1], size, diagonal=np.inf),
        {name: number for name, number in clusters.items() if number is not None},
        tuple(last.notes),
    )
    return MeasuredErrors(last, competitors, inflation)


def packed(competitors: Integers, inflation: Inflation) -> Mapping[str, bytes]:
    """Columns of `ErrorPass`."""
    after = np.tri(len(competitors), k=-1, dtype=bool).T
    between = (inflation.between[after], inflation.between_degrees[after])
    return {
        "competitors": competitors.astype("<i8").tobytes(),
        "own": np.stack([inflation.own, inflation.own_degrees]).astype("<f8").tobytes(),
        "between": np.stack(between).astype("<f4").tobytes(),
    }


def _square(triangle: Floats, size: int, *, diagonal: float) -> Floats:
    square = np.full((size, size), diagonal)
    upper = np.triu_indices(size, k=1)
    square[upper] = triangle
    square[upper[::-1]] = triangle
    return square
