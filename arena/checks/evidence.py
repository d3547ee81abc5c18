"""Words that tell whether a text speaks of itself, in eight languages, and where a text has them.

`evidence.json` lists them by kind and language: `_` stands for a space, `*` for any ending, and a
`_` in front for the beginning of a word, in scripts that write words together.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("evidence.json")
# French articles and pronouns that end in an apostrophe are words of their own.
_WORD = re.compile(r"a\.i\.|(?:[ldjmnstc]|qu)'(?=[a-z*])|[a-z0-9]+(?:'[a-z]+)*|[^\x00-\x7f]")
_SHORTEST_STEM = 2
# "I am not": within the first kinds, words of the others do not count.
_HIDING = {"not me", "uses", "opinion", "works for", "we"}
_HIDDEN = {"is", "me", "my", "i"}


@dataclass(frozen=True, slots=True)
class Clue:
    """Words of one kind; `start` and `end` are numbers of words."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    words: tuple[str, ...]
    begins_word: bool
    ends_word: bool


def split_words(low: str) -> list[re.Match[str]]:
    """The words of a folded text; of scripts without spaces, and of Hangul, each character."""
    return list(_WORD.finditer(low))


def clues_in(low: str, words: Sequence[re.Match[str]]) -> Iterator[Clue]:
    """All clues in a folded text, of which these are the words."""
    exact, stems = _phrases()
    covered = 0
    for at, word in enumerate(words):
        token = word[0]
        phrases = [*exact.get(token, ())]
        for length in range(_SHORTEST_STEM, len(token) + 1):
            phrases += stems.get(token[:length], ())
        found = [each for each in phrases if _matches(low, words, at, each)]
        hiding = max((len(each.words) for each in found if each.kind in _HIDING), default=0)
        for phrase in found:
            is_hidden = at < covered or len(phrase.words) < hiding
            if not (is_hidden and phrase.kind in _HIDDEN):
                yield Clue(phrase.kind, at, at + len(phrase.words))
        covered = max(covered, at + hiding)


def _matches(low: str, words: Sequence[re.Match[str]], at: int, phrase: _Phrase) -> bool:
    if at + len(phrase.words) > len(words):
        return False
    for offset, wanted in enumerate(phrase.words[1:], 1):
        token = words[at + offset][0]
        if not (token.startswith(wanted[:-1]) if wanted.endswith("*") else token == wanted):
            return False
    start, end = words[at].start(), words[at + len(phrase.words) - 1].end()
    if phrase.begins_word and start and low[start - 1].isalpha():
        return False
    return not (phrase.ends_word and low[end : end + 1].isalpha())


@cache
def _phrases() -> tuple[dict[str, list[_Phrase]], dict[str, list[_Phrase]]]:
    """Phrases by their first word, and those of which only the beginning is given."""
    exact: dict[str, list[_Phrase]] = {}
    stems: dict[str, list[_Phrase]] = {}
    for kind in json.loads(_FILE.read_text(encoding="utf-8"))["kinds"]:
        there = set()
        for listed in " ".join(kind["words"].values()).split():
            if listed not in there:
                there.add(listed)
                _add(kind["kind"], listed, exact, stems)
    return exact, stems


def _add(
    kind: str, listed: str, exact: dict[str, list[_Phrase]], stems: dict[str, list[_Phrase]]
) -> None:
    words = [each[0] for each in _WORD.finditer(listed.replace("_", " "))]
    if not words:
        return
    if listed.endswith("*"):
        words[-1] += "*"
    phrase = _Phrase(kind, tuple(words), listed.startswith("_"), listed.endswith("_"))
    if words[0].endswith("*"):
        stems.setdefault(words[0][:-1], []).append(phrase)
    else:
        exact.setdefault(words[0], []).append(phrase)
