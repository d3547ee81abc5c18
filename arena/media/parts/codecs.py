"""What codecs let encoders write into the coded picture or sound: names, settings and texts.

Each function takes the samples of one track in order and returns as many, without those texts.

Source:
    ITU-T H.264 and H.265 (7.3.1, annex D); AV1 bitstream specification 5.3 and 5.8; ISO/IEC
    14496-3, 4.4.2.7 (fill elements).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from arena.media.parts.reading import CannotStrip, number, refuse, take

type Clean = Callable[[Sequence[bytes]], Sequence[bytes]]

# H.264: slices, parameter sets, delimiters and ends, extensions of slices.
_AVC_SEI = 6
_AVC_KEPT = frozenset({1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 19, 20})
# H.265: slices, parameter sets, delimiters and ends.
_HEVC_SEI = frozenset({39, 40})
_HEVC_KEPT = frozenset({*range(32), 32, 33, 34, 35, 36, 37})
HEVC_PARAMETERS = frozenset({32, 33, 34})
# Supplemental information about timing, where decoding may begin, and brightness: numbers alone.
_SEI_KEPT = frozenset({0, 1, 6, 129, 137, 144, 147})
_ESCAPED = re.compile(rb"\x00\x00\x03")
_TO_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")
# AV1: sequence, delimiters, frames and tiles; metadata of brightness and layers alone.
_OBU_METADATA = 5
_OBU_KEPT = frozenset({1, 2, 3, 4, 6, 7, 8})
_OBU_METADATA_KEPT = frozenset({1, 2, 3})
_AAC_FILL, _AAC_LONG = 6, 15


def as_they_are(samples: Sequence[bytes]) -> Sequence[bytes]:
    return samples


def clean_avc(length_bytes: int) -> Clean:
    return partial(_clean_units, length_bytes=length_bytes, clean=_avc_unit)


def clean_hevc(length_bytes: int) -> Clean:
    return partial(_clean_units, length_bytes=length_bytes, clean=_hevc_unit)


def _clean_units(
    samples: Sequence[bytes], *, length_bytes: int, clean: Callable[[bytes], bytes]
) -> list[bytes]:
    return [
        b"".join(
            len(kept).to_bytes(length_bytes) + kept
            for unit in _units(sample, length_bytes)
            if (kept := clean(unit))
        )
        for sample in samples
    ]


def _units(sample: bytes, length_bytes: int) -> Iterator[bytes]:
    at = 0
    while at < len(sample):
        size = number(sample, at, length_bytes)
        yield take(sample, at + length_bytes, size)
        at += length_bytes + size


def _avc_unit(unit: bytes) -> bytes:
    kind = unit[0] & 31 if unit else 0
    if kind == _AVC_SEI:
        return _supplemental(unit, 1)
    return unit if kind in _AVC_KEPT else b""


def _hevc_unit(unit: bytes) -> bytes:
    kind = unit[0] >> 1 & 63 if unit else 63
    if kind in _HEVC_SEI:
        return _supplemental(unit, 2)
    return unit if kind in _HEVC_KEPT else b""


def _supplemental(unit: bytes, head_bytes: int) -> bytes:
    """The unit with those of its messages that hold numbers alone; empty without any."""
    plain = _ESCAPED.sub(b"\0\0", unit[head_bytes:])
    kept, at = b"", 0
    while at + 2 < len(plain):
        start = at
        kind, at = _extended(plain, at)
        size, at = _extended(plain, at)
        message, at = take(plain, start, at + size - start), at + size
        kept += message if kind in _SEI_KEPT else b""
    return unit[:head_bytes] + _TO_ESCAPE.sub(b"\0\0\3", kept) + b"\x80" if kept else b""


def _extended(plain: bytes, at: int) -> tuple[int, int]:
    """A number that is the sum of bytes up to the first that is not 255."""
    value = 0
    while (byte := number(plain, at, 1)) == 0xFF:  # noqa: PLR2004
        value, at = value + byte, at + 1
    return value + byte, at + 1


def clean_av1(samples: Sequence[bytes]) -> list[bytes]:
    return [b"".join(_obus(sample)) for sample in samples]


def _obus(sample: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(sample):
        start, head = at, sample[at]
        has_extension, has_size = bool(head & 4), bool(head & 2)
        at += 1 + has_extension
        size, body = leb128(sample, at) if has_size else (len(sample) - at, at)
        take(sample, body, size)
        at = body + size
        kind = head >> 3 & 15
        is_kept = kind in _OBU_KEPT or (
            kind == _OBU_METADATA and leb128(sample, body)[0] in _OBU_METADATA_KEPT
        )
        if is_kept:
            yield sample[start:at]


def leb128(data: bytes, at: int) -> tuple[int, int]:
    """A number of 7 bits a byte, and where it ends."""
    value = 0
    for shift in range(0, 56, 7):
        byte = number(data, at, 1)
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:  # noqa: PLR2004
            return value, at
    raise CannotStrip("is damaged: a number does not end")


def clean_aac(samples: Sequence[bytes]) -> list[bytes]:
    return [_aac_frame(sample) for sample in samples]


def _aac_frame(frame: bytes) -> bytes:
    """Without the text of the fill elements that a frame begins with, where encoders write it.

    Their bits stay, as zeros: to take them out would move every bit behind them.
    """
    bits, size, at = int.from_bytes(frame), 8 * len(frame), 0

    def read(start: int, count: int) -> int:
        return bits >> (size - start - count) & (1 << count) - 1 if start + count <= size else 0

    while at + 7 <= size and read(at, 3) == _AAC_FILL:
        count, at = read(at + 3, 4), at + 7
        if count == _AAC_LONG:
            count, at = count + read(at, 8) - 1, at + 8
        end = at + 8 * count
        if end > size:
            refuse("is damaged: a frame of sound ends too early")
        if count and read(at, 4) == 0:  # filling; other extensions are part of the sound
            bits &= ~((1 << 8 * count) - 1 << size - end)
        at = end
    return bits.to_bytes(len(frame))
