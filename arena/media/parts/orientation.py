"""Which way up a picture is shown: the one thing of EXIF that browsers apply, and that is kept."""

import struct
from typing import Literal

from arena.media.parts.reading import CannotStrip, take

_PREFIX = b"Exif\0\0"
_ORIENTATION = 0x0112
_UPRIGHT = 1
_TURNED = range(2, 9)
_SHORT = 3


def only_orientation(exif: bytes) -> bytes:
    """EXIF with the orientation alone; empty for a picture that stands upright.

    Args:
        exif: as a file has it, with or without its prefix.
    """
    orientation = _orientation(exif.removeprefix(_PREFIX))
    if orientation == _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + bytes(4)


def _orientation(tiff: bytes) -> int:
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    try:
        directory = int.from_bytes(take(tiff, 4, 4), order)
        entries = int.from_bytes(take(tiff, directory, 2), order)
        for index in range(entries):
            entry = take(tiff, directory + 2 + 12 * index, 12)
            if int.from_bytes(entry[:2], order) == _ORIENTATION:
                found = int.from_bytes(entry[8:10], order)
                return found if found in _TURNED else _UPRIGHT
    except CannotStrip:
        pass  # browsers show a picture whose EXIF is damaged upright
    return _UPRIGHT
