"""Find responses whose own text may reveal their author.

A full name of one of the arena's models is found anywhere. A family (claude) or a vendor is found
where the sentence around it speaks of who wrote the text: its `signs` are weighed.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from arena.checks.families import SearchedName, searched_names
from arena.checks.folding import FoldedText, fold, folded
from arena.checks.mentions import Mention
from arena.checks.notes import credits_in
from arena.checks.parts import Part, PartPlace, parts_of
from arena.checks.sentences import is_listed, is_quoted, sentence_of
from arena.checks.signs import signs_of, weight_of
from arena.checks.unlisted import unlisted_in
from arena.models import Competitor, Kind

# The shortest name that is found anywhere, in characters; shorter ones are too ambiguous.
SHORTEST_NAME = 4
# Characters of context shown on each side of a match.
AROUND = 60
MOST_FOUND = 10
# Mentions of names looked at in one part; a text with more of them is found for that.
MOST_MENTIONS = 2_000
# Patterns that are kept, for they take long to compile: more than there are families and vendors.
MOST_PATTERNS = 4_096
# Changes whenever more is found, so that all responses are searched again.
VERSION = 2

_SPLIT = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|[^\w\s-]")
# What may follow the name of a family: "GPT-4 Turbo", "DucatChat".
_TAIL = (
    r"(?:[\s-]?(?:chat|bot|ai|lm|llm|gpt|coder|assistant)(?![a-z]))?"
    r"(?:[\s-]?v?\d+(?:[.-]\d+)*[a-z]{0,2}(?![a-z0-9]))?"
    r"(?:[\s-](?:opus|sonnet|haiku|pro|ultra|nano|flash|turbo|mini|large|medium|small|instruct|instant|chat|max|plus|lite|"
    r"preview|beta|base|next|vision|audio|omni|thinking|reasoner|coder|ai|v\d+|x?\d+(?:\.\d+)?[bk]?|\d+x\d+b)(?![a-z0-9]))*"
)
# `model = "`, `"model": "`
_STRING = re.compile(r"[=:(,]\s?[\"'][^\"'\n]{0,40}$")
_STRING_WITHIN = 60
_ASCII = re.compile(r"[ -~]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A match from `start` to `end` in `text`, an excerpt of the response, and the reason."""

    text: str
    start: int
    end: int
    why: str

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "start": self.start, "end": self.end, "why": self.why}


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked for: full names anywhere; families and vendors where a text says it is one.

    Each with its key, without which a text does not hold it, and its pattern.
    """

    anywhere: Mapping[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    searched: Sequence[tuple[SearchedName, str, re.Pattern[str]]] = ()

    @property
    def digest(self) -> str:
        """Changes when other names are looked for."""
        words = sorted(f"{name}" for name, *_ in self.searched)
        return hashlib.sha256(repr((VERSION, sorted(self.anywhere), words)).encode()).hexdigest()


def known_names(competitors: Iterable[Competitor] | None = None) -> Names:
    """The names of these competitors, by default of all, and the families and vendors known."""
    there = list(Competitor.objects.all() if competitors is None else competitors)
    anywhere = {
        folded(name.strip()): name.strip()
        for each in there
        for name in (each.name, each.slug, *map(str, each.aliases))
        if _is_distinctive(name)
    }
    return Names(
        anywhere={low: (_key(low), _anywhere(low)) for low in sorted(anywhere)},
        searched=[(name, _key(name.words), _pattern(name)) for name in searched_names(there)],
    )


def find_leaks(
    text: str,
    names: Names,
    *,
    prompt: str = "",
    kind: Kind = Kind.TEXT,
    file_name: str = "",
    notes: str = "",
) -> list[Found]:
    """Find where a response may reveal its author; MOST_FOUND places at most.

    Args:
        text: the response.
        names: the names to search for.
        prompt: of its challenge; full names in it are ignored where they are only mentioned.
        kind: of the response; web pages and SVG have titles, comments and metadata.
        file_name: under which it was received, if it is a file; one a line of several.
        notes: titles and alternative texts beside it, one a line.
    """
    found: dict[tuple[str, str], Found] = {}
    low_prompt = folded(prompt)
    for part in parts_of(text, kind, file_name, notes):
        for each in _found_in(part, names, low_prompt):
            found.setdefault((each.words, each.why), each)
            if len(found) == MOST_FOUND:
                return list(found.values())
    return list(found.values())


def _found_in(part: Part, names: Names, prompt: str) -> Iterator[Found]:
    text = fold(part.text)
    mentions = sorted(_mentions(text, names), key=lambda each: (each.start, -each.end))
    for mention in mentions[:MOST_MENTIONS]:
        if why := _why(part, text, mention, mentions, prompt):
            yield _found(text, mention.start, mention.end, why)
    if len(mentions) > MOST_MENTIONS:
        yield _found(text, mentions[0].start, mentions[0].end, "names models very often")
    for key, pattern in names.anywhere.values():
        if key in text.low and not pattern.search(prompt) and (span := _named(text, pattern)):
            yield _found(text, *span, f"names {text.plain[slice(*span)]}")
    if part.place is PartPlace.TEXT:
        for span, why in unlisted_in(text):
            if not is_quoted(text, *span):
                yield _found(text, *span, why)


def _named(text: FoldedText, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Where a full name is, but for strings of code, tables and lists, which compare models."""
    for match in islice(pattern.finditer(text.low), MOST_MENTIONS):
        start, end = match.span()
        words = text.plain[start:end]
        is_string = text.low[end : end + 1] in {'"', "'"} and bool(
            _STRING.search(text.low[max(start - _STRING_WITHIN, 0) : start])
        )
        is_phrase = words[0].islower() and " " in words and not any(map(str.isdigit, words))
        if not (is_string or is_phrase or is_listed(text, start)):
            return start, end
    return None


