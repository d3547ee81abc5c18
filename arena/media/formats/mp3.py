"""MPEG audio, layer III.

A frame begins with a header and side information; its main data may begin in the frames before it.
What no part of the main data uses is where encoders write their names, and is set to zero.

Source:
    ISO/IEC 11172-3 and 13818-3; for the first frame, the LAME tag's description (rev. 1).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arena.media.parts.reading import little, number, refuse, take

_MPEG1, _LAYER_3 = 3, 1
_MONO = 3
_BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_HEADER_BYTES = 4
# How a header of layer III begins, of each version, with and without a checksum.
_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
# What the first frame says instead of sound: how many frames and bytes there are, and a table of
# where to seek.
_COUNTS = (b"Xing", b"Info")
_FRAUNHOFER = b"VBRI"
_HAS_FRAMES, _HAS_BYTES, _HAS_TABLE = 1, 2, 4
_TABLE_BYTES = 100
_ID3V1_BYTES, _ID3V1_EXTENDED_BYTES, _APE_BYTES, _LYRICS_END_BYTES = 128, 227, 32, 15


@dataclass(frozen=True, slots=True)
class _Frame:
    raw: bytes
    is_mpeg1: bool
    channels: int

    @property
    def side_start(self) -> int:
        has_checksum = not self.raw[1] & 1
        return _HEADER_BYTES + 2 * has_checksum

    @property
    def main_start(self) -> int:
        if self.is_mpeg1:
            return self.side_start + (17 if self.channels == 1 else 32)
        return self.side_start + (9 if self.channels == 1 else 17)

    def main_data(self) -> tuple[int, int]:
        """How many bytes before this frame its main data begins, and how many bits it has."""
        side = self.raw[self.side_start : self.main_start]
        bits = int.from_bytes(side)
        total = 8 * len(side)

        def read(at: int, size: int) -> int:
            return bits >> (total - at - size) & (1 << size) - 1

        if self.is_mpeg1:
            first, granule, granules = 9 + (5 if self.channels == 1 else 3), 59, 2
            first += 4 * self.channels
        else:
            first, granule, granules = 8 + (1 if self.channels == 1 else 2), 63, 1
        lengths = (read(first + granule * index, 12) for index in range(granules * self.channels))
        return read(0, 9 if self.is_mpeg1 else 8), sum(lengths)


def strip(raw: bytes) -> bytes:
    """The frames alone; a first frame of counts says nothing but them."""
    frames = list(_frames(raw[: _end_of_sound(raw)]))
    if not frames:
        refuse("is damaged: it has no sound that is MPEG layer III")
    counts = _counts_of(frames[0])
    sound = clean_frames([frame.raw for frame in frames[counts is not None :]])
    if counts is None:
        return b"".join(sound)
    return b"".join((_counting_frame(frames[0], counts, sound), *sound))


def clean_frames(frames: Sequence[bytes]) -> list[bytes]:
    """Frames that follow one another, without what stands between their main data."""
    parsed = [_frame_at(raw, 0) for raw in frames]
    if any(frame is None for frame in parsed):
        refuse("is damaged: it has no sound that is MPEG layer III")
    known = [frame for frame in parsed if frame is not None]
    stream = bytearray(b"".join(frame.raw[frame.main_start :] for frame in known))
    for start, end in _unused(known, len(stream)):
        stream[start:end] = bytes(end - start)
    cleaned, at = [], 0
    for frame in known:
        size = len(frame.raw) - frame.main_start
        cleaned.append(frame.raw[: frame.main_start] + bytes(stream[at : at + size]))
        at += size
    return cleaned


def _unused(frames: Sequence[_Frame], size: int) -> Iterator[tuple[int, int]]:
    """Stretches of the main data that belong to no frame."""
    at = used_until = 0
    for frame in frames:
        before, bits = frame.main_data()
        start = at - before
        if start > used_until:
            yield used_until, start
        used_until = max(used_until, start + (bits + 7) // 8)
        at += len(frame.raw) - frame.main_start
    if used_until < size:
        yield used_until, size


def _end_of_sound(raw: bytes) -> int:
    """Where the tags begin that are written behind the sound, in any order."""
    end, before = len(raw), -1
    while end != before:
        before = end
        if raw[: end - _ID3V1_BYTES + 3].endswith(b"TAG") and end >= _ID3V1_BYTES:
            end -= _ID3V1_BYTES
            if raw[: end - _ID3V1_EXTENDED_BYTES + 4].endswith(b"TAG+"):
                end -= _ID3V1_EXTENDED_BYTES
        elif raw[:end].endswith((b"LYRICS200", b"LYRICSEND")):
            end = max(raw.rfind(b"LYRICSBEGIN", 0, end), 0)
        elif raw[end - _APE_BYTES : end].startswith(b"APETAGEX"):
            size, flags = little(raw, end - 20, 4), little(raw, end - 12, 4)
            end = max(end - size - (_APE_BYTES if flags >> 31 else 0), 0)
        elif raw[end - 10 : end].startswith(b"3DI"):
            end = max(end - 20 - _syncsafe(raw, end - 4), 0)
    return end


def _frames(raw: bytes) -> Iterator[_Frame]:
    """Frames of one kind; between them, whatever is none is passed over."""
    at = _after_tags(raw, 0)
    kind: tuple[bool, int] | None = None
    is_aligned = False
    while at < len(raw):
        frame = _frame_at(raw, at)
        if frame is None or not (is_aligned or _is_followed(raw, at + len(frame.raw))):
            at = _next_sync(raw, at)
            is_aligned = False
        elif kind in {None, (frame.is_mpeg1, _rate_of(frame.raw))}:
            kind, is_aligned = (frame.is_mpeg1, _rate_of(frame.raw)), True
            yield frame
            at = _after_tags(raw, at + len(frame.raw))
        else:
            at = _next_sync(raw, at)
            is_aligned = False


def _is_followed(raw: bytes, at: int) -> bool:
    return at == len(raw) or _frame_at(raw, at) is not None


def _next_sync(raw: bytes, at: int) -> int:
    found = _SYNC.search(raw, at + 1)
    return found.start() if found else len(raw)


def _after_tags(raw: bytes, at: int) -> int:
    while True:
        if raw[at : at + 3] == b"ID3":
            has_footer = bool(number(raw, at + 5, 1) & 0x10)
            at += 10 + _syncsafe(raw, at + 6) + 10 * has_footer
        elif raw[at : at + 8] == b"APETAGEX":
            at += _APE_BYTES + little(raw, at + 12, 4)
        else:
            return at


def _syncsafe(raw: bytes, at: int) -> int:
    size = 0
    for byte in take(raw, at, 4):
        size = size << 7 | byte & 0x7F
    return size


def _frame_at(raw: bytes, at: int) -> _Frame | None:
    """The frame that begins there, if one does and is whole."""
    head = raw[at : at + _HEADER_BYTES]
    if len(head) < _HEADER_BYTES or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if version not in _RATES or layer != _LAYER_3 or bitrate in {0, 15} or rate == 3:  # noqa: PLR2004
        return None
    is_mpeg1 = version == _MPEG1
    per_frame = 144_000 if is_mpeg1 else 72_000
    size = per_frame * _BITRATES[is_mpeg1][bitrate] // _RATES[version][rate] + (head[2] >> 1 & 1)
    frame = _Frame(raw[at : at + size], is_mpeg1, 1 if head[3] >> 6 == _MONO else 2)
    return frame if len(frame.raw) == size > frame.main_start else None


def _rate_of(raw: bytes) -> int:
    return raw[1] << 2 & 0x60 | raw[2] >> 2 & 3


def _counts_of(frame: _Frame) -> bytes | None:
    """The seek table of a frame of counts, empty if it has none; None for a frame of sound."""
    raw = frame.raw
    if raw[_HEADER_BYTES + 32 :].startswith(_FRAUNHOFER):
        return b""
    at = next(
        (at for at in {frame.main_start, _plain_start(frame)} if raw[at : at + 4] in _COUNTS), 0
    )
    if not at:
        return None
    flags = number(raw, at + 4, 4)
    start = at + 8 + 4 * bool(flags & _HAS_FRAMES) + 4 * bool(flags & _HAS_BYTES)
    return raw[start : start + _TABLE_BYTES] if flags & _HAS_TABLE else b""


def _plain_start(frame: _Frame) -> int:
    """Where the counts stand in a frame with a checksum that its writer did not leave room for."""
    return frame.main_start - (frame.side_start - _HEADER_BYTES)


def _counting_frame(frame: _Frame, table: bytes, sound: Sequence[bytes]) -> bytes:
    """A frame of silence that says how many frames and bytes there are, and no encoder's name."""
    size = len(frame.raw)
    flags = _HAS_FRAMES | _HAS_BYTES | (_HAS_TABLE if len(table) == _TABLE_BYTES else 0)
    total = size + sum(map(len, sound))
    counts = b"Xing" + b"".join(each.to_bytes(4) for each in (flags, len(sound), total))
    # Without a checksum, which the header says by a bit.
    head = bytes((frame.raw[0], frame.raw[1] | 1)) + frame.raw[2:_HEADER_BYTES]
    start = _plain_start(frame)
    content = head + bytes(start - _HEADER_BYTES) + counts + (table if flags & _HAS_TABLE else b"")
    return content.ljust(size, b"\0") if len(content) <= size else b""
