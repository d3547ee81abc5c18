"""Errors between two passes over all votes: those of independent votes, as much larger as the last
pass found them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from leaderboard.ratings.cells import Cells
from leaderboard.ratings.counts import Floats, Integers
from leaderboard.ratings.fitting import Method, Parameters
from leaderboard.ratings.uncertainty import Uncertainty, independent


@dataclass(frozen=True, slots=True)
class Inflation:
    """How many times as large errors are as if votes were independent.

    `own` and `own_degrees` (P,) of parameters, strengths first, `between` and `between_degrees`
    (M, M) of differences of strengths; a factor is NaN where nothing can be said.
    """

    own: Floats
    own_degrees: Floats
    between: Floats
    between_degrees: Floats
    clusters: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, found: Uncertainty, plain: Floats) -> "Inflation":
        """That of a pass.

        Args:
            found: its errors, before any anchor.
            plain: (P, P) covariance of independent votes.
        """
        base = independent(plain, len(found.between))
        return cls(
            _ratio(found.own, base.own),
            found.own_degrees,
            _ratio(found.between, base.between),
            found.between_degrees,
            found.clusters,
            found.notes,
        )

    def __call__(
        self, cells: Cells, method: Method, at: Parameters, *, information: Floats, plain: Floats
    ) -> Uncertainty:
        """The errors of ratings whose votes are others, by the last pass."""
        del method, at, information
        base = independent(plain, cells.size)
        own, degrees = self._of_effects(len(plain) - cells.size)
        return Uncertainty(
            base.own * own,
            degrees,
            base.between * self.between,
            self.between_degrees,
            self.clusters,
            self.notes,
        )

    def of_competitors(self, places: Integers) -> "Inflation":
        """In another order, and with competitors that the pass has not seen.

        Args:
            places: (M,) where each competitor was; -1 for a new one, which gets the median factor
                and the fewest degrees of freedom of the others.
        """
        size, known = len(self.between), places >= 0
        chosen = np.where(known, places, size)
        block = np.ix_(chosen, chosen)
        between = _grown(self.between, _median(self.between))
        degrees = _grown(self.between_degrees, _least(self.between_degrees))
        own = np.append(self.own[:size], _median(self.own[:size]))[chosen]
        own_degrees = np.append(self.own_degrees[:size], _least(self.own_degrees[:size]))[chosen]
        return Inflation(
            np.append(own, self.own[size:]),
            np.append(own_degrees, self.own_degrees[size:]),
            between[block],
            degrees[block],
            self.clusters,
            self.notes,
        )

    def _of_effects(self, effects: int) -> tuple[Floats, Floats]:
        """Factors and degrees of freedom; of effects that the pass did not fit, as of strengths."""
        size = len(self.between)
        if len(self.own) - size == effects:
            return self.own, self.own_degrees
        factor, degrees = _median(self.own[:size]), _least(self.own_degrees[:size])
        return (
            np.append(self.own[:size], np.full(effects, factor)),
            np.append(self.own_degrees[:size], np.full(effects, degrees)),
        )


def _ratio(found: Floats, base: Floats) -> Floats:
    """NaN where nothing is found; 1 where independent votes leave no doubt."""
    known = base > 0
    return np.where(known, found / np.where(known, base, 1.0), np.where(np.isnan(found), np.nan, 1))


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _least(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.min()) if len(known) else np.nan


def _grown(square: Floats, value: float) -> Floats:
    """With one row and column more."""
    return np.pad(square, (0, 1), constant_values=value)
