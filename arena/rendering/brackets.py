r"""A Markdown plugin for formulas in \( \), \[ \] and \begin{align} \end{align}.

Existing plugins search by regular expressions, which take a minute for 100 kB of unclosed openings.
Here a search is limited to a number of characters or lines.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from arena.rendering.formula import MOST_CONVERTED

MOST_LINES = 60
_ENDS = {r"\(": r"\)", r"\[": r"\]"}
_OPENING = re.compile(
    r"\\\[|\\begin\{(?P<name>(?:align|alignat|aligned|array|d?cases|eqnarray|equation|gather|gathered"
    r"|[pbBvV]?matrix|multline|smallmatrix|split)\*?)\}"
)


def brackets_plugin(parser: MarkdownIt) -> None:
    """Tokens `math_inline` and `math_block`, named as those between dollar signs."""
    parser.inline.ruler.before("escape", "brackets", _inside_a_line)
    may_end = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("blockquote", "brackets", _of_its_own, {"alt": may_end})


def _inside_a_line(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    end = _ENDS.get(state.src[state.pos : state.pos + 2])
    if end is None:
        return _environment(state, silent)
    begins = state.pos + 2
    ends = state.src.find(end, begins, begins + MOST_CONVERTED)
    if ends < 0:
        return False
    if not silent:
        name = "math_inline" if end == r"\)" else "math_inline_double"
        state.push(name, "math", 0).content = state.src[begins:ends]
    state.pos = ends + 2
    return True


def _environment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    opening = _OPENING.match(state.src, state.pos)
    if opening is None or not opening["name"]:
        return False
    end = rf"\end{{{opening['name']}}}"
    ends = state.src.find(end, state.pos, state.pos + MOST_CONVERTED)
    if ends < 0:
        return False
    ends += len(end)
    if not silent:
        state.push("math_inline_double", "math", 0).content = state.src[state.pos : ends]
    state.pos = ends
    return True


def _of_its_own(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001
    begins = state.bMarks[first] + state.tShift[first]
    opening = _OPENING.match(state.src, begins)
    if opening is None or state.is_code_block(first):
        return False
    name = opening["name"]
    end = rf"\end{{{name}}}" if name else r"\]"
    line = _line_that_ends(state, first, min(last, first + MOST_LINES), end)
    if line is None:
        return False
    if not silent:
        written = state.getLines(first, line + 1, state.sCount[first], keepLastLF=False).strip()
        inside = written if name else written[2:-2]
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.map = True, inside, [first, line + 1]
        state.line = line + 1
    return True


def _line_that_ends(state: StateBlock, first: int, last: int, end: str) -> int | None:
    for line in range(first, last):
        if state.src[state.bMarks[line] : state.eMarks[line]].rstrip().endswith(end):
            return line
    return None
