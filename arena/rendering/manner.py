"""How the two sides of a match are shown: alike, whatever the one has that the other has not."""

from dataclasses import dataclass

from arena.arena_settings import current_settings
from arena.models import Match, ReasoningTraces, Response, Side
from arena.rendering.markdown import MOST_PARSED
from arena.rendering.masks import masked, masked_words
from arena.text import Parts, Turns, split_reasoning, split_turns, text_of_turns


@dataclass(frozen=True, slots=True)
class Manner:
    """Plain text has neither formatting nor colours; reasoning may be shown, folded."""

    is_plain: bool = False
    shows_reasoning: bool = False


def parts_of(response: Response) -> Parts:
    """The answer, and the reasoning before it, which is in the answer if the arena leaves it."""
    if current_settings().reasoning_traces == ReasoningTraces.IN_TEXT:
        return Parts(response.content, "")
    if response.turns:
        answer, trace = split_turns(response.turns)
        return Parts(text_of_turns(answer), trace)
    return split_reasoning(response.content)


def turns_of(response: Response) -> Turns | None:
    """The turns of the answer; None if it is a text alone, or a file."""
    if current_settings().reasoning_traces == ReasoningTraces.IN_TEXT or not response.turns:
        return response.turns
    return split_turns(response.turns)[0]


def manner_of(match: Match) -> Manner:
    """Reasoning is shown where both have some, and both sides are plain where one has to be, as
    they are shown: masking words changes how long a text is."""
    sides = [parts_of(masked(match.response_on(side), masked_words(match, side))) for side in Side]
    is_folded = current_settings().reasoning_traces == ReasoningTraces.FOLDED
    shows_reasoning = is_folded and all(side.trace for side in sides)
    texts = [text for side in sides for text in (side if shows_reasoning else side[:1])]
    return Manner(any(len(text) > MOST_PARSED for text in texts), shows_reasoning)


def manner_of_named(response: Response) -> Manner:
    """A response with its author's name, by itself."""
    parts = parts_of(response)
    return Manner(any(len(text) > MOST_PARSED for text in parts), bool(parts.trace))
