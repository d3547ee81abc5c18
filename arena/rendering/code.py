"""Code with its language's colours, by classes alone: the pages allow no inline style."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from arena.rendering.characters import tell_directions

# Longer code is shown without colours: a lexer takes about a second per megabyte.
MOST_COLOURED = 100_000
CLASS_PREFIX = "hl-"

_formatter = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)
_NAME = re.compile(r"[\w+#.-]{1,24}")


def render_code(text: str, language: str) -> SafeString:
    """A block of the code, which names its language where that is a name."""
    name = format_html(' data-language="{}"', language) if _NAME.fullmatch(language) else ""
    block = '<div class="code"{}><pre class="hl"><code>{}</code></pre></div>'
    return format_html(block, name, coloured(tell_directions(text), language))


def coloured(text: str, language: str) -> SafeString:
    """The code as escaped HTML, with spans of classes where the language is known."""
    if not language or len(text) > MOST_COLOURED:
        return mark_safe(escape(text))  # noqa: S308 - escaped on this line
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return mark_safe(escape(text))  # noqa: S308 - escaped on this line
    return mark_safe(highlight(text, lexer, _formatter))  # noqa: S308 - Pygments escapes the code
