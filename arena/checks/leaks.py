"""Find responses whose own text may reveal their author.

The names searched for are those of all competitors: name, slug, aliases and provider. A full name
is found anywhere; a provider, or the first word of a name, only in phrases such as "I am" or "made
by", since both may be ordinary words. Names in the prompt are ignored.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from arena.models import Competitor

# The shortest name that is found anywhere, in characters; shorter ones are too ambiguous.
SHORTEST_NAME = 4
# Characters of context shown on each side of a match.
AROUND = 60
MOST_FOUND = 10

_BETWEEN_WORDS = re.compile(r"[\s_-]+")

# Phrases in which a model talks about itself.
_MADE_BY = (
    r"(?:made|trained|developed|created|built|designed|released|fine-tuned)\s+by\s+(?:the\s+)?"
)
_I_AM = (
    r"(?:\bI\s+am|\bI[’']m|\bmy\s+name\s+is|\bthis\s+is|\bcall\s+me|\bje\s+suis|\bich\s+bin|\bsoy)"
    r"\s+(?:an?\s+)?"
)
_KIND = r"(?:AI|artificial\s+intelligence|(?:large\s+)?language\s+model|assistant|chatbot)"
_NAMES_ITS_MAKER = re.compile(
    rf"(?:(?i:{_I_AM})|(?i:\bas\s+an?\s+))(?i:{_KIND})[^.\n]{{0,60}}?\b(?i:{_MADE_BY})(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A match from `start` to `end` in `text`, an excerpt of the response, and the reason."""

    text: str
    start: int
    end: int
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "start": self.start, "end": self.end, "why": self.why}


@dataclass(frozen=True, slots=True)
class Names:
    """Case-folded names with their patterns; those in `said` match only in "I am" phrases."""

    anywhere: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    said: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


def known_names(competitors: Iterable[Competitor] | None = None) -> Names:
    """The names of these competitors, by default of all."""
    anywhere: set[str] = set()
    said: set[str] = set()
    for competitor in Competitor.objects.all() if competitors is None else competitors:
        names = [competitor.name, competitor.slug, *map(str, competitor.aliases)]
        for name in names:
            (anywhere if _is_distinctive(name) else said).add(name.strip())
        said.update(name.split()[0] for name in names[::2] if name.split())
        said.add(competitor.provider.strip())
    said = {name for name in said if len(name) > 1}
    return Names(
        anywhere={_folded(name): _anywhere(name) for name in sorted(anywhere)},
        said={_folded(name): _said(name) for name in sorted(said)},
    )


def find_leaks(text: str, names: Names, *, prompt: str = "") -> list[Found]:
    """Find where the text may reveal its author; MOST_FOUND places at most.

    Args:
        text: the response.
        names: the names to search for.
        prompt: of its challenge; names in it are ignored.
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
    if match := _NAMES_ITS_MAKER.search(text):
        yield match, "says who made it"


def _folded(text: str) -> str:
    """The text case-folded with normal spaces, for a fast search before the pattern is used."""
    return _BETWEEN_WORDS.sub(" ", text.casefold())


def _is_distinctive(name: str) -> bool:
    """Whether the name is unambiguous: long enough, and not a single plain word."""
    plain = name.strip()
    return len(plain) >= SHORTEST_NAME and (
        any(sign.isdigit() for sign in plain) or not plain.isalpha()
    )


def _words(name: str) -> str:
    """A pattern of the name with any space or dash between its words."""
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
    """The names of competitors in a prompt, which may be a hint for voters."""
    folded = _folded(text)
    hits = (pattern.search(text) for name, pattern in names.anywhere.items() if name in folded)
    return sorted({match[0] for match in hits if match})
