from typing import Any, NamedTuple

# A text, or messages as chat APIs write them.
type Written = str | list[dict[str, Any]]


class Pair(NamedTuple):
    """A prompt and two responses to it; `more` are further fields of the challenge."""

    prompt: Written
    first: Written
    second: Written
    more: dict[str, Any] = {}
