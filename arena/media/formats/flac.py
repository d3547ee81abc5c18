"""FLAC.

Source:
    RFC 9639.
"""

from collections.abc import Iterator

from arena.media.parts.reading import CannotStrip, number, refuse, take

_SIGNATURE = b"fLaC"
_DESCRIPTION, _SEEK_TABLE = 0, 3
_DESCRIPTION_BYTES = 34
_LAST = 0x80
_SEEK_POINT_BYTES = 18
_POLYNOMIAL = 0x8005
_SYNC = (b"\xff\xf8", b"\xff\xf9")
# A frame of 65,535 samples of 8 channels and 32 bits, not compressed at all.
_LARGEST_FRAME = 2_100_000
# What looks like the header of a frame, in the last of them.
_MOST_TRIED = 64


def strip(raw: bytes) -> bytes:
    """The description of the stream, its seek table and its frames."""
    blocks, at = _blocks(raw)
    if _DESCRIPTION not in blocks or len(blocks[_DESCRIPTION]) != _DESCRIPTION_BYTES:
        refuse("is damaged: it does not begin with its description")
    kept = {kind: blocks[kind] for kind in (_DESCRIPTION, _SEEK_TABLE) if kind in blocks}
    seek_table = kept.get(_SEEK_TABLE, b"")
    if len(seek_table) % _SEEK_POINT_BYTES:
        del kept[_SEEK_TABLE]
    last = max(kept)
    largest = number(kept[_DESCRIPTION], 7, 3) or _LARGEST_FRAME
    heads = (
        bytes((kind | (_LAST if kind == last else 0),)) + len(block).to_bytes(3) + block
        for kind, block in kept.items()
    )
    return b"".join((_SIGNATURE, *heads, raw[at : _end_of_sound(raw, at, largest)]))


def _blocks(raw: bytes) -> tuple[dict[int, bytes], int]:
    """The metadata blocks, the first of each kind, and where the frames begin."""
    blocks: dict[int, bytes] = {}
    at, is_last = len(_SIGNATURE), False
    while not is_last:
        head, size = number(raw, at, 1), number(raw, at + 1, 3)
        is_last = bool(head & _LAST)
        blocks.setdefault(head & ~_LAST, take(raw, at + 4, size))
        at += 4 + size
    return blocks, at


def _end_of_sound(raw: bytes, start: int, largest: int) -> int:
    """The end of the last frame, as its checksum says; known tags may stand behind it."""
    if raw[start : start + 2] not in _SYNC:
        refuse("is damaged: it has no sound")
    ends = list(_possible_ends(raw))
    sync = raw[start : start + 2]
    at, tried = len(raw), 0
    while (
        tried < _MOST_TRIED
        and (at := raw.rfind(sync, start, at)) >= 0
        and min(ends) - at <= largest
    ):
        if _is_header(raw, at):
            tried += 1
            for end in ends:
                if end > at and _checksum(raw[at:end]) == 0:
                    return end
        at += 1
    raise CannotStrip("is damaged, or has something behind its sound")


def _possible_ends(raw: bytes) -> Iterator[int]:
    """The end of the file, and where tags begin that programs for MP3 write there."""
    yield len(raw)
    if raw[-128:-125] == b"TAG":
        yield len(raw) - 128
    for end in (len(raw), len(raw) - 128):
        if raw[max(end - 32, 0) : end].startswith(b"APETAGEX"):
            size = int.from_bytes(raw[end - 20 : end - 16], "little")
            yield from (each for each in (end - size - 32, end - size) if each > 0)


def _is_header(raw: bytes, at: int) -> bool:
    """Whether the header of a frame is here, by its own checksum of 8 bits."""
    head = raw[at : at + 17]
    return any(_checksum_8(head[:size]) == 0 for size in range(6, len(head)))


def _checksum_8(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ (0x07 if value & 0x80 else 0)) & 0xFF
    return value


def _table() -> tuple[int, ...]:
    values = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1 ^ (_POLYNOMIAL if value & 0x8000 else 0)) & 0xFFFF
        values.append(value)
    return tuple(values)


_TABLE = _table()


def _checksum(frame: bytes) -> int:
    """Of a frame with its own checksum at the end: zero."""
    value = 0
    for byte in frame:
        value = (value << 8 & 0xFFFF) ^ _TABLE[value >> 8 ^ byte]
    return value
