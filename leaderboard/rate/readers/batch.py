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
class Batch:
    """A batch of rows."""

    size: int
    columns: Mapping[str, Column]
    # The place of row i in the file, such as "line 7".
    place_of: Callable[[int], str]


class Table(Protocol):
    """A file of rows with named columns."""

    columns: Sequence[str]

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        """The rows, with these columns.

        Raises:
            BadInput: a row cannot be read; the message names its place.
        """
