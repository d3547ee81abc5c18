"""Boxes of the ISO base media file format, which MP4 and AVIF are made of.

Source:
    ISO/IEC 14496-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from arena.media.parts.colour import without_names
from arena.media.parts.reading import CannotStrip, number, take

_LARGE, _TO_THE_END = 1, 0
_SMALL_HEAD, _LARGE_HEAD = 8, 16
# What else a file is compatible with; a reader needs one that it knows.
_BRANDS = frozenset(
    (
        *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
        *(b"mp41", b"mp42", b"avc1", b"av01", b"hvc1", b"M4A ", b"M4V "),
        *(b"avif", b"avis", b"avio", b"mif1", b"mif2", b"msf1", b"miaf", b"MA1A", b"MA1B"),
    )
)
_NCLX_BYTES = 11


@dataclass(frozen=True, slots=True)
class Box:
    name: bytes
    body: bytes
    start: int = 0

    def children(self, skip: int = 0) -> "list[Box]":
        return list(boxes(self.body[skip:]))

    def child(self, name: bytes, skip: int = 0) -> "Box":
        """Raises `CannotStrip` if there is none."""
        return only(self.children(skip), name)


def boxes(data: bytes) -> Iterator[Box]:
    at = 0
    while at < len(data):
        size, name, head = number(data, at, 4), take(data, at + 4, 4), _SMALL_HEAD
        if size == _LARGE:
            size, head = number(data, at + 8, 8), _LARGE_HEAD
        elif size == _TO_THE_END:
            size = len(data) - at
        yield Box(name, take(data, at + head, size - head), at)
        at += size


def top_boxes(raw: bytes, wanted: frozenset[bytes]) -> Iterator[Box]:
    """The boxes of a file; what stands behind them is no box, and not needed."""
    at = 0
    while at + _SMALL_HEAD <= len(raw):
        size, name, head = number(raw, at, 4), raw[at + 4 : at + 8], _SMALL_HEAD
        if size == _LARGE and at + _LARGE_HEAD <= len(raw):
            size, head = number(raw, at + 8, 8), _LARGE_HEAD
        elif size == _TO_THE_END:
            size = len(raw) - at
        if size < head:
            return
        if name in wanted:
            yield Box(name, take(raw, at + head, size - head), at)
        at += size


def only(found: list[Box], name: bytes) -> Box:
    for box in found:
        if box.name == name:
            return box
    raise CannotStrip(f"is damaged: it has no box {name.decode('latin-1')}")


def written(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return (len(body) + _SMALL_HEAD).to_bytes(4) + name + body


def full(name: bytes, *bodies: bytes, version: int = 0, flags: int = 0) -> bytes:
    return written(name, bytes((version,)), flags.to_bytes(3), *bodies)


def file_type(box: Box, *, otherwise: bytes) -> bytes:
    """With the brands that are known."""
    brands = [box.body[at : at + 4] for at in range(8, len(box.body) - 3, 4)]
    major = box.body[:4] if box.body[:4] in _BRANDS else otherwise
    kept = dict.fromkeys(brand for brand in (major, *brands) if brand in _BRANDS)
    return written(b"ftyp", major, bytes(4), *kept)


def colour(box: Box) -> bytes:
    """How colours are coded, without the names of a profile; empty if it cannot be read."""
    kind = box.body[:4]
    if kind == b"nclx":
        return written(b"colr", take(box.body, 0, _NCLX_BYTES))
    if kind == b"nclc":
        return written(b"colr", take(box.body, 0, _NCLX_BYTES - 1))
    profile = without_names(box.body[4:]) if kind in {b"prof", b"rICC"} else b""
    return written(b"colr", kind, profile) if profile else b""
