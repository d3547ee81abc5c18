"""Reasoning traces in a text: what a model wrote between tags before, or amid, its answer."""

import re
from typing import NamedTuple

# The tags that models and the programs that serve them write around their reasoning.
TAGS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


class Parts(NamedTuple):
    """A text without its reasoning, and the reasoning; each may be empty."""

    answer: str
    trace: str


def split_reasoning(text: str) -> Parts:
    """Separate reasoning from the answer.

    Reasoning begins with the text or on a line of its own outside a block of code, so that an
    answer about such tags stays whole. A template may have put the opening tag into the prompt,
    then all before a closing tag alone on its line is reasoning; a text may end within it.
    """
    for opening, closing in TAGS:
        if closing in text or opening in text:
            parts = _split(text, opening, closing)
            if parts.answer != text:
                return parts
    return Parts(text, "")


def _split(text: str, opening: str, closing: str) -> Parts:
    """Without the blocks between these tags, in a time that grows with the length alone."""
    begin, end = re.escape(opening), re.escape(closing)
    openings = re.compile(rf"\A\s*{begin}|^[ \t]*{begin}[ \t]*$", re.MULTILINE)
    kept: list[str] = []
    traces: list[str] = []
    position = looked_at = fences = 0
    while found := openings.search(text, looked_at):
        fences += len(_FENCE.findall(text, looked_at, found.start()))
        looked_at = found.end()
        if fences % 2:
            continue
        stop = text.find(closing, looked_at)
        if stop < 0:
            break
        kept.append(text[position : found.start()])
        traces.append(text[looked_at:stop])
        position = looked_at = stop + len(closing)
    rest = _without_halves(text[position:], begin, end, is_first=not traces)
    answer = "".join([*kept, rest.answer])
    trace = "\n\n".join(each.strip() for each in [*traces, rest.trace] if each.strip())
    return Parts(answer.strip(), trace) if traces or trace else Parts(text, "")


def _without_halves(text: str, begin: str, end: str, *, is_first: bool) -> Parts:
    """What is left once whole blocks are gone may lack the opening or the closing tag."""
    closed = re.compile(rf"^[ \t]*{end}[ \t]*$", re.MULTILINE).search(text) if is_first else None
    if closed is not None and not _is_in_code(text[: closed.start()]):
        return Parts(text[closed.end() :], text[: closed.start()])
    opened = re.compile(rf"\A\s*{begin}[ \t]*$", re.MULTILINE).search(text)
    if opened is not None:
        return Parts("", text[opened.end() :])
    return Parts(text, "")


def _is_in_code(before: str) -> bool:
    """Whether a block of code is open after this text."""
    return len(_FENCE.findall(before)) % 2 == 1
