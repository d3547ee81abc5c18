"""Numbered lists in Markdown, but for numbers that a list would not show as they are written.

Of a long number, such as a year, a page cuts off what stands outside of its column, and zeros
before a number are lost.
"""

import re

from markdown_it.rules_block import StateBlock, list_block

_NO_NUMBER_OF_A_LIST = re.compile(r"(?:\d{4,9}|0\d+)[.)]", re.ASCII)


def find_list(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    """The parser's own rule, unless the first number is none of a list."""
    begins = state.bMarks[first] + state.tShift[first]
    if not silent and _NO_NUMBER_OF_A_LIST.match(state.src, begins, state.eMarks[first]):
        return False
    return list_block(state, first, last, silent)
