"""Text in one normal form for a search, with a way back to where each character was."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

# Characters per step of the way back.
_STEP = 1_000

# Letters of other scripts that look like Latin ones.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХавеѕіјкморстухԁԛԝһɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαριυνıɩℓ",
    "ABESIJKMHOPCTYXabesijkmopctyxdqwhgABEZHIKMNOPTYXoapiuviil",
)
# Signs for one thing in many forms; marks of Markdown that may stand within a name are left out.
_SIGNS = {
    **dict.fromkeys("’‘ʼ‛´", "'"),
    **dict.fromkeys("“”„‟«»「」『』《》〈〉【】", '"'),
    **dict.fromkeys("*`[", ""),
    "_": " ",
    "ß": "ss",
}


class _Folding(dict[int, str]):
    """What each character becomes, found when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded_character(chr(code))
        return folded


def _folded_character(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if unicodedata.category(character) in {"Cf", "Mn"} and not _is_needed(character):
        return ""
    return "".join(map(_plain, unicodedata.normalize("NFKC", character)))


def _is_needed(mark: str) -> bool:
    """Marks of Japanese that make another letter; those of Latin letters are left out."""
    return mark in "\u3099\u309a"


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "−":
        return "-"
    if category == "Zs":
        return " "
    if character in _SIGNS:
        return _SIGNS[character]
    base = unicodedata.normalize("NFD", character)[0]
    return (base if base.isascii() else character).translate(_LOOKALIKES)


_FOLDING = _Folding()


@dataclass(frozen=True)
class FoldedText:
    """A text as it is searched.

    Attributes:
        source: the text, with letters and their marks composed.
        plain: folded, with its upper and lower case.
        low: the same in lower case, character for character.
    """

    source: str
    plain: str
    low: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text is in the source."""
        return self._origin(start), self._origin(end - 1) + 1 if end > start else self._origin(end)

    def _origin(self, place: int) -> int:
        step = next(i for i, end in enumerate(self._ends) if end > place or i == self._last)
        at = self._ends[step - 1] if step else 0
        for offset, character in enumerate(self.source[step * _STEP : (step + 1) * _STEP]):
            at += len(_FOLDING[ord(character)])
            if at > place:
                return step * _STEP + offset
        return len(self.source)

    @property
    def _last(self) -> int:
        return len(self._ends) - 1

    @cached_property
    def _ends(self) -> list[int]:
        """Where each step of the source ends in the folded text."""
        return list(accumulate(self._lengths())) or [0]

    def _lengths(self) -> Iterator[int]:
        for begin in range(0, len(self.source), _STEP):
            yield len(self.source[begin : begin + _STEP].translate(_FOLDING))


def fold(text: str) -> FoldedText:
    source = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    plain = source.translate(_FOLDING)
    low = plain.lower()
    if len(low) != len(plain):  # a letter that has two in lower case
        plain = "".join(each if len(each.lower()) == 1 else "?" for each in plain)
        low = plain.lower()
    return FoldedText(source, plain, low)


def folded(text: str) -> str:
    """A name or a short text in lower case."""
    return fold(text).low
