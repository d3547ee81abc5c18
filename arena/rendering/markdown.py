"""Markdown to HTML that can do no harm: raw HTML is off, and what remains is sanitised."""

from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from arena.rendering.code import coloured

# Longer text is shown as it was written: the parser takes about a second per megabyte.
MOST_PARSED = 300_000

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "span"),
    *("em", "strong", "s", "sup", "sub", "ul", "ol", "li", "a", "section", "input", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "input": {"type", "checked", "disabled"},
    "th": {"align"},
    "td": {"align"},
    "span": {"class"},  # of Pygments alone, since raw HTML is off
}
CLASSES = {
    "pre": {"hl"},
    "ul": {"contains-task-list"},
    "li": {"task-list-item"},
    "section": {"footnotes"},
}


def render_markdown(text: str) -> SafeString:
    """The text as sanitised HTML; very long text as it was written."""
    if len(text) > MOST_PARSED:
        return format_html('<pre class="plain">{}</pre>', text)
    html = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_only_our_classes,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )
    return mark_safe(html)  # noqa: S308 - sanitised on the line above


def _only_our_classes(tag: str, attribute: str, value: str) -> str | None:
    """Checkboxes stay checkboxes; footnotes' links stay inside a page that has two responses."""
    if tag == "input" and attribute == "type":
        return "checkbox"
    if tag == "a" and attribute == "href" and value.startswith("#"):
        return None
    return value


def _fence(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    token = tokens[index]
    language = token.info.split()[0] if token.info.strip() else ""
    return f'<pre class="hl"><code>{coloured(token.content, language)}</code></pre>\n'


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 40})
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.use(tasklists_plugin).use(footnote_plugin)
    parser.add_render_rule("fence", _fence)
    return parser


_markdown = _build()
