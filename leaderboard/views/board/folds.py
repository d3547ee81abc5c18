"""Which rows of a board's table are folded under a line that counts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from leaderboard.views.board.rows import Row


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows under a line of their own; `key` names it in the page."""

    key: str
    label: str
    rows: Sequence[Row]


def fold(rows: Sequence[Row], *, minimum: int) -> tuple[list[Row], list[Fold]]:
    """The rows in view, and the others: models without enough votes, and those that no votes
    connect with the models in view. Nothing is folded where no model has enough votes.

    Args:
        rows: in their order, which is kept.
        minimum: the votes a model needs.
    """
    enough = [row for row in rows if row.entry.votes >= minimum]
    if not enough:
        return list(rows), []
    # The largest island is the first.
    first = min(row.entry.island for row in enough)
    few = [row for row in rows if row.entry.votes < minimum]
    apart = [row for row in enough if row.entry.island != first]
    folds = [Fold("few", _few(len(few)), few), Fold("apart", _apart(len(apart)), apart)]
    in_view = [row for row in enough if row.entry.island == first]
    return in_view, [each for each in folds if each.rows]


def _few(number: int) -> str:
    return ngettext(
        "%(number)s model without enough votes", "%(number)s models without enough votes", number
    ) % {"number": number}


def _apart(number: int) -> str:
    return ngettext(
        "%(number)s model that no votes connect with those above",
        "%(number)s models that no votes connect with those above",
        number,
    ) % {"number": number}
