"""Convert LaTeX formulas to MathML with an allow-list of elements and attributes.

What the converter does not know, it would show by halves: as names with a backslash, without line
ends, or without a part. Such a formula is shown as its source.
"""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import Converter

from arena.rendering.chemistry import write_chemistry

# Longer formulas are shown as they were written.
MOST_CONVERTED = 2_000

ELEMENTS = frozenset(
    [
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "none"),
        *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
        *("mstyle", "mpadded", "mphantom", "menclose", "mmultiscripts", "mprescripts"),
    ]
)
# Allowed values of attributes; lengths stay below 10 em, so that no formula covers a page.
_TRUTH = re.compile(r"true|false")
_SHORT = re.compile(r"-?\d?(\.\d{1,4})?em|0")
_WORD = re.compile(r"[a-z-]{1,20}( [a-z-]{1,20}){0,3}")
ATTRIBUTES = {
    **dict.fromkeys(
        ("accent", "accentunder", "displaystyle", "fence", "movablelimits", "separator"), _TRUTH
    ),
    **dict.fromkeys(("stretchy", "symmetric"), _TRUTH),
    **dict.fromkeys(("linethickness", "lspace", "rspace", "width"), _SHORT),
    **dict.fromkeys(("columnalign", "display", "form", "mathvariant", "notation"), _WORD),
    "scriptlevel": re.compile(r"[+-]?[0-3]"),
}

# Macro definitions are refused, since they can expand exponentially; links and rules would be lost.
_REFUSED = re.compile(
    r"\\(?:(?:re)?new|provide|declare)\w+|\\[egx]?def\b|\\let\b"
    r"|\\(?:href|hline|hdashline|class|style)\b",
    re.IGNORECASE,
)
# Environments that the converter does not know, by what it knows and shows alike. Those with
# numbers are without, as nobody wrote the numbers.
_ENVIRONMENTS = {
    **dict.fromkeys(("align", "align*", "aligned", "eqnarray", "eqnarray*", "split"), "split"),
    **dict.fromkeys(("gather", "gather*", "gathered", "multline", "multline*"), "matrix"),
    **dict.fromkeys(("cases", "dcases"), "cases"),
    **{name: name for name in ("matrix", "smallmatrix", "array", "substack")},
    **{f"{fence}matrix": f"{fence}matrix" for fence in "pbBvV"},
}
_BORDER = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}(?(1))(?:\[[tbc]\])?")
_UNSEEN = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber\b|notag\b)|\\(?:begin|end)\{equation\*?\}")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2}
_PARTS |= dict.fromkeys(("msubsup", "munderover"), 3)


class _NotKnown(Exception):
    """The converter would not show the whole formula."""


def render_formula(latex: str, *, is_display: bool) -> SafeString:
    """The formula as MathML, or as its source where it cannot be converted."""
    written = _mathml(latex, "block" if is_display else "inline") or _source(latex)
    html = f'<span class="formula">{written}</span>' if is_display else written
    return mark_safe(html)  # noqa: S308 - made of known elements and escaped text


def _mathml(latex: str, display: str) -> str:
    if len(latex) > MOST_CONVERTED or _REFUSED.search(latex):
        return ""
    try:
        element = Converter(display=display).convert_to_element(_known(latex))
        _require_whole(element, latex)
        return "".join(_written(element))
    except Exception:  # noqa: BLE001 - whatever hostile text makes the converter trip over
        return ""


def _known(latex: str) -> str:
    """The formula in what the converter knows.

    Raises:
        _NotKnown: there is no such formula.
    """
    written = write_chemistry(_UNSEEN.sub("", latex))
    if written is None or not _is_balanced(written):
        raise _NotKnown
    written, depth = _with_known_environments(written)
    if depth:
        raise _NotKnown
    outside = _without_environments(written)
    has_lines = "\\\\" in outside and "\\substack" not in outside
    return rf"\begin{{matrix}}{written}\end{{matrix}}" if has_lines else written


def _is_balanced(latex: str) -> bool:
    depth = 0
    for character in _ESCAPED.sub("", latex):
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _with_known_environments(latex: str) -> tuple[str, int]:
    """With the names the converter knows, and how many of them are not closed."""
    opened: list[str] = []

    def known(found: re.Match[str]) -> str:
        if found[1] == "begin":
            opened.append(found[2])
        elif not opened or opened.pop() != found[2]:
            raise _NotKnown
        if found[2] not in _ENVIRONMENTS:
            raise _NotKnown
        return rf"\{found[1]}{{{_ENVIRONMENTS[found[2]]}}}"

    return _BORDER.sub(known, latex), len(opened)


def _without_environments(latex: str) -> str:
    kept: list[str] = []
    depth = position = 0
    for found in _BORDER.finditer(latex):
        kept += [] if depth else [latex[position : found.start()]]
        depth += 1 if found[1] == "begin" else -1
        position = found.end()
    return "".join([*kept, latex[position:]])


def _require_whole(element: Element, latex: str) -> None:
    """Look for what the converter leaves as it was, or leaves out.

    Raises:
        _NotKnown: it did.
    """
    plain = {mark for mark in "&{}$#" if f"\\{mark}" in latex}
    plain |= {"\\"} if re.search(r"\\(?:backslash|setminus|smallsetminus)\b", latex) else set()
    plain |= (
        set("{}")
        if re.search(r"\\[lr]brace\b|\\begin\{[d]?cases|\\[bB]matrix|Bmatrix", latex)
        else set()
    )
    for each in element.iter():
        text = unescape(each.text or "")
        is_left = text in {"&", "{", "}", "$"} and text not in plain
        is_command = "\\" in text and (len(text) > 1 or "\\" not in plain)
        is_short = len(each) != _PARTS.get(each.tag, len(each))
        nests = each.tag == "mtext" and "$" in text and "$" not in plain
        if is_left or is_command or is_short or nests or "linebreak" in each.attrib:
            raise _NotKnown


def _written(element: Element) -> Iterator[str]:
    """Serialise the element; the converter's own serialiser does not escape text."""
    name = element.tag if element.tag in ELEMENTS else "mrow"
    attributes = "".join(
        f' {key}="{value}"'
        for key, value in element.items()
        if (rule := ATTRIBUTES.get(key)) and rule.fullmatch(value)
    )
    yield f"<{name}{attributes}>{escape(unescape(element.text or ''))}"
    for child in element:
        yield from _written(child)
    yield f"</{name}>"


def _source(latex: str) -> str:
    return f"<code>{escape(latex)}</code>"
