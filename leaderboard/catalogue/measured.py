"""The constants in use and the measured quantities that the methodology page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.conf import settings

from arena.matches import UNIFORM_SHARE
from arena.models import LAGGING_SIDE_PROBABILITY, ExclusionRule
from leaderboard.catalogue import totals
from leaderboard.catalogue.records import ENOUGH_VOTES, Record
from leaderboard.catalogue.totals import Outcomes
from leaderboard.models import OVERALL, Entry, RatingRun, TieModel
from leaderboard.ratings import Ties, Z, board, contrasts, elo, estimates, fitting, held_out, ranks


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of the formulas, imported from the code that uses them."""

    points_per_nat: float = float(board.POINTS_PER_NAT)
    mean_rating: float = board.MEAN_RATING
    z: float = Z
    prior_win: float = estimates.PRIOR_WIN
    confidence: float = 100 * ranks.CONFIDENCE
    draws: int = ranks.DRAWS
    tolerance: str = f"{fitting.TOLERANCE:.0e}"
    longest_step: float = fitting.LONGEST_STEP
    z_power: float = contrasts.Z_POWER
    elo_k: float = elo.K
    elo_start: float = elo.START
    elo_scale: float = elo.SCALE
    folds: int = held_out.FOLDS
    uniform_share: float = 100 * UNIFORM_SHARE
    lagging_side: float = 100 * LAGGING_SIDE_PROBABILITY
    enough_votes: int = ENOUGH_VOTES


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits from the settings."""

    minimum_votes: int
    match_minutes: int
    votes_per_minute: int
    pass_votes: int
    pass_minutes: int


def limits() -> Limits:
    return Limits(
        settings.MINIMUM_VOTES,
        settings.MATCH_MINUTES,
        settings.VOTES_PER_MINUTE,
        settings.PASS_VOTES,
        settings.PASS_MINUTES,
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """The held-out loss of one model of ties, in nats a vote."""

    name: str
    value: float
    error: float | None
    is_best: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent, with its 95 % interval."""

    value: float
    lower: float
    upper: float
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Quantities of the newest run of the overall board; None where not measured yet."""

    run: RatingRun
    outcomes: Outcomes
    left_share: Share | None
    side_effect: Mapping[str, float] | None
    tie: Mapping[str, float] | None
    losses: Sequence[Loss]
    predicted: int
    widening: float | None

    @property
    def tie_share(self) -> float | None:
        return _percent(self.outcomes.tie, self.outcomes.total)

    @property
    def both_bad_share(self) -> float | None:
        return _percent(self.outcomes.both_bad, self.outcomes.total)


def measured() -> Measured | None:
    run = RatingRun.objects.select_related("board").filter(board__slug=OVERALL)
    newest = run.order_by("-id").first()
    if newest is None:
        return None
    outcomes = totals.outcomes_at(newest)
    held_out_losses = newest.held_out or {}
    return Measured(
        run=newest,
        outcomes=outcomes,
        left_share=_left_share(outcomes),
        side_effect=newest.side_effect,
        tie=newest.tie,
        losses=_losses(held_out_losses),
        predicted=held_out_losses.get("predicted", 0),
        widening=_widening(newest),
    )


def _widening(run: RatingRun) -> float | None:
    """How many times as wide as of independent votes the median interval is."""
    if not run.pass_number:
        return None
    rows = Entry.objects.filter(run=run, independent_se__gt=0, lower__isnull=False)
    bounds = rows.filter(upper__isnull=False).values_list("lower", "upper", "independent_se")
    widths = [
        (upper - lower) / (2 * Z * float(board.POINTS_PER_NAT) * error)
        for lower, upper, error in bounds
        if lower is not None and upper is not None and error
    ]
    return median(widths) if widths else None


def _left_share(outcomes: Outcomes) -> Share | None:
    """The share of the left among the votes that preferred one side."""
    record = Record(wins=outcomes.left, losses=outcomes.right)
    if record.score is None:
        return None
    return Share(
        record.score,
        record.bound(-1),
        record.bound(1),
        outcomes.left,
        outcomes.left + outcomes.right,
    )


def _losses(held_out_losses: Mapping[str, Any]) -> list[Loss]:
    errors = held_out_losses.get("error", {})
    return [
        Loss(
            str(TieModel(ties).label),
            held_out_losses["loss"][ties],
            errors.get(ties),
            held_out_losses.get("best") == ties,
        )
        for ties in Ties
        if ties in held_out_losses.get("loss", {})
    ]


def exclusions(*, now: datetime) -> list[tuple[str, int]]:
    """Every rule with the number of votes it excludes now, as far as that may be told, zeros
    included."""
    standing = totals.standing_exclusions(now=now)
    return [(str(rule.label), standing.get(rule, 0)) for rule in ExclusionRule]


@dataclass(frozen=True, slots=True)
class ServedShare:
    """In how many matches with a vote that counts a model was, and their share of all of these, in
    percent."""

    slug: str
    name: str
    number: int
    share: float
    width: str


def servings(run: RatingRun | None) -> tuple[int, list[ServedShare]]:
    """The number of matches with a vote that counts, and each model's share, the most first."""
    by_model = {} if run is None else totals.servings_at(run)
    total, most = sum(by_model.values()) // 2, max(by_model.values(), default=0)
    rows = [
        ServedShare(
            slug,
            name,
            number,
            _percent(number, total) or 0.0,
            f"{100 * number / max(most, 1):.2f}%",
        )
        for (slug, name), number in by_model.items()
    ]
    return total, sorted(rows, key=lambda row: (-row.number, row.name))


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
