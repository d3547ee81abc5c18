"""Every pair of models of a board: predicted and observed win shares."""

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
    """Win shares of all pairs, each array (N, N), row against column.

    `wins`, `ties` and `both_bad` count votes. `predicted` is the chance that the row is preferred,
    a tie or both bad as half, with 95 % bounds where the errors are stored; NaN where no votes
    connect the two.
    """

    entries: Sequence[Entry]
    wins: Integers
    ties: Integers
    both_bad: Integers
    predicted: Floats
    lower: Floats
    upper: Floats

    @property
    def votes(self) -> Integers:
        return np.asarray(self.wins + self.wins.T + self.ties + self.both_bad)

    @property
    def observed(self) -> Floats:
        """The row's share of wins, a tie or both bad as half; NaN without votes."""
        votes = np.where(self.votes > 0, self.votes, np.nan)
        return np.asarray((self.wins + (self.ties + self.both_bad) / 2) / votes)

    @property
    def deviation(self) -> Floats:
        """Observed less predicted share, in standard errors of a share without ties, which are
        conservative (too large with ties); NaN where either is unknown."""
        variance = self.predicted * (1 - self.predicted) / np.maximum(self.votes, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.observed - self.predicted) / np.sqrt(variance))


def nan_to_none(square: Floats) -> list[list[float | None]]:
    """The array as lists, with None for NaN."""
    return [[None if isnan(value) else value for value in row] for row in square.tolist()]


def pairs_of(run: RatingRun, entries: Sequence[Entry], pair_errors: PairErrors | None) -> Pairs:
    """Predicted and observed shares of these rows, in one query.

    Args:
        run: the run.
        entries: (N,) its rows.
        pair_errors: the errors of its pairs, if they are stored.
    """
    wins, ties, both_bad = _votes(run.board_id, [entry.competitor_id for entry in entries])
    theta = np.array([entry.theta for entry in entries], dtype=np.float64)
    difference = theta[:, None] - theta
    difference[~_connected(entries)] = np.nan
    margin = Z * _errors(run, entries, pair_errors)
    predicted, lower, upper = (
        _score(run, logit) for logit in (difference, difference - margin, difference + margin)
    )
    return Pairs(entries, wins, ties, both_bad, predicted, lower, upper)


def _connected(entries: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    """(N, N) whether votes connect the two."""
    island = np.array([entry.island for entry in entries])
    is_rated = np.array([entry.votes > 0 for entry in entries])
    return np.asarray((island[:, None] == island) & is_rated[:, None] & is_rated)


def _errors(run: RatingRun, entries: Sequence[Entry], pair_errors: PairErrors | None) -> Floats:
    if pair_errors is None or pair_errors.run_id != run.pk:
        return np.full((len(entries), len(entries)), np.nan)
    errors = errors_among(pair_errors, [entry.competitor_id for entry in entries])
    # Such a bound would come from the prior for models that never lost or never won; others are
    # infinite, where nothing can be said.
    is_open = np.array([entry.status == Status.UNBOUNDED for entry in entries])
    errors[is_open[:, None] | is_open | np.isinf(errors)] = np.nan
    return errors


def _score(run: RatingRun, logit: Floats) -> Floats:
    """The row's expected score under the run's model of ties."""
    ties = Ties(run.method.get("ties", Ties.HALF_WIN))
    tie = run.tie["value"] if run.tie else 0.0
    won, _, neither = chances(ties, logit=logit.ravel(), tie=tie)
    return np.asarray((won + neither / 2).reshape(logit.shape))


def _votes(board: int, competitors: Sequence[int]) -> tuple[Integers, Integers, Integers]:
    """Wins of the row, ties, and votes for both bad, each (N, N), in one query."""
    place = {competitor: number for number, competitor in enumerate(competitors)}
    square = (len(place), len(place))
    wins, ties, both_bad = (np.zeros(square, dtype=np.int64) for _ in range(3))
    sides = {f"{side}_competitor__in": list(place) for side in ("left", "right")}
    # Folds are listed in the filter because they lead the index of cells.
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
        for cells_of_both, number in ((ties, counts[2]), (both_bad, counts[3])):
            cells_of_both[i, j] += number
            cells_of_both[j, i] += number
    return wins, ties, both_bad


@dataclass(frozen=True, slots=True)
class Coverage:
    """Distribution of votes over pairs."""

    pairs: int
    without: int
    median: float
    fewest: int
    most: int


def coverage_of(pairs: Pairs) -> Coverage | None:
    """Coverage over unordered pairs; None for fewer than two models."""
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
