"""Find responses whose own text may reveal their author.

A full name of one of the arena's models is found anywhere. A family (claude) or a vendor is found
where the sentence around it speaks of who wrote the text: its `signs` are weighed.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from arena.checks.authors import Author, Kinship, authors_of, digest_of
from arena.checks.families import SearchedName, searched_names
from arena.checks.folding import FoldedText, fold, folded
from arena.checks.mentions import Mention
from arena.checks.notes import credits_in
from arena.checks.own_names import NameContext
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
VERSION = 3

_SPLIT = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|[^\w\s-]")
# What may follow the name of a family: "GPT-4 Turbo", "DucatChat".
_TAIL = (
    r"(?:[\s-]?(?:chat|bot|ai|lm|llm|gpt|coder|assistant)(?![a-z]))?"
    r"(?:[\s-]?v?\d+(?:[.-]\d+)*[a-z]{0,2}(?![a-z0-9]))?"
    r"(?:[\s-](?:opus|sonnet|haiku|pro|ultra|nano|flash|turbo|mini|large|medium|small|instruct|instant|chat|max|plus|lite|"
    r"preview|beta|base|next|vision|audio|omni|thinking|reasoner|coder|ai|v\d+|x?\d+(?:\.\d+)?[bk]?|\d+x\d+b)(?![a-z0-9])"
    r"|\s?(?:라지|미니|프로|터보|플래시|소네트|오퍼스|하이쿠|울트라|ラージ|ミニ|プロ|ターボ|フラッシュ|ソネット|オーパス))*"
)
# `model = "`, `"model": "`
_STRING = re.compile(r"[=:(,]\s?[\"'][^\"'\n]{0,40}$")
_STRING_WITHIN = 60
# A key that is shorter is in nearly every text.
_LONG_KEY = 3
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

    Each with its key, without which a text does not hold it, and its pattern. `authors` says by a
    competitor's slug which of them are its own.
    """

    anywhere: Mapping[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    searched: Sequence[tuple[SearchedName, str, re.Pattern[str]]] = ()
    authors: Mapping[str, Author] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes when other names are looked for."""
        words = sorted(f"{name}" for name, *_ in self.searched)
        looked_for = (VERSION, sorted(self.anywhere), words, digest_of(self.authors))
        return hashlib.sha256(repr(looked_for).encode()).hexdigest()

    def author_of(self, competitor: Competitor) -> Author | None:
        return self.authors.get(competitor.slug)


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
        authors=authors_of(there),
    )


def find_leaks(
    text: str,
    names: Names,
    *,
    author: Author | None = None,
    prompt: str = "",
    kind: Kind = Kind.TEXT,
    file_name: str = "",
    notes: str = "",
) -> list[Found]:
    """Find where a response may reveal its author; MOST_FOUND places at most.

    Args:
        text: the response.
        names: the names to search for.
        author: who wrote it, if that is known: a name of its own says more than one of others.
        prompt: of its challenge; full names in it are ignored where they are only mentioned.
        kind: of the response; web pages and SVG have titles, comments and metadata.
        file_name: under which it was received, if it is a file; one a line of several.
        notes: titles and alternative texts beside it, one a line.
    """
    found: dict[tuple[str, str], Found] = {}
    low_prompt = folded(prompt)
    for part in parts_of(text, kind, file_name, notes):
        for each in _found_in(part, names, author, low_prompt):
            found.setdefault((each.words, each.why), each)
            if len(found) == MOST_FOUND:
                return list(found.values())
    return list(found.values())


def _found_in(part: Part, names: Names, author: Author | None, prompt: str) -> Iterator[Found]:
    text = fold(part.text)
    mentions = sorted(_mentions(text, names), key=lambda each: (each.start, -each.end))
    looked_at = _LookedAt(part, text, mentions, author, prompt)
    for mention in mentions[:MOST_MENTIONS]:
        if why := looked_at.why(mention):
            yield _found(text, mention.start, mention.end, why)
    if len(mentions) > MOST_MENTIONS:
        yield _found(text, mentions[0].start, mentions[0].end, "names models very often")
    for low, (key, pattern) in names.anywhere.items():
        if key not in text.low or pattern.search(prompt) or not looked_at.may_name(low):
            continue
        if span := _named(text, pattern, is_known=bool(author and author.own)):
            yield _found(text, *span, f"names {text.plain[slice(*span)]}")
    if part.place is PartPlace.TEXT:
        for span, why in unlisted_in(text):
            if not is_quoted(text, *span):
                yield _found(text, *span, why)


def _named(text: FoldedText, pattern: re.Pattern[str], *, is_known: bool) -> tuple[int, int] | None:
    """Where a full name is, but for strings of code, tables and lists, which compare models.

    Where the author is known, code that calls its model does not name it elsewhere, either.
    """
    named = None
    for match in islice(pattern.finditer(text.low), MOST_MENTIONS):
        start, end = match.span()
        words = text.plain[start:end]
        is_string = text.low[end : end + 1] in {'"', "'"} and bool(
            _STRING.search(text.low[max(start - _STRING_WITHIN, 0) : start])
        )
        if is_string and is_known:
            return None
        is_phrase = words[0].islower() and " " in words and not any(map(str.isdigit, words))
        if not (named or is_string or is_phrase or is_listed(text, start)):
            named = start, end
            if not is_known:
                break
    return named


@dataclass(frozen=True)
class _LookedAt:
    """A part of a response in which names were found, and what is known beside it."""

    part: Part
    text: FoldedText
    mentions: Sequence[Mention]
    author: Author | None
    prompt: str

    def why(self, mention: Mention) -> str:
        """The reason why a mention reveals the author; empty if it does not."""
        words = self.text.plain[mention.start : mention.end]
        context = self._context(mention)
        place = self.part.place
        if place is not PartPlace.TEXT and credits_in(place, self.text, mention, context):
            return f"credits {words} ({place.value})"
        if place not in {PartPlace.TEXT, PartPlace.NOTE}:
            return ""
        sentence = sentence_of(self.text, mention, self.mentions)
        signs = signs_of(sentence, self.text, context)
        if weight_of(signs) <= 0:
            return ""
        if "unrelated" in signs:
            return f"names the family of its author: {words}"
        if mention.name.is_vendor:
            return f"says that it was made by {words}"
        return f"says of itself {words}"

    def _context(self, mention: Mention) -> NameContext:
        kinship = self._kinship_of(mention)
        named = self.text.low[mention.start : mention.end]
        is_own = kinship is Kinship.OWN
        return NameContext(
            kinship=kinship,
            is_note=self.part.place is PartPlace.NOTE,
            is_in_prompt=named in self.prompt or (is_own and mention.name.words in self.prompt),
            is_among_others=is_own and self.names_others,
        )

    def _kinship_of(self, mention: Mention) -> Kinship:
        return self.author.kinship_of(mention.name) if self.author else Kinship.UNKNOWN

    def may_name(self, low: str) -> bool:
        """Whether a full name is that of a known author, and is not compared with others."""
        if self.author is None or not self.author.own:
            return True
        return low in self.author.full and not self.names_others

    @cached_property
    def names_others(self) -> bool:
        return any(
            self._kinship_of(each) is Kinship.OTHER
            for each in self.mentions
            if not (each.name.is_vendor or each.name.is_plain)
            or self.text.plain[each.start].isupper()
        )


def _mentions(text: FoldedText, names: Names) -> Iterator[Mention]:
    low = text.low
    for name, key, pattern in names.searched:
        if key in low and (len(key) >= _LONG_KEY or _longest(name.words) in low):
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


@lru_cache(MOST_PATTERNS)
def _longest(name: str) -> str:
    """The longest of its words and numbers: of `o1-mini` mini, since o is in every text."""
    return max(_SPLIT.findall(name), key=len, default=name)


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