def _why(
    part: Part, text: FoldedText, mention: Mention, mentions: Sequence[Mention], prompt: str
) -> str:
    """The reason why a mention reveals the author; empty if it does not."""
    words = text.plain[mention.start : mention.end]
    if part.place is not PartPlace.TEXT and credits_in(part.place, text, mention):
        return f"credits {words} ({part.place.value})"
    if part.place not in {PartPlace.TEXT, PartPlace.NOTE}:
        return ""
    signs = signs_of(
        sentence_of(text, mention, mentions),
        text,
        is_note=part.place is PartPlace.NOTE,
        is_in_prompt=words.lower() in prompt,
    )
    if weight_of(signs) <= 0:
        return ""
    if mention.name.is_vendor:
        return f"says that it was made by {words}"
    return f"says of itself {words}"


def _mentions(text: FoldedText, names: Names) -> Iterator[Mention]:
    low = text.low
    for name, key, pattern in names.searched:
        if key in low:
            for start, end in islice(_spans(low, key, pattern), MOST_MENTIONS + 1):
                yield Mention(name, start, end)


def _spans(low: str, key: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the pattern matches: each begins with the key, which is quickly found."""
    at = low.find(key)
    while at >= 0:
        match = pattern.match(low, at)
        if match:
            yield match.span()
        at = low.find(key, match.end() if match else at + 1)


def _key(name: str) -> str:
    """What the name begins with, looked for before its pattern is used."""
    first = _SPLIT.search(name)
    return first[0] if first else name


def _is_distinctive(name: str) -> bool:
    """Whether the name is unambiguous: long enough, and not a single plain word."""
    plain = name.strip()
    return len(plain) >= SHORTEST_NAME and (
        any(sign.isdigit() for sign in plain) or not plain.isalpha()
    )


def _spaced(low: str) -> str:
    """A pattern of the name with any space or dash, or none, between its words and numbers."""
    return r"[\s-]{0,2}".join(map(re.escape, _SPLIT.findall(low)))


def _bounded(pattern: str) -> str:
    """Between words of Latin letters; other scripts have no spaces to go by."""
    return rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"


@lru_cache(MOST_PATTERNS)
def _anywhere(low: str) -> re.Pattern[str]:
    return re.compile(_bounded(_spaced(low)))


@lru_cache(MOST_PATTERNS)
def _pattern(name: SearchedName) -> re.Pattern[str]:
    if not _ASCII.fullmatch(name.words):
        return re.compile(_spaced(name.words) + _TAIL)
    return re.compile(_bounded(_spaced(name.words) + ("" if name.is_vendor else _TAIL)))


def _found(text: FoldedText, start: int, end: int, why: str) -> Found:
    start, end = text.origin(start, end)
    begin, until = max(start - AROUND, 0), min(end + AROUND, len(text.source))
    return Found(text.source[begin:until], start - begin, end - begin, why[:120])


def names_in(text: str, names: Names) -> Sequence[str]:
    """The names of competitors in a prompt, which may be a hint for voters."""
    whole = fold(text)
    hits = (
        pattern.search(whole.low) for key, pattern in names.anywhere.values() if key in whole.low
    )
    return sorted({whole.source[slice(*whole.origin(*hit.span()))] for hit in hits if hit})
