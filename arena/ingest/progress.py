"""How a long import says how far it is, without knowing to whom."""

from collections.abc import Collection, Iterable
from typing import Protocol


class Track(Protocol):
    def __call__[T](self, rows: Collection[T], deed: str) -> Iterable[T]:
        """The same rows, one by one; `deed` says what is done with them."""


def untracked[T](rows: Collection[T], deed: str) -> Iterable[T]:
    del deed
    return rows
