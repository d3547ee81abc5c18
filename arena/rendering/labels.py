"""Links in Markdown, and whether the label of a link or a picture can end at all.

The parser's own rules search for the end of a label from each opening bracket, through all that
is nested in it, to find that there is no closing bracket. Here that costs one search per text.
"""

from markdown_it.rules_inline import StateInline, link


def find_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    """The parser's own rule, where there is a closing bracket."""
    return state.src[state.pos] == "[" and may_end(state) and link(state, silent)


def may_end(state: StateInline) -> bool:
    """Whether a closing bracket is somewhere after this position."""
    text, last = state.env.get("last_bracket", ("", -1))
    if text is not state.src:
        last = state.src.rfind("]")
        state.env["last_bracket"] = (state.src, last)
    return bool(last > state.pos)
