"""Encode texts as integers that are the same in every batch."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from leaderboard.rate.readers import Column, Texts

type Codes = npt.NDArray[np.int64]

MISSING = -1


class NameNumbers(dict[str | None, int]):
    """Integer codes of texts in order of first use; `MISSING` for a blank one."""

    def __missing__(self, name: str | None) -> int:
        if name is None or not name.strip():
            return MISSING
        self[name] = code = len(self)
        return code

    def codes(self, column: Column) -> Codes:
        """(N,) the code of each row's text."""
        texts = as_texts(column)
        if isinstance(texts, Texts):
            return take(list(map(self.__getitem__, texts.words)), texts.places)
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int64, count=len(texts))

    def list(self) -> list[str]:
        return [name for name in self if name is not None]


def as_texts(column: Column) -> Texts | Sequence[str | None]:
    if not isinstance(column, np.ndarray):
        return column
    values, places = np.unique(column, return_inverse=True)
    words = ["" if value != value else str(value) for value in values.tolist()]  # noqa: PLR0124 - NaN
    return Texts(words, places)


def take(codes: Sequence[int], places: npt.NDArray[np.integer]) -> Codes:
    """`codes[places]`, with `MISSING` for a place below 0."""
    return np.asarray(np.array([*codes, MISSING], dtype=np.int64)[places])


def as_numbers(column: Column) -> npt.NDArray[np.float64]:
    """(N,) floats, NaN for what is not a number."""
    if isinstance(column, np.ndarray):
        return column.astype(np.float64)
    if isinstance(column, Texts):
        return np.array([*map(_number, column.words), np.nan])[column.places]
    return np.fromiter(map(_number, column), dtype=np.float64, count=len(column))


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")


def text_at(column: Column, row: int) -> str:
    """The text in this row, for an error message."""
    texts = as_texts(column)
    if isinstance(texts, Texts):
        place = int(texts.places[row])
        return "" if place < 0 else texts.words[place]
    return texts[row] or ""
