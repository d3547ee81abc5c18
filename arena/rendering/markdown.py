"""Render Markdown to safe HTML: raw HTML is disabled and the result sanitised."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from arena.rendering import formula
from arena.rendering.brackets import brackets_plugin
from arena.rendering.characters import is_visible, replace_overrides
from arena.rendering.code import render_code
from arena.rendering.directions import set_directions
from arena.rendering.dollars import dollars_plugin
from arena.rendering.emphasis import emphasis_plugin
from arena.rendering.headings import renumber_headings
from arena.rendering.labels import find_link
from arena.rendering.lists import find_list
from arena.rendering.pictures import (
    SHOWN,
    fill_notes,
    find_picture,
    is_picture,
    render_picture,
    without_notes,
)
from arena.rendering.pieces_of_html import html_plugin

# Longer text is shown unrendered: text made to slow the parser takes up to 17 times as
# long as prose, which for this much was two seconds (`./run bench rendering`).
MOST_PARSED = 100_000

# Placeholder in ids for the place on the page; a noncharacter, so no text has it.
PLACE = "\ufdd0"
# Below the page's title and the title of the response.
TOP = 3

# A list item that begins with brackets is a task. Characters, because a box that cannot be ticked
# is nothing to tab to.
BOXES = {"[ ] ": "\N{BALLOT BOX} ", "[x] ": "\N{BALLOT BOX WITH CHECK} "}

TAGS = {
    *("img", "kbd", "details", "summary"),
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "span"),
    *("em", "strong", "s", "sup", "sub", "ul", "ol", "li", "a", "section", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *formula.ELEMENTS,
}
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "table", "summary")
ATTRIBUTES = {
    **{block: {"dir", "lang"} for block in _BLOCKS},
    "a": {"href", "title", "id"},
    "code": {"dir"},
    "details": {"open"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start", "dir", "lang"},
    "th": {"align"},
    "td": {"align"},
    "div": {"data-language"},
    "span": {"class"},  # of Pygments and formulas alone, since raw HTML is off
    **{element: set(formula.ATTRIBUTES) for element in formula.ELEMENTS},
}
CLASSES = {
    "pre": {"hl"},
    "div": {"code", "table"},
    "section": {"footnotes"},
}
_FOOTNOTE = re.compile(rf"#?fn(ref)?-{PLACE}-\d+(:\d+)?")


def render_markdown(text: str, *, top: int = TOP, is_plain: bool = False) -> SafeString:
    """Render text to sanitised HTML with headings from level `top`; long text stays unrendered, and
    so does any if `is_plain`.

    Ids hold `PLACE`; see `placed`.
    """
    text = replace_overrides(without_notes(text.replace(PLACE, "")))
    if is_plain or len(text) > MOST_PARSED:
        return format_html('<pre class="plain">{}</pre>', text)
    html = nh3.clean(
        _markdown.render(text, {"docId": PLACE, "top": top}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_only_what_stays,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow ugc",
    )
    return mark_safe(html)  # noqa: S308 - sanitised on the line above


def placed(html: SafeString, place: str) -> SafeString:
    """Fill in the place in ids, so that two texts on a page share none, and notes on pictures.

    Args:
        html: made by `render_markdown`.
        place: letters, such as "a" and "b".
    """
    return fill_notes(mark_safe(html.replace(PLACE, place)))  # noqa: S308 - a letter for a letter


def _only_what_stays(tag: str, attribute: str, value: str) -> str | None:
    """Keep links inside the page only to footnotes, as it has two responses and its own parts, and
    data only as pictures."""
    if attribute == "src":
        return value if SHOWN.fullmatch(value) else None
    if attribute == "href" and "".join(value.split()).lower().startswith("data:"):
        return None
    stays_inside = attribute == "id" or (tag == "a" and attribute == "href" and value[:1] == "#")
    return None if stays_inside and not _FOOTNOTE.fullmatch(value) else value


def _draw_boxes(state: StateCore) -> None:
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and inline.children:
            text = inline.children[0]
            if box := BOXES.get(text.content[:4].lower()):
                text.content = box + text.content[4:]


def _name_links(state: StateCore) -> None:
    """Show the address of a link without visible text."""
    for inline in state.tokens:
        if inline.children:
            inline.children = list(_named(inline.children))


def _named(children: Sequence[Token]) -> Sequence[Token]:
    named: list[Token] = []
    link, is_named = None, True
    for token in children:
        if token.type == "link_open":
            link, is_named = token, False
        elif token.type == "link_close" and link is not None and not is_named:
            named.append(Token("text", "", 0, content=str(link.attrs.get("href", ""))))
        else:
            is_named = is_named or is_visible(token.content)
        named.append(token)
    return named


def _fence(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    token = tokens[index]
    language = token.info.split()[0] if token.info.strip() else ""
    return f"{render_code(token.content, language)}\n"


def _code(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    return f'<code dir="ltr">{escape(tokens[index].content)}</code>'


def _open_table(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del options, env
    return f'<div class="table"><table{renderer.renderAttrs(tokens[index])}>\n'


def _close_table(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, tokens, index, options, env
    return "</table></div>\n"


def _inline(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    return formula.render_formula(tokens[index].content, is_display=False)


def _display(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    return formula.render_formula(tokens[index].content, is_display=True)


RULES = {
    "code_inline": _code,
    "fence": _fence,
    "image": render_picture,
    "table_open": _open_table,
    "table_close": _close_table,
    "math_inline": _inline,
    **dict.fromkeys(("math_block", "math_inline_double"), _display),
}


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name
        """Pictures of any type, too, so that those that are not shown become a note."""
        return is_picture(url) or super().validateLink(url)


def _build() -> MarkdownIt:
    parser = _Parser(
        "commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": 40}
    )
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("list", find_list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.at("link", find_link)
    parser.inline.ruler.at("image", find_picture)
    parser.use(footnote_plugin, inline=False)
    for plugin in (dollars_plugin, brackets_plugin, emphasis_plugin, html_plugin):
        parser.use(plugin)
    for rule in (_draw_boxes, _name_links, renumber_headings, set_directions):
        parser.core.ruler.push(rule.__name__, rule)
    for name, renders in RULES.items():
        parser.add_render_rule(name, renders)
    return parser


_markdown = _build()
