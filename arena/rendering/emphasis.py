"""Emphasis beside Chinese, Japanese and Korean, which have no spaces around words.

CommonMark lets a run of stars open or close by the spaces and punctuation around it, so that the
stars stay in `**「強調」**です`. Here a run beside such a character may open before any character,
and close after any, that is no space.

Source:
    tats-u, "markdown-cjk-friendly", specification of 2024.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303e\u3040-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


def emphasis_plugin(parser: MarkdownIt) -> None:
    """In place of the parser's own rule; that which pairs the runs afterwards stays."""
    parser.inline.ruler.at("emphasis", _emphasis)


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    may_open, may_close = scanned.can_open, scanned.can_close
    before, after = _around(state, scanned.length)
    if scanned.length == 1 and before.isdigit() and after.isdigit():
        may_open = may_close = False  # a product
    elif marker == "*" and not (may_open and may_close):
        may_open = may_open or _flanks(after, before)
        may_close = may_close or _flanks(before, after)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        place = len(state.tokens) - 1
        delimiter = Delimiter(ord(marker), scanned.length, place, -1, may_open, may_close)
        state.delimiters.append(delimiter)
    state.pos += scanned.length
    return True


def _around(state: StateInline, length: int) -> tuple[str, str]:
    after = state.pos + length
    before = state.src[state.pos - 1] if state.pos else " "
    return before, state.src[after] if after < state.posMax else " "


def _flanks(inner: str, outer: str) -> bool:
    """Whether a run belongs to the text on its inner side, where one side is such a language's."""
    return not inner.isspace() and bool(_CJK.match(inner) or _CJK.match(outer))
