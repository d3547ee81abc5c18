"""How certain the difference between any two rows of a board is, kept with the newest run.

(M,) ids as 64-bit integers in ascending order, and the upper triangles of two (M, M) matrices, row
by row without the diagonal, as 32-bit floats in nats: standard errors that, taken as certain, give
the published intervals, and those as if votes were independent. Errors and not the covariance,
because the difference of large numbers would lose what 32 bits hold. NaN where votes allow no order
of two, infinite where they do and yet nothing can be said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.models import OVERALL, PairErrors, RatingRun
from leaderboard.ratings import contrast_errors


@dataclass(frozen=True, slots=True)
class PairError:
    """The standard error of a difference: infinite where nothing can be said, and as if votes were
    independent."""

    value: float
    independent: float

    @property
    def inflation(self) -> float:
        return self.value / self.independent if self.independent else 1.0


# Boards whose models are compared by pages. Others would pay for what nobody reads.
KEPT_FOR = frozenset({OVERALL})


def keep_pair_errors(
    run: RatingRun,
    competitors: npt.NDArray[np.int64],
    covariance: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64] | None = None,
) -> None:
    """Put the run's errors in the place of the last run's; call it in the run's transaction.

    Args:
        run: a saved run.
        competitors: (M,) ids in ascending order.
        covariance: (M, M) of their strengths if votes are independent, in nats², NaN where there is
            no order.
        errors: (M, M) the published ones, NaN where nothing can be said; those of the covariance if
            None.
    """
    if run.board.slug not in KEPT_FOR:
        return
    independent = contrast_errors(covariance)
    errors = independent if errors is None else errors
    unknown = np.isnan(errors) & ~np.isnan(independent)
    errors = np.where(unknown, np.inf, errors)
    after = np.tri(len(competitors), k=-1, dtype=bool).T
    packed = {
        "run": run,
        "competitors": competitors.astype("<i8").tobytes(),
        "errors": errors[after].astype("<f4").tobytes(),
        "independent": independent[after].astype("<f4").tobytes(),
    }
    # One statement, for `update_or_create` would read the old errors first.
    PairErrors.objects.bulk_create(
        [PairErrors(board=run.board, **packed)],
        update_conflicts=True,
        unique_fields=["board"],
        update_fields=list(packed),
    )


def error_between(kept: PairErrors, first: int, second: int) -> PairError | None:
    """The errors of the difference in nats; None where votes allow no order of the two."""
    competitors = np.frombuffer(kept.competitors, dtype="<i8")
    places = [int(np.searchsorted(competitors, each)) for each in (first, second)]
    found = [place for place in places if place < len(competitors)]
    if [int(competitors[place]) for place in found] != [first, second]:
        return None
    low, high = sorted(places)
    # Rows before this one hold M-1, M-2, … errors.
    at = low * len(competitors) - low * (low + 1) // 2 + (high - low - 1)
    error = float(np.frombuffer(kept.errors, dtype="<f4")[at])
    # Runs of earlier releases have intervals of independent votes alone.
    independent = np.frombuffer(kept.independent or kept.errors, dtype="<f4")
    return None if np.isnan(error) else PairError(error, float(independent[at]))


def errors_among(kept: PairErrors, some: Sequence[int]) -> npt.NDArray[np.float64]:
    """(N, N) standard errors in nats of the differences between these, NaN where there is none."""
    competitors = np.frombuffer(kept.competitors, dtype="<i8")
    size = len(competitors)
    square = np.full((size + 1, size + 1), np.nan)  # one more row for those who are not there
    upper = np.triu_indices(size, k=1)
    square[upper] = np.frombuffer(kept.errors, dtype="<f4")
    square[upper[::-1]] = square[upper]
    wanted = np.asarray(some, dtype=np.int64)
    places = np.searchsorted(competitors, wanted)
    is_there = np.append(competitors, -1)[places] == wanted
    places = np.where(is_there, places, size)
    return square[np.ix_(places, places)]
