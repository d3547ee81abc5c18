"""GIF.

Source:
    GIF89a (CompuServe, 1990).
"""

from collections.abc import Iterator

from arena.media.parts.reading import number, refuse, take

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_HAS_TABLE = 0x80
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_LOOP_BYTES = 3


def strip(raw: bytes) -> bytes:
    """Images and how long each is shown; of extensions only how often all of them are."""
    head = take(raw, 0, 13)
    at = 13 + _table_bytes(head[10])
    return b"".join((take(raw, 0, at), *_blocks(raw, at), b";"))


def _blocks(raw: bytes, at: int) -> Iterator[bytes]:
    has_image = False
    while (kind := number(raw, at, 1)) != _TRAILER:
        if kind == _IMAGE:
            head = 10 + _table_bytes(number(raw, at + 9, 1)) + 1
            end = _end(raw, at + head)
            has_image = True
            yield raw[at:end]
        elif kind == _EXTENSION:
            end = _end(raw, at + 2)
            yield _extension(number(raw, at + 1, 1), raw[at:end])
        else:
            refuse("is damaged: it has a block of no known kind")
        at = end
    if not has_image:
        refuse("is damaged: it has no pixels")


def _extension(label: int, block: bytes) -> bytes:
    """What is left of an extension; nothing for comments, texts and applications' data."""
    if label == _CONTROL and block[2:3] == b"\4":
        return take(block, 0, 7) + b"\0"
    if label == _APPLICATION and block[3:14] in _LOOPS and block[14:16] == b"\3\1":
        return b"\x21\xff\x0bNETSCAPE2.0\3" + take(block, 15, _LOOP_BYTES) + b"\0"
    return b""


def _end(raw: bytes, at: int) -> int:
    """The end of a chain of blocks, of which the last is empty."""
    while size := number(raw, at, 1):
        at += 1 + size
    return at + 1


def _table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _HAS_TABLE else 0
