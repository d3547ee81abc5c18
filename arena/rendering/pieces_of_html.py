"""The few HTML elements that models write in Markdown; all others are shown as text.

The text's own markup is never passed on: a pair of known tags becomes tokens of the parser, without
attributes, and what has no partner stays text.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Deeper ones are text: the parser leaves out what is nested too deep.
MOST_DEEP = 10
LONGEST_SUMMARY = 2_000

_TAG = re.compile(
    r"<(?:(?P<line>br)[ \t]*/?|(?P<end>/?)(?P<name>sub|sup|kbd)[ \t]*)>", re.IGNORECASE
)
_OPENING = re.compile(r"<details(?P<attributes>(?:[ \t][^<>\n]*)?)>", re.IGNORECASE)
_SUMMARY = re.compile(r"[ \t]*<summary>(?P<text>.*?)</summary>", re.IGNORECASE | re.DOTALL)
_CLOSING = re.compile(r"</details[ \t]*>[ \t]*$", re.IGNORECASE)
# Of quotations and lists.
_BEFORE = " \t>-*+.)0123456789"
_FENCES = ("```", "~~~")


def html_plugin(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("autolink", "tag", _tag)
    may_end = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("blockquote", "details", _details, {"alt": may_end})
    parser.core.ruler.push("pair_tags", _pair_tags)


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    found = _TAG.match(state.src, state.pos)
    if found is None:
        return False
    if not silent and found["line"]:
        state.push("hardbreak", "br", 0)
    elif not silent:
        token = state.push("tag", found["name"].lower(), 0)
        token.content, token.info = found[0], found["end"]
    state.pos = found.end()
    return True


def _pair_tags(state: StateCore) -> None:
    for inline in state.tokens:
        _pair(inline.children or [])


def _pair(children: list[Token]) -> None:
    """Make pairs of tags elements, and the others text."""
    opened: list[Token] = []
    for token in children:
        if token.type != "tag":
            continue
        token.type = "text"
        if not token.info:
            opened.append(token)
        elif any(each.tag == token.tag for each in opened[-MOST_DEEP:]):
            while (opening := opened.pop()).tag != token.tag:
                pass
            opening.type, opening.nesting = "tag_open", 1
            token.type, token.nesting = "tag_close", -1


def _details(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001
    opening = _OPENING.match(state.src, state.bMarks[first] + state.tShift[first])
    if opening is None or state.is_code_block(first) or state.level >= MOST_DEEP:
        return False
    end = _ends_of(state).get(first)
    if end is None or end >= last or state.sCount[end] < state.blkIndent:
        return False
    if not silent:
        _push_details(state, opening, first, end)
    return True


def _ends_of(state: StateBlock) -> dict[int, int]:
    """The last line of each such element by its first, found once for a text."""
    ends: dict[int, int] | None = state.env.get("details")
    if ends is None:
        ends = state.env["details"] = dict(_pairs(state.src.split("\n")))
    return ends


def _pairs(lines: list[str]) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    is_code = False
    for number, line in enumerate(lines):
        text = line.lstrip(_BEFORE)
        if text.startswith(_FENCES):
            is_code = not is_code
        if is_code:
            continue
        if _OPENING.match(text):
            opened.append(number)
        if opened and _CLOSING.search(text):
            yield opened.pop(), number


def _push_details(state: StateBlock, opening: re.Match[str], first: int, end: int) -> None:
    token = state.push("details_open", "details", 1)
    token.map = [first, end + 1]
    if re.search(r"(?:^|\s)open\b", opening["attributes"], re.IGNORECASE):
        token.attrs["open"] = ""
    close = _last_closing(state, end)
    summary = _summary(state, opening.end(), close, first)
    if summary is not None:
        _push_summary(state, summary["text"].strip(), first)
    _push_inside(state, (summary or opening).end(), close, first, end)
    state.push("details_close", "details", -1)
    state.line = end + 1


def _summary(state: StateBlock, begins: int, close: int, first: int) -> re.Match[str] | None:
    """Of the same line, or of the next that is not empty."""
    if not state.src[begins : state.eMarks[first]].strip():
        line = state.skipEmptyLines(first + 1)
        begins = state.bMarks[line] + state.tShift[line]
    return _SUMMARY.match(state.src, begins, min(close, begins + LONGEST_SUMMARY))


def _last_closing(state: StateBlock, line: int) -> int:
    found = _CLOSING.search(state.src[state.bMarks[line] : state.eMarks[line]])
    return state.bMarks[line] + (found.start() if found else 0)


def _push_summary(state: StateBlock, text: str, line: int) -> None:
    state.push("summary_open", "summary", 1)
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [line, line + 1], []
    state.push("summary_close", "summary", -1)


def _push_inside(state: StateBlock, begins: int, close: int, first: int, end: int) -> None:
    """Parse what is between the tags, which may begin and end amid a line."""
    while state.eMarks[first] < begins:
        first += 1
    marks = (state.bMarks, state.tShift, state.sCount, state.eMarks)
    before = [(numbers, line, numbers[line]) for numbers in marks for line in (first, end)]
    parent, last = state.parentType, state.lineMax
    shift = len(state.src[begins : state.eMarks[first]]) - len(
        state.src[begins : state.eMarks[first]].lstrip(" \t")
    )
    state.bMarks[first], state.tShift[first], state.sCount[first] = begins, shift, state.blkIndent
    state.eMarks[end] = max(close, state.bMarks[end] + state.tShift[end])
    has_end = state.bMarks[end] + state.tShift[end] < state.eMarks[end]
    state.parentType, state.lineMax = "container", end + has_end
    state.md.block.tokenize(state, first, state.lineMax)
    for numbers, line, number in reversed(before):
        numbers[line] = number
    state.parentType, state.lineMax = parent, last
