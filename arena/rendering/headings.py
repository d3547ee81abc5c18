"""Renumber the headings of a response, below those of the page and without gaps."""

from markdown_it.rules_core import StateCore

from arena.rendering.characters import is_visible

LOWEST = 6


def renumber_headings(state: StateCore) -> None:
    """Give each heading the level after its parent's; the first of them gets `env["top"]`.

    Models start at any level, and readers who navigate by headings need an outline.
    """
    above: list[int] = []
    for opening, inline, closing in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if opening.type == "heading_open":
            tag = _next_tag(int(opening.tag[1]), above, state.env.get("top", 1))
            # Screen readers would announce an empty heading.
            opening.tag = closing.tag = tag if is_visible(inline.content) else "p"


def _next_tag(written: int, above: list[int], top: int) -> str:
    while above and above[-1] >= written:
        above.pop()
    above.append(written)
    return f"h{min(top + len(above) - 1, LOWEST)}"
