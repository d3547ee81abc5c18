"""What a run found beside the ratings, as its page tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf
from typing import Any

from leaderboard.models import RatingRun, TieModel
from leaderboard.ratings import POINTS_PER_NAT, Ties, Z, equals_tie


@dataclass(frozen=True, slots=True)
class ParameterEffect:
    """What something is worth, in rating points, with half the width of its 95 % interval."""

    name: str
    points: float
    margin: float

    @property
    def may_be_nothing(self) -> bool:
        return abs(self.points) <= self.margin


@dataclass(frozen=True, slots=True)
class HeldOutLoss:
    """How well a model of ties foresaw votes: its loss in nats a vote, and how much that is more
    than the best one's, with the standard error."""

    name: str
    loss: float
    more: float
    error: float
    is_best: bool
    is_used: bool


@dataclass(frozen=True, slots=True)
class BoardFindings:
    """`tie_share`, in percent: how often two equal models tie, where a model of ties is fitted."""

    ties: str
    tie_share: float | None
    side: ParameterEffect | None
    style: Sequence[ParameterEffect]
    held_out_losses: Sequence[HeldOutLoss]
    predicted: int


def findings_of(run: RatingRun) -> BoardFindings:
    used = TieModel(run.method.get("ties", TieModel.HALF_WIN))
    return BoardFindings(
        ties=str(used.label),
        tie_share=None if run.tie is None else _tie_share(used, run.tie),
        side=None if run.side_effect is None else _effect("", run.side_effect),
        style=[_effect(name, found) for name, found in (run.style or {}).items()],
        held_out_losses=_held_out_losses(run.held_out, used),
        predicted=run.held_out["predicted"] if run.held_out else 0,
    )


def _tie_share(used: TieModel, tie: Mapping[str, float]) -> float:
    return 100 * equals_tie(Ties(used.value), exp(tie["value"]))


def _effect(name: str, found: Mapping[str, float | None]) -> ParameterEffect:
    """The margin is infinite where nothing can be said."""
    lower, upper, error = (found.get(name) for name in ("lower", "upper", "error"))
    if lower is not None and upper is not None:
        half = (upper - lower) / 2
    else:
        half = inf if error is None else Z * error
    return ParameterEffect(name, POINTS_PER_NAT * (found["value"] or 0.0), POINTS_PER_NAT * half)


def _held_out_losses(held_out: Mapping[str, Any] | None, used: TieModel) -> list[HeldOutLoss]:
    """The best first."""
    if held_out is None:
        return []
    loss, error, best = held_out["loss"], held_out["error"], held_out["best"]
    return [
        HeldOutLoss(
            name=str(TieModel(model).label),
            loss=loss[model],
            more=loss[model] - loss[best],
            error=error[model],
            is_best=model == best,
            is_used=model == used,
        )
        for model in sorted(loss, key=lambda model: (loss[model], model != best))
    ]
