"""Formulas between dollar signs, but not amounts of money or names of shell variables."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

_ARGUMENTS = re.compile(r"\\[A-Za-z]+\*?\s*(?:\{[^{}]*\})*")
# In what begins with a digit: words, or letters of languages in which formulas are not written.
_PROSE = re.compile(
    r"(?:^|[\s)(])(?:[A-Za-z]{3,}|to|or|of|at|is|in|vs|an?|and)(?![\w\\{])|[^\W\d_a-zA-Z\u0370-\u03ff]{2}"
)
_VARIABLE = re.compile(r"[A-Z_]{2,}")
_in_dollars = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)


def dollars_plugin(parser: MarkdownIt) -> None:
    """Tokens as those of `dollarmath_plugin`."""
    dollarmath_plugin(
        parser, allow_space=False, allow_digits=False, allow_labels=False, double_inline=True
    )
    parser.inline.ruler.at("math_inline", _formula)


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    begins = state.pos
    if not _in_dollars(state, True):
        return False
    ends, state.pos = state.pos, begins
    if _is_no_formula(state.src, begins, ends):
        return False
    return _in_dollars(state, silent)


def _is_no_formula(text: str, begins: int, ends: int) -> bool:
    before, after = text[max(begins - 1, 0) : begins], text[ends : ends + 1]
    # Not left to the rule above: at the beginning of a text it looks at the end.
    if before.isdigit() or after.isdigit():
        return True
    if text.startswith("$$", begins):
        return False
    inside = text[begins + 1 : ends - 1]
    if _is_letter(before) or (_is_letter(after) and _VARIABLE.match(inside)):
        return True
    return inside[0].isdigit() and bool(_PROSE.search(_ARGUMENTS.sub(" ", inside)))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
