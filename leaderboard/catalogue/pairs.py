"""Every model against every other of a board: what the ratings foretell, and what was voted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt
from django.db.models import Sum

from leaderboard.models import FOLDS, BoardTally, Entry, PairErrors, RatingRun, Status
from leaderboard.ratings import Ties, Z, chances
from leaderboard.runs import errors_among

type Floats = npt.NDArray[np.float64]
type Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """(N, N) each, row against column.

    `wins` and `ties` count votes, `ties` with those that found both bad. `predicted` is the chance
    that the row is preferred, a tie as half, with 95 % bounds where the errors are stored; NaN
    where votes allow no order.
    """

    entries: Sequence[Entry]
    wins: Integers
    ties: Integers
    predicted: Floats
    lower: Floats
    upper: Floats

    @property
    def votes(self) -> Integers:
        return np.asarray(self.wins + self.wins.T + self.ties)

    @property
    def observed(self) -> Floats:
        """The row's share, a tie as half; NaN without votes."""
        votes = np.where(self.votes > 0, self.votes, np.nan)
        return np.asarray((self.wins + self.ties / 2) / votes)

    @property
    def deviation(self) -> Floats:
        """Observed less predicted in standard errors of a share without ties, which are the
        larger ones, so that it is rather said too small; NaN where one of both is not known."""
        variance = self.predicted * (1 - self.predicted) / np.maximum(self.votes, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.observed - self.predicted) / np.sqrt(variance))


def or_none(square: Floats) -> list[list[float | None]]:
    """As lists, with None for NaN."""
    return [[None if isnan(value) else value for value in row] for row in square.tolist()]


def pairs_of(run: RatingRun, entries: Sequence[Entry], kept: PairErrors | None) -> Pairs:
    """In one query.

    Args:
        run: the run that rated.
        entries: (N,) rows of it.
        kept: the errors of its pairs, if they are stored.
    """
    wins, ties = _votes(run.board_id, [entry.competitor_id for entry in entries])
    theta = np.array([entry.theta for entry in entries], dtype=np.float64)
    difference = theta[:, None] - theta
    difference[~_joined(entries)] = np.nan
    margin = Z * _errors(run, entries, kept)
    predicted, lower, upper = (
        _score(run, logit) for logit in (difference, difference - margin, difference + margin)
    )
    return Pairs(entries, wins, ties, predicted, lower, upper)


def _joined(entries: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    """Whether a chain of votes joins two."""
    island = np.array([entry.island for entry in entries])
    is_rated = np.array([entry.votes > 0 for entry in entries])
    return np.asarray((island[:, None] == island) & is_rated[:, None] & is_rated)


def _errors(run: RatingRun, entries: Sequence[Entry], kept: PairErrors | None) -> Floats:
    if kept is None or kept.run_id != run.pk:
        return np.full((len(entries), len(entries)), np.nan)
    errors = errors_among(kept, [entry.competitor_id for entry in entries])
    # There a bound would be made by the correction for those who never lost.
    is_open = np.array([entry.status == Status.UNBOUNDED for entry in entries])
    errors[is_open[:, None] | is_open] = np.nan
    return errors


def _score(run: RatingRun, logit: Floats) -> Floats:
    """What the row is expected to score by the run's own model of ties."""
    ties = Ties(run.method.get("ties", Ties.HALF_WIN))
    tie = run.tie["value"] if run.tie else 0.0
    won, _, neither = chances(ties, logit=logit.ravel(), tie=tie)
    return np.asarray((won + neither / 2).reshape(logit.shape))


def _votes(board: int, competitors: Sequence[int]) -> tuple[Integers, Integers]:
    """(N, N) each: how often the row won, and how often neither did; one query."""
    place = {competitor: number for number, competitor in enumerate(competitors)}
    wins, ties = (np.zeros((len(place), len(place)), dtype=np.int64) for _ in range(2))
    sides = {f"{side}_competitor__in": list(place) for side in ("left", "right")}
    # Folds are named one by one, because the index of cells begins with them.
    cells = BoardTally.objects.filter(board=board, fold__in=range(FOLDS), **sides)
    sums = (Sum("left"), Sum("right"), Sum("tie"), Sum("both_bad"))
    named = {f"sum_{number}": each for number, each in enumerate(sums)}
    keys = ("left_competitor_id", "right_competitor_id")
    for left, right, *counts in (
        cells.order_by().values(*keys).annotate(**named).values_list(*keys, *named)
    ):
        i, j = place[left], place[right]
        wins[i, j] += counts[0]
        wins[j, i] += counts[1]
        ties[i, j] += counts[2] + counts[3]
        ties[j, i] += counts[2] + counts[3]
    return wins, ties


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the votes are spread over pairs: how many pairs have so many votes, at least."""

    pairs: int
    without: int
    median: float
    fewest: int
    most: int


def coverage_of(pairs: Pairs) -> Coverage | None:
    """Over each two of them once; None for fewer than two."""
    votes = pairs.votes[np.triu_indices(len(pairs.entries), k=1)]
    if not len(votes):
        return None
    return Coverage(
        pairs=len(votes),
        without=int((votes == 0).sum()),
        median=float(np.median(votes)),
        fewest=int(votes.min()),
        most=int(votes.max()),
    )
