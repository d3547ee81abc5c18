"""A board in one sentence, and the numbers it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext, ngettext

from leaderboard.models import Entry

type Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """Of the models with enough votes that votes connect with each other.

    Args:
        models: how many there are.
        leaders: slug and name of those that may be first, the highest rated first.
        open_places: the ranges of places whose models cannot be told from each other.
        alike: how many models cannot be told from a neighbour in the table.
        few: how many models of the board have votes, but not enough.
    """

    models: int
    leaders: Sequence[tuple[str, str]]
    open_places: Sequence[Range]
    alike: int
    few: int

    @property
    def sentence(self) -> str:
        """In the language of the reader."""
        if not self.models:
            return _without_any(self.few)
        values = {"leader": self.leaders[0][1], "number": self.alike, "first": len(self.leaders)}
        values["places"] = ", ".join(f"{low}\N{EN DASH}{high}" for low, high in self.open_places)
        return self._wording() % values

    def _wording(self) -> str:
        if self.models == 1:
            return gettext("%(leader)s is the only model with enough votes.")
        if len(self.leaders) > 1:
            return gettext(
                "First place is open among %(first)s models, %(leader)s rated highest; "
                "%(number)s models can’t be told from their neighbours."
            )
        if self.alike:
            return gettext(
                "%(leader)s leads; places %(places)s are open; %(number)s models can’t be told "
                "from their neighbours."
            )
        return gettext("%(leader)s leads, and the votes tell all models apart.")


def _without_any(few: int) -> str:
    if not few:
        return gettext("No model is rated yet.")
    return ngettext(
        "%(number)s model has votes, but not enough yet.",
        "%(number)s models have votes, none of them enough yet.",
        few,
    ) % {"number": few}


def summary_of(entries: Iterable[Entry], *, minimum: int) -> BoardSummary:
    """Of the rows of one run, in their order.

    Args:
        entries: the rows, with their competitors.
        minimum: the votes that a model needs.
    """
    voted = [entry for entry in entries if entry.votes]
    enough = [entry for entry in voted if entry.votes >= minimum]
    # The largest island comes first.
    island = min((entry.island for entry in enough), default=0)
    compared = [entry for entry in enough if entry.island == island and entry.rank_low is not None]
    groups = _groups([(entry.rank_low or 0, entry.rank_high or 0) for entry in compared])
    leaders = [entry.competitor for entry in compared if entry.rank_low == compared[0].rank_low]
    return BoardSummary(
        models=len(compared),
        leaders=tuple((each.slug, each.name) for each in leaders),
        open_places=tuple(_spanned(group) for group in groups if len(group) > 1),
        alike=sum(len(group) for group in groups if len(group) > 1),
        few=len(voted) - len(enough),
    )


def _groups(ranges: Sequence[Range]) -> list[list[Range]]:
    """Neighbours whose ranks overlap, together."""
    groups = [[each] for each in ranges[:1]]
    for one, other in pairwise(ranges):
        if one[0] <= other[1] and other[0] <= one[1]:
            groups[-1].append(other)
        else:
            groups.append([other])
    return groups


def _spanned(group: Sequence[Range]) -> Range:
    return min(low for low, _ in group), max(high for _, high in group)
