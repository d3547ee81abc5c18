"""Tracks of MP4: where their samples are, what describes them, and both written anew.

Source:
    ISO/IEC 14496-12 (tracks and sample tables), 14496-14 (esds), 14496-15 (avcC, hvcC), the AV1,
    VP9, Opus and FLAC mappings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from arena.media.formats.mp3 import clean_frames
from arena.media.parts import codecs
from arena.media.parts.boxes import Box, boxes, colour, full, written
from arena.media.parts.reading import CannotStrip, number, refuse, take

_VISUAL_BYTES, _SOUND_BYTES, _SOUND_1_BYTES = 78, 28, 44
# Descriptors of MPEG-4 streams.
_ES, _CONFIG, _SPECIFIC = 3, 4, 5
_CONFIG_BYTES = 13
_AAC, _MP3 = frozenset({0x40, 0x66, 0x67, 0x68}), frozenset({0x69, 0x6B})
_SIZES: Mapping[bytes, int] = {
    b"pasp": 8,
    b"clap": 32,
    b"clli": 4,
    b"mdcv": 24,
    b"CoLL": 8,
    b"SmDm": 28,
    b"vpcC": 12,
    b"dac3": 3,
    b"alac": 28,
}
# Hours of sound have as many.
MOST_SAMPLES = 1_000_000
# Bytes of an entry of the tables of time that are kept.
_TABLES: Mapping[bytes, int] = {b"stts": 8, b"ctts": 8, b"stss": 4}


@dataclass(slots=True)
class Samples:
    """The samples of a track, in the chunks in which they are stored.

    `times` is the boxes that say when each is shown; `duration` is None where a header says it.
    """

    payloads: list[bytes]
    chunk_sizes: list[int]
    chunk_places: list[int]
    times: bytes
    duration: int | None = None

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Chunks with where they were, in order."""
        ends = list(accumulate(self.chunk_sizes))
        for place, size, end in zip(self.chunk_places, self.chunk_sizes, ends, strict=True):
            yield place, b"".join(self.payloads[end - size : end])


@dataclass(frozen=True, slots=True)
class Description:
    """What describes the samples, without names, and what cleans them."""

    box: bytes
    clean: codecs.Clean


def read_samples(raw: bytes, table: Box) -> Samples:
    """Read the samples that a sample table (stbl) finds in a file."""
    sizes = _sample_sizes(table.children())
    places = _chunk_places(table.children())
    counts = _chunk_counts(table.child(b"stsc"), len(places), len(sizes))
    times = b"".join(_time_table(box) for box in table.children() if box.name in _TABLES)
    return Samples(contents(raw, sizes, counts, places), counts, places, times)


def contents(
    raw: bytes, sizes: Sequence[int], counts: Sequence[int], places: Sequence[int]
) -> list[bytes]:
    """The samples of these sizes, so many in each chunk, from where the chunk begins."""
    if sum(sizes) > len(raw):
        refuse("is damaged: its samples are larger than the file")
    payloads: list[bytes] = []
    for place, count in zip(places, counts, strict=True):
        at = place
        for size in sizes[len(payloads) : len(payloads) + count]:
            payloads.append(take(raw, at, size))
            at += size
    return payloads


