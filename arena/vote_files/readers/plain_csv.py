"""Columns of CSV whose fields hold no separators, found by where separators stand.

Most tables of votes hold names and numbers alone. Their fields are the bytes between separators,
which NumPy finds for a block of lines at once; equal fields are found by hashing their bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from arena.vote_files.readers.batch import Column, Texts

type Bytes = npt.NDArray[np.uint8]
type Offsets = npt.NDArray[np.int64]

_LINE_END, _QUOTE, _WORD = ord("\n"), ord('"'), 8
# Longer fields are cut out one by one.
_LONGEST_HASHED = 64
# An odd number of 64 bits whose bits look random, from the golden ratio.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """Whole lines of a file, with the offsets at which each field begins and ends."""

    data: bytes
    starts: Sequence[Offsets]
    ends: Sequence[Offsets]

    @property
    def size(self) -> int:
        return len(self.ends[0])

    def column(self, place: int) -> Column:
        """The texts of a column."""
        start, end = self.starts[place], self.ends[place]
        longest = int((end - start).max(initial=0))
        if longest <= _LONGEST_HASHED:
            found = self._numbered(start, end, max(longest, 1))
            if found is not None:
                return found
        pairs = zip(start.tolist(), end.tolist(), strict=True)
        return [self.data[first:last].decode() for first, last in pairs]

    def _numbered(self, start: Offsets, end: Offsets, longest: int) -> Texts | None:
        """Distinct texts and the place of each row's; None if two of them have one hash."""
        width = -(-longest // _WORD) * _WORD
        padded = np.frombuffer(self.data + bytes(width), dtype=np.uint8)
        windows = np.lib.stride_tricks.sliding_window_view(padded, width)[start]
        fields = windows * (np.arange(width) < (end - start)[:, None])
        words = np.ascontiguousarray(fields, dtype=np.uint8).view(np.uint64)
        hashes = words[:, 0].copy()
        for place in range(1, words.shape[1]):
            hashes = (hashes ^ (hashes >> np.uint64(29))) * _FACTOR + words[:, place]
        _, index, places = np.unique(hashes, return_index=True, return_inverse=True)
        if words.shape[1] > 1 and not np.array_equal(words[index][places], words):
            return None
        ends = zip(start[index].tolist(), end[index].tolist(), strict=True)
        return Texts([self.data[first:last].decode() for first, last in ends], places)


def plain_block(text: str, *, sign: str, width: int) -> PlainBlock | None:
    """The fields of whole lines; None where a quotation mark within a field, an empty line or a
    line of another number of fields wants a reader that goes sign by sign."""
    if "\0" in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "\r" in text or "\n\n" in text or text.startswith("\n"):
        return None
    data = text.encode()
    array = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(array == _LINE_END)
    signs = np.flatnonzero(array == ord(sign))
    if len(signs) != len(ends) * (width - 1):
        return None
    inner = signs.reshape(len(ends), width - 1)
    begins = np.concatenate([[0], ends[:-1] + 1])
    if width > 1 and ((inner[:, 0] < begins).any() or (inner[:, -1] > ends).any()):
        return None
    columns = list(np.ascontiguousarray(inner.T))  # one after the other, as they are read
    block = PlainBlock(data, [begins, *(each + 1 for each in columns)], [*columns, ends])
    return _without_quotes(block, array) if '"' in text else block


def _without_quotes(block: PlainBlock, array: Bytes) -> PlainBlock | None:
    """The fields without the quotation marks around them; None if there are others."""
    starts, ends, found = [], [], 0
    for start, end in zip(block.starts, block.ends, strict=True):
        is_quoted = array[start] == _QUOTE
        if (is_quoted & ((array[end - 1] != _QUOTE) | (end - start < 2))).any():  # noqa: PLR2004
            return None
        starts.append(start + is_quoted)
        ends.append(end - is_quoted)
        found += 2 * int(is_quoted.sum())
    if found != np.count_nonzero(array == _QUOTE):
        return None
    return PlainBlock(block.data, starts, ends)
