"""Finding responses whose own text may tell who wrote them.

What is looked for are the names the arena itself knows: of every competitor, with its slug, its
aliases and its provider. A full name is looked for anywhere; a provider, or the first word of a
name, only where somebody says who they are or who made them, because both may be ordinary words.
What the prompt names already gives nothing away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from arena.models import Competitor

# Of a name that is looked for anywhere. Shorter ones are too often something else.
SHORTEST_NAME = 4
# Characters of the response that are shown on each side of what was found.
AROUND = 60
MOST_FOUND = 10

_BETWEEN_WORDS = re.compile(r"[\s_-]+")

# Said by a model about itself, whatever the name.
_MADE_BY = (
    r"(?:made|trained|developed|created|built|designed|released|fine-tuned)\s+by\s+(?:the\s+)?"
)
_I_AM = (
    r"(?:\bI\s+am|\bI[’']m|\bmy\s+name\s+is|\bthis\s+is|\bcall\s+me|\bje\s+suis|\bich\s+bin|\bsoy)"
    r"\s+(?:an?\s+)?"
)
_KIND = r"(?:AI|artificial\s+intelligence|(?:large\s+)?language\s+model|assistant|chatbot)"
_SAYS_WHO_MADE_IT = re.compile(
    rf"(?:(?i:{_I_AM})|(?i:\bas\s+an?\s+))(?i:{_KIND})[^.\n]{{0,60}}?\b(?i:{_MADE_BY})(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Words of a response, from `start` to `end` in `text`, which is a piece of it, and why."""

    text: str
    start: int
    end: int
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "start": self.start, "end": self.end, "why": self.why}


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names, each with a pattern that finds it; those of `said` only where they are said of
    oneself."""

    anywhere: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    said: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


def known_names(competitors: Iterable[Competitor] | None = None) -> Names:
    """Of these competitors, or of all there are."""
    anywhere: set[str] = set()
    said: set[str] = set()
    for competitor in Competitor.objects.all() if competitors is None else competitors:
        names = [competitor.name, competitor.slug, *map(str, competitor.aliases)]
        for name in names:
            (anywhere if _tells(name) else said).add(name.strip())
        said.update(name.split()[0] for name in names[::2] if name.split())
        said.add(competitor.provider.strip())
    said = {name for name in said if len(name) > 1}
    return Names(
        anywhere={_folded(name): _anywhere(name) for name in sorted(anywhere)},
        said={_folded(name): _said(name) for name in sorted(said)},
    )


def find_leaks(text: str, names: Names, *, prompt: str = "") -> list[Found]:
    """Where the text may reveal who wrote it; MOST_FOUND places at most.

    Args:
        text: the response.
        names: what to look for.
        prompt: of its challenge, whose names are no secret.
    """
    found: list[Found] = []
    for match, why in _matches(text, names, _folded(prompt)):
        found.append(_found(text, match, why))
        if len(found) == MOST_FOUND:
            break
    return found


def _matches(text: str, names: Names, prompt: str) -> Iterator[tuple[re.Match[str], str]]:
    folded = _folded(text)
    for name, pattern in names.anywhere.items():
        if name in folded and name not in prompt and (match := pattern.search(text)):
            yield match, f"names {match[0]}"
    for name, pattern in names.said.items():
        if name in folded and (match := pattern.search(text)):
            yield match, f"says of itself {match[0]}"
    if match := _SAYS_WHO_MADE_IT.search(text):
        yield match, "says who made it"


def _folded(text: str) -> str:
    """In which a name is found however it is written; quicker to ask than a pattern."""
    return _BETWEEN_WORDS.sub(" ", text.casefold())


def _tells(name: str) -> bool:
    """Whether the name is one by itself: long enough, and no single plain word."""
    plain = name.strip()
    return len(plain) >= SHORTEST_NAME and (
        any(sign.isdigit() for sign in plain) or not plain.isalpha()
    )


def _words(name: str) -> str:
    """The name as it may be written: with any space or dash between its words, in any case."""
    words = _BETWEEN_WORDS.split(name.strip())
    return _BETWEEN_WORDS.pattern.join(re.escape(word) for word in words if word)


def _anywhere(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_words(name)}(?!\w)", re.IGNORECASE)


def _said(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_I_AM}|{_MADE_BY}){_words(name)}(?!\w)", re.IGNORECASE)


def _found(text: str, match: re.Match[str], why: str) -> Found:
    begin, end = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(text))
    return Found(text[begin:end], match.start() - begin, match.end() - begin, why[:120])


def names_in(text: str, names: Names) -> Sequence[str]:
    """The names of competitors that a prompt uses, which voters could take for a hint."""
    folded = _folded(text)
    hits = (pattern.search(text) for name, pattern in names.anywhere.items() if name in folded)
    return sorted({match[0] for match in hits if match})
