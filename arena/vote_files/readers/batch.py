"""The interface of all readers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

# Rows at a time, where each row is Python objects.
ROWS = 1 << 16

type Places = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of text: `words[places[i]]` in row i. A place below 0 is a missing value."""

    words: Sequence[str]
    places: Places


# Dictionary-encoded texts, a text per row, or numbers with NaN for a missing one.
type Column = Texts | Sequence[str | None] | npt.NDArray[np.number]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read, and so is not among those of its batch.

    `kind` is its reason in a word where it may be left out.
    """

    line: int
    reason: str
    column: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of rows."""

    size: int
    columns: Mapping[str, Column]
    # The number of row i in the file, in the table's `unit`.
    line_of: Callable[[int], int]
    broken: Sequence[BrokenRow] = ()


class Table(Protocol):
    """A file of rows with named columns."""

    @property
    def path(self) -> str: ...

    @property
    def columns(self) -> Sequence[str]: ...

    @property
    def unit(self) -> str:
        """What numbers of rows count: "line", "row" or "item"."""

    @property
    def has_decimal_commas(self) -> bool:
        """Whether a comma may be the sign before decimals, as between semicolons."""

    def look_further(self) -> bool:
        """Read on to learn of more columns; whether there were rows left to read."""

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        """The rows, with these columns.

        Raises:
            BadInput: the file cannot be read on; the message names the place.
        """
