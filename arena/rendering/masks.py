"""What voters see of a response in which words are masked; the response itself is not changed."""

from collections.abc import Collection
from copy import copy

from arena.models import Mask, Match, Response, Side
from arena.text import mask_turns, mask_words


def masked(response: Response, words: Collection[str]) -> Response:
    """A copy of the response, not to be saved, with the words masked."""
    if not words:
        return response
    shown = copy(response)
    shown.content = mask_words(response.content, words)
    shown.turns = mask_turns(response.turns, list(words)) if response.turns else None
    return shown


def masked_words(match: Match, side: Side) -> list[str]:
    """The words that are masked on one side of a match."""
    return _words_in(match).get(match.left_id if side == Side.LEFT else match.right_id, [])


def _words_in(match: Match) -> dict[int, list[str]]:
    """By response; asked of the database once for both sides of a match."""
    known: dict[int, list[str]] | None = match.__dict__.get("_masked_words")
    if known is None:
        known = Mask.objects.words_of((match.left_id, match.right_id))
        match.__dict__["_masked_words"] = known
    return known
