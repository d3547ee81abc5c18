"""PNG and APNG.

Source:
    PNG, third edition (W3C, 2025).
"""

import zlib
from collections.abc import Iterator

from arena.media.parts.colour import without_names
from arena.media.parts.orientation import only_orientation
from arena.media.parts.reading import CannotStrip, number, refuse, take

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Chunks that may be kept as they are, and how long they are; None for those of any length.
_KEPT = {
    b"IHDR": 13,
    b"PLTE": None,
    b"tRNS": None,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"cICP": 4,
    b"mDCV": 24,
    b"cLLI": 8,
    b"acTL": 8,
    b"fcTL": 26,
}
_LONGEST = 768  # a palette
# Bytes that the pixels of the largest picture unpack to: 40 million of 8 bytes, and line filters.
_MOST_UNPACKED = 400_000_000
_PIECE = 1 << 20


def strip(raw: bytes) -> bytes:
    """The chunks that pixels and colours depend on, with the compressed pixels as they are."""
    return _SIGNATURE + b"".join(_Frames().written(_chunks(raw)))


class _Frames:
    """Writes chunks again: the data of a frame in one chunk, numbered anew."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._data = bytearray()
        self._name = b""
        self._sequence = 0

    def written(self, chunks: Iterator[tuple[bytes, bytes]]) -> Iterator[bytes]:
        for name, data in chunks:
            if name in {b"IDAT", b"fdAT"}:
                self._name = name
                self._data += data[4:] if name == b"fdAT" else data
                continue
            kept = _kept(name, data)
            if kept is None or (name in self._seen and name != b"fcTL"):
                continue
            yield from self._frame()
            self._seen.add(name)
            yield _chunk(name, self._numbered(kept[4:]) if name == b"fcTL" else kept)
        if b"IDAT" not in self._seen:
            refuse("is damaged: it has no pixels")

    def _frame(self) -> Iterator[bytes]:
        """The data since the last frame, if any."""
        if self._data:
            self._seen.add(self._name)
            data = _stream(bytes(self._data))
            yield _chunk(self._name, self._numbered(data) if self._name == b"fdAT" else data)
            self._data.clear()

    def _numbered(self, data: bytes) -> bytes:
        self._sequence += 1
        return (self._sequence - 1).to_bytes(4) + data


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, name = len(_SIGNATURE), b""
    while name != b"IEND":
        size, name = number(raw, at, 4), take(raw, at + 4, 4)
        data = take(raw, at + 8, size)
        if number(raw, at + 8 + size, 4) == zlib.crc32(name + data):
            yield name, data
        elif name[:1].isupper():
            refuse("is damaged: a checksum is wrong")
        at += 12 + size


def _kept(name: bytes, data: bytes) -> bytes | None:
    if name == b"IEND":
        return b""
    if name == b"iCCP":
        return _profile(data)
    if name == b"eXIf":
        return only_orientation(data) or None
    if name not in _KEPT or len(data) > _LONGEST:
        return None
    return data if _KEPT[name] in {None, len(data)} else None


def _profile(data: bytes) -> bytes | None:
    """With a name of one letter, which the format asks for."""
    _, _, packed = data.partition(b"\0")
    try:
        profile = without_names(zlib.decompressobj().decompress(packed[1:], _PIECE))
    except zlib.error:
        return None
    return b"i\0\0" + zlib.compress(profile) if profile else None


def _stream(data: bytes) -> bytes:
    """A compressed stream without what may stand behind its end."""
    unpacking, rest, unpacked = zlib.decompressobj(), data, 0
    try:
        while not unpacking.eof:
            piece = unpacking.decompress(rest, _PIECE)
            rest = unpacking.unconsumed_tail
            unpacked += len(piece)
            if unpacked > _MOST_UNPACKED or not (piece or rest or unpacking.eof):
                refuse("is damaged: its pixels end too early or never")
    except zlib.error as error:
        raise CannotStrip("is damaged: its pixels cannot be unpacked") from error
    return data[: len(data) - len(unpacking.unused_data)]


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
