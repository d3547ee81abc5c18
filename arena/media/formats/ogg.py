"""Ogg with Opus, Vorbis or FLAC.

Source:
    RFC 3533 (Ogg), RFC 7845 (Opus), RFC 9639 (FLAC in Ogg), the Vorbis I specification.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from arena.media.parts.reading import little as _little
from arena.media.parts.reading import number, refuse, take

_CAPTURE = b"OggS"
_HEAD_BYTES = 27
_CONTINUED, _FIRST = 1, 2
_MOST_SEGMENTS, _FULL = 255, 255
_CHECKSUM = slice(22, 26)
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_OPUS, _VORBIS, _FLAC = b"OpusHead", b"\x01vorbis", b"\x7fFLAC"
_OPUS_BYTES = 19
_VORBIS_BYTES = 30
# A list of comments and the name of the encoder, both empty.
NO_COMMENTS = bytes(8)


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: bytes
    serial: bytes
    lacing: bytes
    body: bytes

    @property
    def ends_a_packet(self) -> bool:
        return bool(self.lacing) and self.lacing[-1] != _FULL


@dataclass(slots=True)
class _Stream:
    """One stream of sound: its headers are written anew, its pages of sound are kept."""

    serial: bytes
    left: int
    clean: Callable[[Sequence[bytes]], Sequence[bytes]]
    headers: list[bytes] = field(default_factory=list)
    rest: bytearray = field(default_factory=bytearray)
    sequence: int = 0

    def take_headers(self, page: _Page) -> Iterator[bytes]:
        """Gather the packets of headers; once all are there, yield their pages."""
        at, lacing = 0, page.lacing
        for size in lacing:
            self.rest += page.body[at : at + size]
            at += size
            if size < _FULL:
                self.headers.append(bytes(self.rest))
                self.rest.clear()
        if len(self.headers) < self.left:
            return
        if len(self.headers) > self.left or self.rest:
            refuse("is damaged: sound begins on a page of headers")
        first, *others = self.clean(self.headers)
        yield self.page(_FIRST, bytes(8), _lacing_of([first]), first)
        yield from self._pages_of(others)
        self.left = 0

    def _pages_of(self, packets: Sequence[bytes]) -> Iterator[bytes]:
        lacing, body = _lacing_of(packets), b"".join(packets)
        at, flags = 0, 0
        for start in range(0, len(lacing), _MOST_SEGMENTS):
            part = lacing[start : start + _MOST_SEGMENTS]
            size = sum(part)
            # No packet ends on a page that has no time: all ones.
            granule = bytes(8) if any(each < _FULL for each in part) else b"\xff" * 8
            yield self.page(flags, granule, part, body[at : at + size])
            flags = _CONTINUED if part[-1] == _FULL else 0
            at += size

    def page(self, flags: int, granule: bytes, lacing: bytes, body: bytes) -> bytes:
        number_ = self.sequence.to_bytes(4, "little")
        self.sequence += 1
        head = b"".join((_CAPTURE, bytes((0, flags)), granule, self.serial, number_, bytes(4)))
        raw = bytearray(head + bytes((len(lacing),)) + lacing + body)
        raw[_CHECKSUM] = _checksum(raw)
        return bytes(raw)


def strip(raw: bytes) -> bytes:
    """The streams of sound, with headers that name no encoder; other streams are dropped."""
    streams: dict[bytes, _Stream | None] = {}
    written: list[bytes] = []
    begun = 0
    for page in _pages(raw):
        if page.flags & _FIRST:
            streams[page.serial] = _stream_of(page, begun.to_bytes(4, "little"))
            begun += streams[page.serial] is not None
        stream = streams.get(page.serial)
        if stream is None:
            continue
        if stream.left:
            written += stream.take_headers(page)
        else:
            written.append(stream.page(page.flags & ~_FIRST, page.granule, page.lacing, page.body))
    if not written:
        refuse("has no sound that is Opus, Vorbis or FLAC")
    return b"".join(written)


def _pages(raw: bytes) -> Iterator[_Page]:
    at = 0
    while raw[at : at + 4] == _CAPTURE:
        lacing = take(raw, at + _HEAD_BYTES, number(raw, at + 26, 1))
        start = at + _HEAD_BYTES + len(lacing)
        body = take(raw, start, sum(lacing))
        whole = bytearray(raw[at : start + len(body)])
        checksum, whole[_CHECKSUM] = bytes(whole[_CHECKSUM]), bytes(4)
        if _checksum(whole) != checksum:
            refuse("is damaged: a checksum is wrong")
        yield _Page(whole[5], bytes(whole[6:14]), bytes(whole[14:18]), lacing, body)
        at = start + len(body)


def _stream_of(page: _Page, serial: bytes) -> _Stream | None:
    body = page.body
    if body.startswith(_OPUS):
        return _Stream(serial, 2, _clean_opus)
    if body.startswith(_VORBIS):
        return _Stream(serial, 3, clean_vorbis)
    if body.startswith(_FLAC):
        return _Stream(serial, 1 + number(body, 7, 2), _clean_flac)
    return None


def _clean_opus(packets: Sequence[bytes]) -> list[bytes]:
    head = packets[0]
    family = number(head, 18, 1)
    size = _OPUS_BYTES + (2 + number(head, 9, 1) if family else 0)
    return [take(head, 0, size), b"OpusTags" + NO_COMMENTS]


def clean_vorbis(packets: Sequence[bytes]) -> list[bytes]:
    """The three headers of a Vorbis stream; the second has comments and the encoder's name."""
    if [packet[:7] for packet in packets] != [b"\1vorbis", b"\3vorbis", b"\5vorbis"]:
        refuse("is damaged: its headers are not those of Vorbis")
    head, _, tables = packets
    return [take(head, 0, _VORBIS_BYTES), b"\3vorbis" + NO_COMMENTS + b"\1", tables]


def _clean_flac(packets: Sequence[bytes]) -> list[bytes]:
    """The first packet has the stream's description; the second, which must be, no comments."""
    head = take(packets[0], 0, 51)
    comments = b"\x84" + len(NO_COMMENTS).to_bytes(3) + NO_COMMENTS
    return [head[:7] + (1).to_bytes(2) + head[9:13] + b"\0" + head[14:], comments]


def _lacing_of(packets: Sequence[bytes]) -> bytes:
    return b"".join(
        b"\xff" * (len(packet) // _FULL) + bytes((len(packet) % _FULL,)) for packet in packets
    )


def _checksum(page: bytes | bytearray) -> bytes:
    """Ogg's CRC-32, which is that of zlib with the bits of each byte in reverse, and no inversions
    before and after."""
    reverse = ~zlib.crc32(bytes(page).translate(_REVERSED), 0xFFFFFFFF) & 0xFFFFFFFF
    return int(f"{reverse:032b}"[::-1], 2).to_bytes(4, "little")


def laced(raw: bytes) -> list[bytes]:
    """Packets as Matroska and Vorbis in other containers lace them together.

    Source:
        Matroska, codec mappings, A_VORBIS.
    """
    count, at = number(raw, 0, 1), 1
    sizes = []
    for _ in range(count):
        size = 0
        while (part := _little(raw, at, 1)) == _FULL:
            size, at = size + part, at + 1
        sizes.append(size + part)
        at += 1
    packets = []
    for size in [*sizes, len(raw) - at - sum(sizes)]:
        packets.append(take(raw, at, size))
        at += size
    return packets


def lace(packets: Sequence[bytes]) -> bytes:
    lacing = _lacing_of(packets[:-1])
    return bytes((len(packets) - 1,)) + lacing + b"".join(packets)
