"""Markdown to HTML that can do no harm: raw HTML is off, and what remains is sanitised."""

from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.footnote import footnote_plugin

from arena.rendering.code import coloured

# Longer text is shown as it was written: the parser's time grows with the square of the length of
# text made to slow it, which here is about two seconds.
MOST_PARSED = 100_000

# A list item that begins with brackets is a task. Characters, because a box that cannot be ticked
# is nothing to tab to.
BOXES = {"[ ] ": "\N{BALLOT BOX} ", "[x] ": "\N{BALLOT BOX WITH CHECK} "}

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "span"),
    *("em", "strong", "s", "sup", "sub", "ul", "ol", "li", "a", "section"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    "span": {"class"},  # of Pygments alone, since raw HTML is off
}
CLASSES = {
    "pre": {"hl"},
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
        attribute_filter=_no_links_inside,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )
    return mark_safe(html)  # noqa: S308 - sanitised on the line above


def _no_links_inside(tag: str, attribute: str, value: str) -> str | None:
    """A page has two responses, so a footnote of one could lead into the other."""
    leads_inside = tag == "a" and attribute == "href" and value.startswith("#")
    return None if leads_inside else value


def _draw_boxes(state: StateCore) -> None:
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and inline.children:
            text = inline.children[0]
            if box := BOXES.get(text.content[:4].lower()):
                text.content = box + text.content[4:]


def _fence(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    token = tokens[index]
    language = token.info.split()[0] if token.info.strip() else ""
    return f'<pre class="hl"><code>{coloured(token.content, language)}</code></pre>\n'


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 40})
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.use(footnote_plugin, inline=False)
    parser.core.ruler.push("boxes", _draw_boxes)
    parser.add_render_rule("fence", _fence)
    return parser


_markdown = _build()
