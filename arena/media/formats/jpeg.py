"""JPEG.

Source:
    ITU-T T.81, annex B; JFIF 1.02; ICC.1:2022, annex B.4; Adobe Technical Note 5116.
"""

import re
from collections.abc import Iterator

from arena.media.parts.colour import without_names
from arena.media.parts.orientation import only_orientation
from arena.media.parts.reading import number, refuse, take

_BEGIN, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
# Frame headers, Huffman and arithmetic tables; quantisation, number of lines, restart interval.
_TABLES = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD} - {0xC8})
# In the data of a scan, a marker is any that is neither a stuffed byte nor a restart.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)
_JFIF, _EXIF, _ICC, _ADOBE = b"JFIF\0", b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
# Version 1.1, square pixels of no size, no thumbnail.
_PLAIN_JFIF = _JFIF + bytes((1, 1, 0, 0, 1, 0, 1, 0, 0))
_ADOBE_BYTES = 12
_MOST_OF_PROFILE = 65_519


def strip(raw: bytes) -> bytes:
    """Tables and scans as they are, and of applications' segments what colours and orientation
    depend on."""
    segments = list(_segments(raw))
    if _SCAN not in {marker for marker, _, _ in segments}:
        refuse("is damaged: it has no pixels")
    body = (
        _segment(marker, data) + scan
        for marker, data, scan in segments
        if marker in _TABLES or marker == _SCAN
    )
    applications = [(marker, data) for marker, data, _ in segments if marker >= _APP0]
    return b"".join((b"\xff\xd8", *_kept(applications), *body, b"\xff\xd9"))


def _segments(raw: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Markers with their data, and for a scan the coded data that follows."""
    at = 2
    while True:
        found = _MARKER.search(raw, at)
        if found is None:
            refuse("is damaged: it ends too early")
        marker, at = found[1][0], found.end()
        if marker == _END:
            return
        if marker in {_BEGIN, 0x01}:
            continue
        size = number(raw, at, 2)
        data, at = take(raw, at + 2, size - 2), at + size
        scan = b""
        if marker == _SCAN:
            end = _MARKER.search(raw, at)
            scan = raw[at : end.start() if end else len(raw)]
            at += len(scan)
            scan = scan.rstrip(b"\xff")  # which may fill up to a marker
        yield marker, data, scan


def _kept(applications: list[tuple[int, bytes]]) -> Iterator[bytes]:
    if any(marker == _APP0 and data.startswith(_JFIF) for marker, data in applications):
        yield _segment(_APP0, _PLAIN_JFIF)
    exif = next((data for marker, data in applications if _is(marker, data, _APP1, _EXIF)), b"")
    if orientation := only_orientation(exif):
        yield _segment(_APP1, _EXIF + orientation)
    yield from _profile([data for marker, data in applications if _is(marker, data, _APP2, _ICC)])
    adobe = next((data for marker, data in applications if _is(marker, data, _APP14, _ADOBE)), b"")
    if len(adobe) >= _ADOBE_BYTES:
        # Version 100 and no flags; the last byte is how colours are coded.
        yield _segment(_APP14, _ADOBE + bytes((0, 100, 0, 0, 0, 0)) + adobe[11:12])


def _is(marker: int, data: bytes, wanted: int, name: bytes) -> bool:
    return marker == wanted and data.startswith(name)


def _profile(segments: list[bytes]) -> Iterator[bytes]:
    """A profile is cut into segments that say which of how many they are."""
    start = len(_ICC)
    parts = sorted((data[start : start + 2], data[start + 2 :]) for data in segments)
    profile = without_names(b"".join(part for _, part in parts))
    pieces = [
        profile[at : at + _MOST_OF_PROFILE] for at in range(0, len(profile), _MOST_OF_PROFILE)
    ]
    for index, piece in enumerate(pieces, start=1):
        yield _segment(_APP2, _ICC + bytes((index, len(pieces))) + piece)


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2) + data
