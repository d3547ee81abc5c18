"""The parts of a response in which its author may be named: text, titles, comments, metadata."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from arena.models import Kind


class PartPlace(Enum):
    """Where in a response some words are."""

    TEXT = "text"
    NOTE = "title, comment or metadata"
    CREDIT = "author or generator"
    FILE = "file name"


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a response, and where they are."""

    place: PartPlace
    text: str


# Characters of one note that are looked at; what is longer is no title.
_LONGEST = 4_000
_LINE_COMMENT = re.compile(r"(?://|#|--|%|;)\s*(?P<a>\S.*)")
_TITLE = re.compile(
    r"<(?P<tag>title|desc|dc:\w+|cc:\w+|rdf:li|author|creator|figcaption|footer)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_CREDITING = re.compile(
    r"dc:creator|dc:publisher|dc:contributor|cc:agent|author|creator", re.IGNORECASE
)
_META = re.compile(r"<meta\b(?P<a>[^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w:-])(?P<name>[\w:-]{1,60})\s?=\s?(?:\"(?P<a>[^\"]{0,2000})\"|'(?P<b>[^']{0,2000})'|(?P<c>[^\s\"'>]{1,400}))"
)
_CREDIT = re.compile(
    r"(?:^|[-:_])(?:author|generator|creator|publisher|designer|copyright|owner|made-?by|model|llm|producer|source-model)$",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"^(?:title|alt|aria-label|aria-description|aria-roledescription|inkscape:\w+|sodipodi:docname|summary|label)$",
    re.IGNORECASE,
)
_NAMES_FILE = re.compile(r"^(?:download|sodipodi:docname|inkscape:export-filename)$", re.IGNORECASE)
_LINKED_FILE = re.compile(r"^(?:src|href|xlink:href)$", re.IGNORECASE)
_JSON_CREDIT = re.compile(
    r"\"(?:author|creator|generator|publisher)\"\s{0,3}:\s{0,3}(?:\{[^{}]{0,200}?\"name\"\s{0,3}:\s{0,3})?\"(?P<a>[^\"]{1,200})\""
)
_WITHIN_WORDS = re.compile(
    r"</?(?:b|i|em|strong|span|a|u|font|mark|code|small|sub|sup)(?:\s[^<>]{0,1000})?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[/!?a-z][^<>]{0,2000}>", re.IGNORECASE)
_MARKED_UP = re.compile(r"<[a-z!/]", re.IGNORECASE)


def parts_of(text: str, kind: Kind, file_name: str = "", notes: str = "") -> Iterator[Part]:
    """All parts of a response that are searched."""
    if file_name:
        yield Part(PartPlace.FILE, file_name)
    if notes:
        yield Part(PartPlace.NOTE, notes)
    if not text:
        return
    if kind.is_framed or _MARKED_UP.search(text):
        visible = text
        for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style")):
            visible = _without(visible, opening, closing)
        visible = _TAG.sub("\n", _WITHIN_WORDS.sub("", visible))
        yield Part(PartPlace.TEXT, html.unescape(visible))
    else:
        yield Part(PartPlace.TEXT, html.unescape(text) if "&" in text else text)
    if kind.is_framed or kind == Kind.CODE or _MARKED_UP.search(text) or "```" in text:
        by_place: dict[PartPlace, list[str]] = {}
        for note in _notes(text):
            by_place.setdefault(note.place, []).append(note.text)
        # Of each place one part, since a page may have thousands.
        for place, texts in by_place.items():
            yield Part(place, "\n\n".join(texts))


def _without(text: str, opening: str, closing: str) -> str:
    """The text with line breaks in place of what is between these."""
    low, kept, at = text.lower(), [], 0
    if opening not in low or len(low) != len(text):
        return text
    while (begin := low.find(opening, at)) >= 0:
        kept.append(text[at:begin])
        end = low.find(closing, begin)
        if end < 0:
            return "\n".join(kept)
        at = end + len(closing)
    return "\n".join([*kept, text[at:]])


def _between(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands between these, each cut to what is looked at."""
    begin = text.find(opening)
    while begin >= 0:
        end = text.find(closing, begin + len(opening))
        if end < 0:
            yield text[begin + len(opening) :][:_LONGEST]
            return
        yield text[begin + len(opening) : end][:_LONGEST]
        begin = text.find(opening, end + len(closing))


def _notes(text: str) -> Iterator[Part]:
    for comment in (*_between(text, "<!--", "-->"), *_between(text, "/*", "*/")):
        yield Part(PartPlace.NOTE, html.unescape(comment))
    for line in text.splitlines():
        if match := _LINE_COMMENT.search(line[:_LONGEST]):
            yield Part(PartPlace.NOTE, html.unescape(match["a"]))
    for match in _TITLE.finditer(text):
        end = text.find(f"</{match['tag']}", match.end(), match.end() + _LONGEST)
        if end >= 0:
            place = PartPlace.CREDIT if _CREDITING.fullmatch(match["tag"]) else PartPlace.NOTE
            yield Part(place, html.unescape(_TAG.sub(" ", text[match.end() : end])))
    for match in _META.finditer(text):
        yield from _meta(match["a"])
    for tag in _TAG.finditer(text):
        for match in _ATTRIBUTE.finditer(tag[0]):
            yield from _attribute(match)
    for match in _JSON_CREDIT.finditer(text):
        yield Part(PartPlace.CREDIT, match["a"])


def _meta(attributes: str) -> Iterator[Part]:
    """What a `meta` element says, and whether that is who made the page."""
    found = {
        each["name"].lower(): html.unescape(each["a"] or each["b"] or each["c"] or "")
        for each in _ATTRIBUTE.finditer(attributes)
    }
    about = found.get("name") or found.get("property") or found.get("itemprop") or ""
    if content := found.get("content"):
        yield Part(PartPlace.CREDIT if _CREDIT.search(about) else PartPlace.NOTE, content)


def _attribute(match: re.Match[str]) -> Iterator[Part]:
    name, value = match["name"], match["a"] or match["b"] or match["c"] or ""
    if not value or value.startswith("data:"):
        return
    if _NAMES_FILE.search(name):
        yield Part(PartPlace.FILE, html.unescape(value))
    elif _LINKED_FILE.search(name) and "://" not in value and not value.startswith("#"):
        yield Part(PartPlace.FILE, html.unescape(value).rpartition("/")[2])
    elif _CREDIT.search(name):
        yield Part(PartPlace.CREDIT, html.unescape(value))
    elif _NOTED.search(name):
        yield Part(PartPlace.NOTE, html.unescape(value))
