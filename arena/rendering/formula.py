"""Convert LaTeX formulas to MathML with an allow-list of elements and attributes."""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import Converter

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

# Macro definitions are refused, since they can expand exponentially.
_DEFINES = re.compile(r"\\(?:(?:re)?new|provide|declare)\w+|\\[egx]?def\b|\\let\b", re.IGNORECASE)


def render_formula(latex: str, *, is_display: bool) -> SafeString:
    """The formula as MathML, or as its source where it cannot be converted."""
    written = _mathml(latex, "block" if is_display else "inline") or _source(latex)
    html = f'<span class="formula">{written}</span>' if is_display else written
    return mark_safe(html)  # noqa: S308 - made of known elements and escaped text


def _mathml(latex: str, display: str) -> str:
    if len(latex) > MOST_CONVERTED or _DEFINES.search(latex):
        return ""
    try:
        return "".join(_written(Converter(display=display).convert_to_element(latex)))
    except Exception:  # noqa: BLE001 - whatever hostile text makes the converter trip over
        return ""


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
