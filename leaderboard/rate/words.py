"""The sentences printed above and below the table."""

import math
import textwrap
from collections.abc import Iterator, Mapping

from leaderboard.rate.rating import TIES, Number, Rated
from leaderboard.ratings import POINTS_PER_NAT, equals_tie

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
_INTERVALS = {
    "sandwich": "95 % intervals by the sandwich",
    "sandwich by voter": "95 % intervals by the sandwich, robust to voters",
}


def facts(rated: Rated) -> Iterator[str]:
    """The line of facts: votes, models and method."""
    settings = rated.settings
    votes = "1 vote" if rated.votes == 1 else f"{rated.votes:,} votes"
    parts = [votes, f"{len(rated.entries)} models", _METHODS[rated.method]]
    if rated.method == "bradley-terry":
        parts.append(_BY_TIES[str(settings["ties"])])
        interval = str(settings["interval"])
        resampled = f"95 % intervals from {settings.get('bootstrap')} resamples"
        parts.append(_INTERVALS.get(interval, resampled))
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
    for warning in rated.warnings:
        yield from _wrapped(f"Note: {warning}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 96, subsequent_indent="      ")


def _points(effect: Mapping[str, Number]) -> str:
    value, error = float(effect["estimate"] or 0.0), float(effect["se"] or 0.0)
    margin = 1.96 * error * POINTS_PER_NAT
    return f"{value * POINTS_PER_NAT:.1f} ± {margin:.1f} points ({_nats(effect)})"


def _nats(effect: Mapping[str, Number]) -> str:
    return f"{effect['estimate']:.3f} ± {1.96 * float(effect['se'] or 0.0):.3f} nats"
