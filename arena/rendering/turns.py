"""Render a conversation: its turns, and the parts of each by their types."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from arena.models import PromptFormat
from arena.rendering.characters import replace_overrides
from arena.rendering.code import render_code
from arena.rendering.markdown import PLACE, render_markdown
from arena.rendering.pictures import host_of, note, without_notes
from arena.text import MEDIA, Part, PartType, Turn, TurnRole, Turns

# Placeholders: of the sentences of `pictures.NOTES`, and of the addresses of files.
_ROLES = {
    TurnRole.SYSTEM: "\ufdd5",
    TurnRole.USER: "\ufdd6",
    TurnRole.ASSISTANT: "\ufdd7",
    TurnRole.TOOL: "\ufdd8",
}
_HIDDEN, _SOURCES, _CALL, _RESULT, _FILE, _REASONING, _ZOOM = map(chr, range(0xFDD9, 0xFDE0))
_NOT_LOADED = {PartType.PICTURE: "\ufdd1", PartType.SOUND: "\ufdd3", PartType.VIDEO: "\ufdd4"}
MEDIA_PLACE = "\ufde0"
_MEDIA_PLACE = re.compile(rf"{MEDIA_PLACE}(\d+){MEDIA_PLACE}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.([a-z]{1,5})$", re.IGNORECASE)
# What may be longer than a page shows.
_LONG = ("text", "arguments", "quote")
_LINK = '<a href="{}" rel="noopener noreferrer nofollow ugc">{}</a>'


class Look(NamedTuple):
    """How a conversation is shown: plain or formatted, its headings from level `top`, hidden system
    prompts or not, in a language, and of each text as much as is left of a page."""

    is_plain: bool = False
    top: int = 3
    shows_hidden: bool = False
    language: str = ""
    most: int | None = None


def render_turns(turns: Turns, look: Look) -> SafeString:
    """HTML with placeholders for sentences, ids and addresses of files; see `with_addresses`."""
    number = 0
    left = look.most
    rendered: list[SafeString] = []
    has_roles = len(turns) > 1 or turns[0].get("hidden", False)
    for place, turn in enumerate(turns):
        files = sum(1 for part in turn["parts"] if part.get("file"))
        if look.shows_hidden or not turn.get("hidden"):
            cut, left = _cut(turn, left)
            inside = _render_parts(cut, look, number, place)
            rendered.append(_with_role(turn, inside) if has_roles else inside)
        number += files
    return mark_safe(f'<div class="turns">{_joined(rendered)}</div>')  # noqa: S308 - each is safe


def with_addresses(html: SafeString, address: str) -> SafeString:
    """With the addresses of files: what stands before their numbers."""
    if MEDIA_PLACE not in html:
        return html
    filled = _MEDIA_PLACE.sub(lambda found: f"{address}{found[1]}/", html)
    return mark_safe(filled)  # noqa: S308 - an address of ours for a number


def turns_with_addresses(turns: Turns, address: str) -> Turns:
    """As the API shows them: without names of files in storage, and without what is hidden."""
    shown: Turns = []
    number = 0
    for turn in turns:
        parts = []
        for part in turn["parts"]:
            inner = {name: value for name, value in part.items() if name != "file"}
            if part.get("file"):
                inner["media_url"] = f"{address}{number}/"
                number += 1
            parts.append(inner)
        if not turn.get("hidden"):
            shown.append({"role": turn["role"], "parts": parts})
    return shown


def _cut(turn: Turn, left: int | None) -> tuple[Turn, int | None]:
    if left is None:
        return turn, None
    parts: list[Part] = []
    for part in turn["parts"]:
        shown = dict(part)
        for name in _LONG:
            if text := part.get(name):
                shown[name] = text[:left]
                left = max(left - len(text), 0)
        parts.append(shown)
    return {**turn, "parts": parts}, left


def _with_role(turn: Turn, inside: SafeString) -> SafeString:
    hidden = f" · {_HIDDEN}" if turn.get("hidden") else ""
    role = TurnRole(turn["role"])
    head = f'<div class="turn turn--{role}"><p class="turn__role">{_ROLES[role]}{hidden}</p>'
    return mark_safe(f"{head}{inside}</div>")  # noqa: S308 - words of ours around what is safe


def _render_parts(turn: Turn, look: Look, number: int, place: int) -> SafeString:
    rendered: list[SafeString] = []
    for index, part in enumerate(turn["parts"]):
        kind = PartType(part["type"])
        if kind in MEDIA:
            rendered.append(_render_media(part, kind, number))
            number += bool(part.get("file"))
        elif kind != PartType.SOURCE:
            html = _RENDERERS[kind](part, look)
            # Ids of footnotes, of which each text begins with the first.
            unique = html.replace(PLACE, f"{PLACE}t{place}p{index}")
            rendered.append(mark_safe(unique))  # noqa: S308 - sanitised before
    sources = [part for part in turn["parts"] if part["type"] == PartType.SOURCE]
    return _joined([*rendered, *_render_sources(sources)])


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each is safe


def _clean(text: str) -> str:
    """Text without characters that are placeholders here."""
    return replace_overrides(without_notes(text.replace(PLACE, "").replace(MEDIA_PLACE, "")))


def _text(part: Part, look: Look) -> SafeString:
    text = part["text"].replace(MEDIA_PLACE, "")
    if part["format"] == PromptFormat.MARKDOWN:
        return render_markdown(text, top=look.top, is_plain=look.is_plain) if text else SafeString()
    lang = format_html(' lang="{}"', look.language) if look.language else ""
    return format_html('<div class="written" dir="auto"{}>{}</div>', lang, _clean(text))


def _reasoning(part: Part, look: Look) -> SafeString:
    text = part["text"].replace(MEDIA_PLACE, "")
    inside = render_markdown(text, top=look.top, is_plain=look.is_plain)
    return _folded(_REASONING, "", inside)


def _tool_call(part: Part, look: Look) -> SafeString:
    code = _json_or_text(part["arguments"], look)
    return _folded(f"{_CALL} {part['call']}", part["name"], code)


def _tool_result(part: Part, look: Look) -> SafeString:
    return _folded(f"{_RESULT} {part['call']}", "", _json_or_text(part["text"], look))


def _json_or_text(text: str, look: Look) -> SafeString:
    language = "json" if text[:1] in {"{", "["} else ""
    return render_code(_clean(text), language, is_plain=look.is_plain)


def _file(part: Part, look: Look) -> SafeString:
    found = _LANGUAGE.search(part["name"])
    language = found[1].lower() if found else ""
    code = render_code(_clean(part["text"]), language, is_plain=look.is_plain)
    return _folded(_FILE, part["name"], code)


def _folded(label: str, name: str, inside: SafeString) -> SafeString:
    named = format_html(' <code dir="ltr">{}</code>', _clean(name)) if name else ""
    block = '<details class="turn__fold"><summary>{}{}</summary>{}</details>'
    return format_html(block, label, named, inside)


def _render_media(part: Part, kind: PartType, number: int) -> SafeString:
    alt = _clean(part.get("alt", ""))
    if not part.get("file"):
        return format_html("<p>{}</p>", note(alt, _clean(host_of(part["url"])), _NOT_LOADED[kind]))
    address = f"{MEDIA_PLACE}{number}{MEDIA_PLACE}"
    return format_html(_MEDIA[kind], address=address, alt=alt, zoom=_ZOOM)


def _render_sources(sources: list[Part]) -> Iterator[SafeString]:
    if sources:
        items = _joined(format_html("<li>{}</li>", _source(part)) for part in sources)
        block = (
            '<div class="turn__sources"><p class="turn__role">{}</p><ol dir="auto">{}</ol></div>'
        )
        yield format_html(block, _SOURCES, items)


def _source(part: Part) -> SafeString:
    title, url = _clean(part["title"] or part["url"]), _clean(part["url"])
    named = format_html(_LINK, url, title) if _WEB.match(url) else format_html("{}", title)
    host = format_html(' <span class="soft">{}</span>', host_of(url)) if host_of(url) else ""
    quote = part["quote"]
    quoted = format_html('<blockquote dir="auto">{}</blockquote>', _clean(quote)) if quote else ""
    return format_html("{}{}{}", named, host, quoted)


_MEDIA: Mapping[PartType, str] = {
    PartType.PICTURE: (
        '<p class="turn__picture">'
        '<a class="response__zoom" href="{address}" target="_blank" data-zoom>'
        '<img src="{address}" alt="{alt}"><span class="response__zoom-hint">{zoom}</span></a></p>'
    ),
    PartType.SOUND: '<p><audio src="{address}" controls preload="metadata" aria-label="{alt}">'
    "</audio></p>",
    PartType.VIDEO: '<p><video src="{address}" controls preload="metadata" aria-label="{alt}">'
    "</video></p>",
}
_RENDERERS: Mapping[PartType, Callable[[Part, Look], SafeString]] = {
    PartType.TEXT: _text,
    PartType.REASONING: _reasoning,
    PartType.TOOL_CALL: _tool_call,
    PartType.TOOL_RESULT: _tool_result,
    PartType.FILE: _file,
}
