"""Encode texts as integers that are the same in every batch."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from arena.vote_files.readers import Column, Texts

type Codes = npt.NDArray[np.int64]

MISSING = -1

_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+")


class NameNumbers(dict[str | None, int]):
    """Integer codes of texts in order of first use; `MISSING` for a blank one."""

    def __missing__(self, name: str | None) -> int:
        if name is None or not name.strip() or name.strip().casefold() in {"nan", "null", "none"}:
            return MISSING
        self[name] = code = len(self)
        return code

    def codes(self, column: Column) -> Codes:
        """(N,) the code of each row's text."""
        texts = as_texts(column)
        if isinstance(texts, Texts):
            return take(list(map(self.__getitem__, texts.words)), texts.places)
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int64, count=len(texts))


def as_texts(column: Column) -> Texts | Sequence[str | None]:
    if not isinstance(column, np.ndarray):
        return column
    values, places = np.unique(column, return_inverse=True)
    words = ["" if value != value else str(value) for value in values.tolist()]  # noqa: PLR0124 - NaN
    return Texts(words, places)


def take(codes: Sequence[int], places: npt.NDArray[np.integer]) -> Codes:
    """`codes[places]`, with `MISSING` for a place below 0."""
    return np.asarray(np.array([*codes, MISSING], dtype=np.int64)[places])


def as_numbers(column: Column, *, decimal_commas: bool = False) -> npt.NDArray[np.float64]:
    """(N,) floats, NaN for what is not a number."""
    if isinstance(column, np.ndarray):
        return column.astype(np.float64)
    if isinstance(column, Texts):
        words = [number_in(word, decimal_commas=decimal_commas) for word in column.words]
        return np.array([*words, np.nan])[column.places]
    numbers = (number_in(text, decimal_commas=decimal_commas) for text in column)
    return np.fromiter(numbers, dtype=np.float64, count=len(column))


def number_in(text: str | None, *, decimal_commas: bool = False) -> float:
    """The number, NaN if it is none. `1,234` is one and some only where commas are decimal."""
    try:
        return float(text or "nan")
    except ValueError:
        found = (text or "").strip()
        if _DECIMAL_COMMA.fullmatch(found) and (decimal_commas or not _THOUSANDS.fullmatch(found)):
            return float(found.replace(",", "."))
        return float("nan")


def text_at(column: Column, row: int) -> str:
    """The text in this row, for an error message."""
    texts = as_texts(column)
    if isinstance(texts, Texts):
        place = int(texts.places[row])
        return "" if place < 0 else texts.words[place]
    return texts[row] or ""


def texts_at(column: Column, rows: npt.NDArray[np.integer]) -> list[str | None]:
    """The text in each of these rows."""
    texts = as_texts(column)
    if isinstance(texts, Texts):
        words = [*texts.words, None]
        return [words[place] for place in np.maximum(texts.places[rows], -1).tolist()]
    return [texts[row] for row in rows.tolist()]