def _sample_sizes(table: Sequence[Box]) -> list[int]:
    for box in table:
        if box.name == b"stsz":
            common, count = number(box.body, 4, 4), number(box.body, 8, 4)
            if count > MOST_SAMPLES:
                refuse("is made of too many parts")
            return [common] * count if common else _numbers(box.body, 12, count, 4)
        if box.name == b"stz2":
            width, count = number(box.body, 7, 1), number(box.body, 8, 4)
            if width in {8, 16}:
                return _numbers(box.body, 12, count, width // 8)
    raise CannotStrip("is damaged: it does not say how large its samples are")


def _chunk_places(table: Sequence[Box]) -> list[int]:
    for box in table:
        if box.name in {b"stco", b"co64"}:
            width = 4 if box.name == b"stco" else 8
            return _numbers(box.body, 8, number(box.body, 4, 4), width)
    raise CannotStrip("is damaged: it does not say where its samples are")


def _numbers(data: bytes, start: int, count: int, width: int) -> list[int]:
    values = take(data, start, count * width)
    return [int.from_bytes(values[at : at + width]) for at in range(0, len(values), width)]


def _chunk_counts(box: Box, chunks: int, samples: int) -> list[int]:
    """How many samples each chunk has."""
    runs = _numbers(box.body, 8, 3 * number(box.body, 4, 4), 4)
    firsts, counts = runs[::3], runs[1::3]
    found: list[int] = []
    for first, following, count in zip(firsts, [*firsts, chunks + 1][1:], counts, strict=True):
        if not 0 < first < following <= chunks + 1 or count > samples:
            refuse("is damaged: its table of chunks contradicts itself")
        found += [count] * (following - first)
    if len(found) != chunks or sum(found) != samples:
        refuse("is damaged: its table of chunks contradicts itself")
    return found


def sample_table(descriptions: bytes, samples: Samples, places: Sequence[int]) -> bytes:
    """The sample table anew; times are kept, and sizes and places those of now."""
    sizes = b"".join(len(payload).to_bytes(4) for payload in samples.payloads)
    runs = b"".join(_runs(samples.chunk_sizes))
    return written(
        b"stbl",
        descriptions,
        samples.times,
        full(b"stsc", (len(runs) // 12).to_bytes(4), runs),
        full(b"stsz", bytes(4), len(samples.payloads).to_bytes(4), sizes),
        full(b"stco", len(places).to_bytes(4), *(place.to_bytes(4) for place in places)),
    )


def _time_table(box: Box) -> bytes:
    count = number(box.body, 4, 4)
    entries = take(box.body, 8, count * _TABLES[box.name])
    return full(box.name, count.to_bytes(4), entries, version=box.body[0] & 1)


def _runs(counts: Sequence[int]) -> Iterator[bytes]:
    before = None
    for index, count in enumerate(counts, start=1):
        if count != before:
            yield b"".join(each.to_bytes(4) for each in (index, count, 1))
        before = count


def describe(table: Box) -> Description:
    """The description (stsd) of a track of one description."""
    box = table.child(b"stsd")
    entries = list(boxes(box.body[8:]))
    if len(entries) != 1:
        refuse("is made of parts that are coded in different ways")
    entry = entries[0]
    body = entry.body
    if entry.name in _PICTURES:
        # The size, its resolution, how many pictures a sample has, and the depth of colours.
        sizes, count, depth = take(body, 24, 12), take(body, 40, 2), take(body, 74, 2)
        head = b"".join((bytes(16), sizes, bytes(4), count, bytes(32), depth, b"\xff\xff"))
        kept, clean = _describe_parts(entry.children(_VISUAL_BYTES), _PICTURES[entry.name])
    elif entry.name in _SOUNDS:
        # How many channels of how many bits, and the rate.
        head = b"".join((bytes(8), take(body, 16, 4), bytes(4), take(body, 24, 4)))
        parts = entry.children(_sound_bytes(body))
        parts += [inner for part in parts if part.name == b"wave" for inner in part.children()]
        kept, clean = _describe_parts(parts, _SOUNDS[entry.name])
    else:
        raise CannotStrip(
            f"is coded as {entry.name.decode('latin-1')!r}, which browsers do not show"
        )
    written_entry = written(entry.name, bytes(6), b"\0\1", head, *kept)
    return Description(full(b"stsd", (1).to_bytes(4), written_entry), clean)


def _sound_bytes(body: bytes) -> int:
    match number(body, 8, 2):
        case 0:
            return _SOUND_BYTES
        case 1:
            return _SOUND_1_BYTES
        case _:
            raise CannotStrip("is QuickTime: write it as MP4")


def _describe_parts(parts: Sequence[Box], wanted: bytes) -> tuple[list[bytes], codecs.Clean]:
    """The parts that a decoder needs, and how samples are cleaned."""
    found = {part.name: part for part in reversed(parts)}
    if wanted not in found:
        refuse(f"is damaged: it has no box {wanted.decode('latin-1')}")
    config, clean = _CONFIGURATIONS[wanted](found[wanted].body)
    kept = [written(wanted, config)]
    for part in parts:
        if part.name == b"colr":
            kept.append(colour(part))
        elif part.name in _SIZES and part.name != wanted:
            kept.append(written(part.name, take(part.body, 0, _SIZES[part.name])))
    return kept, clean


def _avc(body: bytes) -> tuple[bytes, codecs.Clean]:
    """Parameter sets, and for high profiles the depth of colours."""
    at, kept = 5, take(body, 0, 5)
    for mask in (31, 255):
        count = number(body, at, 1)
        kept += body[at : at + 1]
        at += 1
        for _ in range(count & mask):
            size = number(body, at, 2)
            kept += take(body, at, 2 + size)
            at += 2 + size
    if len(body) >= at + 4 and body[1] not in {66, 77, 88}:
        kept += body[at : at + 3] + b"\0"
    return kept, codecs.clean_avc((body[4] & 3) + 1)


def _hevc(body: bytes) -> tuple[bytes, codecs.Clean]:
    """Parameter sets; the arrays of supplemental information have encoders' names."""
    arrays, at = [], 23
    for _ in range(number(body, 22, 1)):
        start, kind, count = at, number(body, at, 1) & 63, number(body, at + 1, 2)
        at += 3
        for _ in range(count):
            at += 2 + number(body, at, 2)
        if kind in codecs.HEVC_PARAMETERS:
            arrays.append(take(body, start, at - start))
    head = take(body, 0, 22) + bytes((len(arrays),))
    return head + b"".join(arrays), codecs.clean_hevc((body[21] & 3) + 1)


def _av1(body: bytes) -> tuple[bytes, codecs.Clean]:
    return av1_configuration(body), codecs.clean_av1


def av1_configuration(body: bytes) -> bytes:
    return take(body, 0, 4) + codecs.clean_av1([body[4:]])[0]


def _vp(body: bytes) -> tuple[bytes, codecs.Clean]:
    return take(body, 0, 10) + bytes(2), codecs.as_they_are


def _opus(body: bytes) -> tuple[bytes, codecs.Clean]:
    family = number(body, 10, 1)
    size = 11 + (2 + number(body, 1, 1) if family else 0)
    return take(body, 0, size), codecs.as_they_are


def _flac(body: bytes) -> tuple[bytes, codecs.Clean]:
    """The description of the stream, as the last block of metadata."""
    return bytes(4) + b"\x80" + take(body, 5, 37), codecs.as_they_are


def _of_length(body: bytes) -> tuple[bytes, codecs.Clean]:
    return body[:28], codecs.as_they_are


def _mpeg4(body: bytes) -> tuple[bytes, codecs.Clean]:
    """How the sound is coded, out of descriptors that may hold addresses and texts."""
    config = _descriptor(_after_es_head(_descriptor(body[4:], _ES)), _CONFIG)
    kind, specific = number(config, 0, 1), b""
    clean: codecs.Clean = clean_frames
    if kind in _AAC:
        specific = _written_descriptor(_SPECIFIC, _descriptor(config[_CONFIG_BYTES:], _SPECIFIC))
        clean = codecs.clean_aac
    elif kind not in _MP3:
        refuse("has sound that is coded in a way that browsers do not play")
    inner = _written_descriptor(_CONFIG, take(config, 0, _CONFIG_BYTES) + specific)
    head = bytes(3)  # no number, no flags
    return bytes(4) + _written_descriptor(_ES, head + inner + b"\6\1\2"), clean


def _after_es_head(es: bytes) -> bytes:
    flags, at = number(es, 2, 1), 3
    at += 2 * bool(flags & 0x80)
    at += 1 + number(es, at, 1) if flags & 0x40 else 0
    at += 2 * bool(flags & 0x20)
    return es[at:]


def _descriptor(data: bytes, tag: int) -> bytes:
    """The body of the first descriptor of that kind."""
    at = 0
    while at < len(data):
        found, size, at = data[at], 0, at + 1
        while (byte := number(data, at, 1)) & 0x80:
            size, at = size << 7 | byte & 0x7F, at + 1
        size, at = size << 7 | byte, at + 1
        if found == tag:
            return take(data, at, size)
        at += size
    raise CannotStrip("is damaged: it does not say how its sound is coded")


def _written_descriptor(tag: int, body: bytes) -> bytes:
    size = len(body)
    lengths = (size >> 21 & 127 | 128, size >> 14 & 127 | 128, size >> 7 & 127 | 128, size & 127)
    return bytes((tag, *lengths)) + body


# Which box says how a sample entry is coded.
_PICTURES = {
    b"avc1": b"avcC",
    b"avc3": b"avcC",
    b"hvc1": b"hvcC",
    b"hev1": b"hvcC",
    b"av01": b"av1C",
    b"vp08": b"vpcC",
    b"vp09": b"vpcC",
}
_SOUNDS = {
    b"mp4a": b"esds",
    b"Opus": b"dOps",
    b"fLaC": b"dfLa",
    b"alac": b"alac",
    b"ac-3": b"dac3",
    b"ec-3": b"dec3",
}
_CONFIGURATIONS = {
    b"avcC": _avc,
    b"hvcC": _hevc,
    b"av1C": _av1,
    b"vpcC": _vp,
    b"esds": _mpeg4,
    b"dOps": _opus,
    b"dfLa": _flac,
    b"alac": _of_length,
    b"dac3": _of_length,
    b"dec3": _of_length,
}
