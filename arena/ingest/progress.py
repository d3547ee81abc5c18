"""The interface by which an import reports its progress."""

from collections.abc import Collection, Iterable
from typing import Protocol


class Track(Protocol):
    def __call__[T](self, rows: Collection[T], action: str) -> Iterable[T]:
        """Yield the rows; `action` is what is done with them, in words."""


def untracked[T](rows: Collection[T], action: str) -> Iterable[T]:
    del action
    return rows
