"""Reading bytes whose lengths a file states itself."""

from typing import Never

_TOO_SHORT = "is damaged: it ends too early"


class CannotStrip(Exception):
    """A file that cannot be served without its metadata, and why, as the end of a sentence that
    begins with its name."""

    @property
    def reason(self) -> str:
        return str(self)


def refuse(reason: str) -> Never:
    raise CannotStrip(reason)


def take(data: bytes, start: int, size: int) -> bytes:
    """So many bytes from there.

    Raises:
        CannotStrip: there are not as many.
    """
    piece = data[start : start + size]
    if size < 0 or start < 0 or len(piece) != size:
        refuse(_TOO_SHORT)
    return piece


def number(data: bytes, start: int, size: int) -> int:
    """An unsigned number, the most significant byte first."""
    return int.from_bytes(take(data, start, size))


def little(data: bytes, start: int, size: int) -> int:
    """An unsigned number, the least significant byte first."""
    return int.from_bytes(take(data, start, size), "little")
