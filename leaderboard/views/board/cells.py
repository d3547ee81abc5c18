"""The cells of the heat map of pairs: what each measure colours, writes and tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leaderboard.catalogue import Pairs, nan_to_none
from leaderboard.drawing import (
    COUNT_LEVELS,
    MOST_LEVEL,
    Cell,
    count_level,
    deviation_level,
    share_level,
)

NAMES: Mapping[str, object] = {
    "predicted": _("Wins predicted by the ratings"),
    "observed": _("Wins as voted"),
    "deviation": _("Observed minus predicted"),
    "votes": _("Votes per pair"),
}
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Fact:
    """Of one pair; shares from 0 to 1, None where nothing is known."""

    first: str
    second: str
    predicted: float | None
    lower: float | None
    upper: float | None
    observed: float | None
    deviation: float | None
    votes: int

    def cell(self, measure: str) -> Cell:
        votes = _short(self.votes)
        return {
            "predicted": Cell(
                _level(self.predicted),
                (_percent(self.predicted), votes) if self.predicted is not None else (),
                self.told(),
            ),
            "observed": Cell(
                _level(self.observed),
                (_percent(self.observed), votes) if self.observed is not None else (),
                self.told(),
            ),
            "deviation": Cell(
                None if self.deviation is None else deviation_level(self.deviation),
                (self._difference(), votes) if self.deviation is not None else (),
                self.told(),
            ),
            "votes": Cell(count_level(self.votes), (votes,), self.told()),
        }[measure]

    def _difference(self) -> str:
        points = round(100 * ((self.observed or 0.0) - (self.predicted or 0.0)))
        return f"{points:+d}".replace("-", "\N{MINUS SIGN}") if points else "0"

    def told(self) -> str:
        """The whole pair in words, whatever is coloured."""
        words = [f"{self.first} – {self.second}", self._foretold(), self._voted()]
        return " · ".join(word for word in words if word)

    def _foretold(self) -> str:
        if self.predicted is None:
            return gettext("no chain of votes joins the two")
        if self.lower is None or self.upper is None:
            return gettext("predicted %(share)s %%") % {"share": _percent(self.predicted)}
        return gettext("predicted %(share)s %% (%(lower)s–%(upper)s)") % {
            "share": _percent(self.predicted),
            "lower": _percent(self.lower),
            "upper": _percent(self.upper),
        }

    def _voted(self) -> str:
        if self.observed is None:
            return gettext("no votes")
        return ngettext(
            "%(share)s %% of %(number)s vote",
            "%(share)s %% of %(number)s votes",
            self.votes,
        ) % {"share": _percent(self.observed), "number": _grouped(self.votes)}


def cells_of(found: Pairs, measure: str) -> list[list[Cell | None]]:
    """(N, N); nobody is against himself."""
    facts = _facts(found)
    size = range(len(found.entries))
    return [[None if i == j else facts(i, j).cell(measure) for j in size] for i in size]


def _facts(found: Pairs) -> Callable[[int, int], Fact]:
    names = [entry.competitor.name for entry in found.entries]
    votes = found.votes.tolist()
    shares = {
        name: nan_to_none(getattr(found, name))
        for name in ("predicted", "lower", "upper", "observed", "deviation")
    }

    def fact(i: int, j: int) -> Fact:
        known = {name: values[i][j] for name, values in shares.items()}
        return Fact(names[i], names[j], votes=votes[i][j], **known)

    return fact


@dataclass(frozen=True, slots=True)
class Shade:
    """An entry of the legend; `pairs` counts those of this shade, where that is told."""

    level: int
    label: str
    pairs: int | None = None


def legend_of(found: Pairs, measure: str) -> Sequence[Shade]:
    if measure == "votes":
        return _count_legend(found)
    levels = range(-MOST_LEVEL, MOST_LEVEL + 1)
    labels = _deviation_labels() if measure == "deviation" else _share_labels()
    return [Shade(level, labels.get(level, "")) for level in levels]


def _share_labels() -> Mapping[int, str]:
    """At the ends and in the middle; what lies between is between."""
    return {
        -MOST_LEVEL: gettext("the row loses always"),
        0: gettext("even"),
        MOST_LEVEL: gettext("the row wins always"),
    }


def _deviation_labels() -> Mapping[int, str]:
    return {
        -MOST_LEVEL: gettext("5 standard errors fewer wins than predicted"),
        0: gettext("as predicted"),
        MOST_LEVEL: gettext("5 more"),
    }


def _count_legend(found: Pairs) -> Sequence[Shade]:
    votes = found.votes[np.triu_indices(len(found.entries), k=1)].tolist()
    levels = [count_level(number) for number in votes]
    bounds = [0, *COUNT_LEVELS]
    labels = [
        str(low) if high - low == 1 else f"{_grouped(low)}–{_grouped(high - 1)}"
        for low, high in pairwise(bounds)
    ]
    labels.append(f"{_grouped(bounds[-1])}+")
    return [Shade(level, label, levels.count(level)) for level, label in enumerate(labels)]


def _level(share: float | None) -> int | None:
    return None if share is None or isnan(share) else share_level(share)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}"


def _short(number: int) -> str:
    return str(number) if number < _THOUSAND else f"{number / _THOUSAND:.3g}k"


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
