"""Syntax highlighting with CSS classes, as the pages allow no inline style."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from arena.rendering.characters import replace_directional

# Longer code is not highlighted: a lexer takes about a second per megabyte.
MOST_COLOURED = 100_000
CLASS_PREFIX = "hl-"

_formatter = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)
_NAME = re.compile(r"[\w+#.-]{1,24}")


def render_code(text: str, language: str, *, is_plain: bool = False) -> SafeString:
    """A code block, labelled with its language; without colours if `is_plain`."""
    name = format_html(' data-language="{}"', language) if _NAME.fullmatch(language) else ""
    block = '<div class="code"{}><pre class="hl"><code>{}</code></pre></div>'
    return format_html(
        block, name, coloured(replace_directional(text), "" if is_plain else language)
    )


def coloured(text: str, language: str) -> SafeString:
    """The code as escaped HTML, highlighted if the language is known."""
    if not language or len(text) > MOST_COLOURED:
        return mark_safe(escape(text))  # noqa: S308 - escaped on this line
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return mark_safe(escape(text))  # noqa: S308 - escaped on this line
    return mark_safe(highlight(text, lexer, _formatter))  # noqa: S308 - Pygments escapes the code
