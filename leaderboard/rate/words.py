"""The sentences printed above and below the table."""

import math
import textwrap
from collections.abc import Iterator, Mapping

from leaderboard.rate.rating import TIES, Number, Rated
from leaderboard.ratings import ONE_VOTER, POINTS_PER_NAT, equals_tie

_METHODS = {
    "bradley-terry": "Bradley-Terry",
    "elo": "Online Elo",
    "rival-score": "Rival-style score",
}
_BY_TIES = {
    "half-win": "a tie is half a win",
    "davidson": "ties by Davidson",
    "rao-kupper": "ties by Rao and Kupper",
}
_FORMS = {
    "sandwich": "95 % intervals for independent votes: too narrow where voters or prompts repeat.",
    "bootstrap": "95 % intervals by resampling, for independent votes: too narrow where voters "
    "repeat.",
    "sandwich by voter": "95 % intervals over voters: what other voters like these would say.",
    "sandwich by challenge": "95 % intervals over challenges: what votes on other such challenges "
    "would say.",
    "sandwich by voter and challenge": "95 % intervals over voters and challenges: what other "
    "voters and prompts would say.",
}
_NO_FORM = "No intervals: one voter says nothing of what others would prefer."


def form(rated: Rated) -> Iterator[str]:
    """Which intervals they are, and what they mean."""
    if rated.method != "bradley-terry":
        return
    if ONE_VOTER in rated.warnings:
        yield _NO_FORM
    else:
        yield from _wrapped(_FORMS[str(rated.settings["interval"])])


def facts(rated: Rated) -> Iterator[str]:
    """The line of facts: votes, models and method."""
    settings = rated.settings
    votes = "1 vote" if rated.votes == 1 else f"{rated.votes:,} votes"
    parts = [votes, f"{len(rated.entries)} models", _METHODS[rated.method]]
    if rated.method == "bradley-terry":
        parts.append(_BY_TIES[str(settings["ties"])])
        if settings["interval"] == "bootstrap":
            parts.append(f"{settings['bootstrap']} resamples")
        for what, number in settings["clusters"].items():
            parts.append(f"{number:,} {what}{'s' * (number != 1)}")
        if settings["anchor"]:
            parts.append(f"anchor {settings['anchor']}")
    if rated.method == "elo":
        parts.append(f"K = {settings['k']:g}, in the order of the file")
    yield " · ".join(parts)


def notes(rated: Rated) -> Iterator[str]:
    """Sentences on effects and ties, and the warnings."""
    if rated.side_effect:
        yield f"Being on the left is worth {_points(rated.side_effect)}."
    for name, effect in rated.style.items():
        yield f"One {effect['unit']} more of {name} is worth {_points(effect)}."
    tie = rated.tie
    if tie and "parameter" in tie:
        ties = TIES[str(tie["model"])]
        chance = equals_tie(ties, math.exp(float(tie["estimate"] or 0.0)))
        yield f"Two equal models tie {chance:.0%} of the time ({tie['parameter']} {_nats(tie)})."
    if any(entry.get("rank_low") != entry.get("rank_high") for entry in rated.entries):
        yield from _wrapped("With 95 % confidence every true rank lies in the range that is given.")
    if rated.left_out:
        reasons = ", ".join(f"{kind}: {number:,}" for kind, number in rated.left_out.items())
        rows = sum(rated.left_out.values())
        yield from _wrapped(f"Left out because they are no votes: {rows:,} ({reasons}).")
    strengths = rated.settings.get("strengths") or {}
    for side, numbers in strengths.items():
        said = ", ".join(f"{number:,} by {strength}" for strength, number in numbers.items())
        yield from _wrapped(f"Preferred {side}, by strength: {said}.")
    for warning in rated.warnings:
        yield from _wrapped(f"Note: {warning}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 96, subsequent_indent="      ")


def _points(effect: Mapping[str, Number]) -> str:
    value, margin = float(effect["estimate"] or 0.0), _margin(effect)
    points = "–" if margin is None else f"{margin * POINTS_PER_NAT:.1f}"
    return f"{value * POINTS_PER_NAT:.1f} ± {points} points ({_nats(effect)})"


def _nats(effect: Mapping[str, Number]) -> str:
    margin = _margin(effect)
    return f"{effect['estimate']:.3f} ± {'–' if margin is None else f'{margin:.3f}'} nats"


def _margin(effect: Mapping[str, Number]) -> float | None:
    """Half the interval, in nats; None where nothing can be said."""
    lower, upper = effect["lower"], effect["upper"]
    if isinstance(lower, float) and isinstance(upper, float):
        return (upper - lower) / 2
    return None
