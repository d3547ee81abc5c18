"""Names of models: cleaned, numbered, and compared by what a reader can tell apart."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from arena.vote_files.encoding import MISSING, Codes, as_texts, take
from arena.vote_files.readers import Column, Texts

# What programs write where there is no value; case does not matter.
NO_VALUE = frozenset({"", "nan", "null", "none", "n/a", "<na>", "nat"})

# Spaces that no one sees, and marks that say how text is to be ordered or joined.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))

# Letters of other scripts that look like Latin ones in most typefaces, and dashes that look like
# the hyphen. Digits are not here: 4o and 40 are two names.
_CYRILLIC = "аеорсухіјѕԁһ", "aeopcyxijsdh"
_CYRILLIC_CAPITALS = "вкмнтз", "bkmhtз"  # as folded from capitals, which look alike
_GREEK = "ονραικτχυ", "ovpaiktxu"
_DASHES = "‐‑‒–—―−﹣－", "-" * 9
_ALIKE = {
    ord(letter): shown
    for letters, latin in (_CYRILLIC, _CYRILLIC_CAPITALS, _GREEK, _DASHES)
    for letter, shown in zip(letters, latin, strict=True)
} | {ord("ı"): "i", ord("ł"): "l"}


def clean_name(text: str | None) -> str | None:
    """The name without spaces around it, in Unicode's composed form; None if it is none."""
    if text is None:
        return None
    name = unicodedata.normalize("NFC", text).strip().strip("\ufeff\u200b").strip()
    return None if name.casefold() in NO_VALUE else name


def look_of(name: str) -> str:
    """What is left of a name without case, spaces, and differences between look-alike letters."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_UNSEEN).translate(_ALIKE)
    return "".join(folded.split())


def similar_names(names: Iterable[str]) -> list[list[str]]:
    """Names that differ only in case, spaces or look-alike letters, together."""
    groups = defaultdict(set)
    for name in names:
        groups[look_of(name)].add(name)
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)


class ModelNumbers(dict[str | None, int]):
    """Numbers of models by each text that names one, in order of first use; `MISSING` for none.

    With `joins_similar`, names that look alike have one number.
    """

    def __init__(self, *, joins_similar: bool) -> None:
        super().__init__()
        self._joins = joins_similar
        self._numbers: dict[str, int] = {}
        self._spellings: list[Counter[str]] = []

    def __missing__(self, text: str | None) -> int:
        name = clean_name(text)
        if name is None:
            number = MISSING
        else:
            look = look_of(name) if self._joins else name
            number = self._numbers.setdefault(look, len(self._numbers))
            if number == len(self._spellings):
                self._spellings.append(Counter())
            self._spellings[number][name] += 0
        self[text] = number
        return number

    def find(self, text: str | None) -> int:
        """The number of the model, `MISSING` if none had this name so far."""
        name = clean_name(text)
        if name is None:
            return MISSING
        return self._numbers.get(look_of(name) if self._joins else name, MISSING)

    def codes(self, column: Column) -> Codes:
        """(N,) the number of each row's model."""
        texts = as_texts(column)
        if isinstance(texts, Texts):
            codes = take(list(map(self.__getitem__, texts.words)), texts.places)
            if self._joins:
                used = np.bincount(np.maximum(texts.places, 0), minlength=len(texts.words))
                self._count(dict(zip(texts.words, used.tolist(), strict=True)))
            return codes
        codes = np.fromiter(map(self.__getitem__, texts), dtype=np.int64, count=len(texts))
        if self._joins:
            self._count(Counter(texts))
        return codes

    def _count(self, numbers: Mapping[str | None, int] | Mapping[str, int]) -> None:
        for text, times in numbers.items():
            if (number := self[text]) != MISSING:
                self._spellings[number][clean_name(text) or ""] += times

    def __len__(self) -> int:
        return len(self._spellings)

    @property
    def spellings(self) -> list[list[str]]:
        """All spellings of each model."""
        return [sorted(each) for each in self._spellings]

    def list(self, preferred: frozenset[str] = frozenset()) -> list[str]:
        """One name of each model: a preferred one, else the most usual, whatever the order."""
        return [
            min(each, key=lambda name: (name not in preferred, -each[name], name))
            for each in self._spellings
        ]
