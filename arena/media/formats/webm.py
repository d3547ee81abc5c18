"""WebM.

The elements that a player needs are kept by their ids; tags, attachments, chapters, titles, names
of tracks and programs, and space that is left free are not among them.

Source:
    RFC 8794 (EBML), RFC 9559 (Matroska), WebM container guidelines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from arena.media.formats.ogg import clean_vorbis, lace, laced
from arena.media.formats.tracks import av1_configuration
from arena.media.parts.codecs import clean_av1
from arena.media.parts.reading import number, refuse, take

type Kept = Mapping[int, "Kept | None"]

_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067
_INFO, _TRACKS, _CUES, _CLUSTER = 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1F43B675
_SEEK_HEAD, _TAGS, _ATTACHMENTS, _CHAPTERS = 0x114D9B74, 0x1254C367, 0x1941A469, 0x1043A770
_PARTS = frozenset((_INFO, _TRACKS, _CUES, _CLUSTER, _SEEK_HEAD, _TAGS, _ATTACHMENTS, _CHAPTERS))
_TRACK, _NUMBER, _UID, _TYPE, _CODEC, _PRIVATE = 0xAE, 0xD7, 0x73C5, 0x83, 0x86, 0x63A2
_ENCODINGS = 0x6D80
_PICTURE, _SOUND = 1, 2
_TIME, _BLOCK, _GROUP, _GROUPED = 0xE7, 0xA3, 0xA0, 0xA1
_ADDITIONS, _ADDITION, _ADDITION_ID, _ADDED = 0x75A1, 0xA6, 0xEE, 0xA5
_ALPHA = 1
_CUE, _CUE_TIME, _CUE_PLACE, _CUE_TRACK, _CUE_CLUSTER = 0xBB, 0xB3, 0xB7, 0xF7, 0xF1
# Mandatory, and the same for all: the programs that made it.
_MUXING_APP, _WRITING_APP, _NOBODY = 0x4D80, 0x5741, b"-"
_SCALE, _DURATION = 0x2AD7B1, 0x4489
# Depth and range of colours, and the screen they were graded on: numbers.
_COLOUR: Kept = {
    **dict.fromkeys((*range(0x55B1, 0x55BE),)),
    0x55D0: dict.fromkeys(range(0x55D1, 0x55DB)),
}
_VIDEO: Kept = {
    **dict.fromkeys((0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x54AA, 0x54BB, 0x54CC, 0x54DD)),
    **dict.fromkeys((0x53C0, 0x53B8, 0x9A)),
    0x55B0: _COLOUR,
}
_AUDIO: Kept = dict.fromkeys((0xB5, 0x78B5, 0x9F, 0x6264))
# Flags, durations and delays.
_OF_TRACK: Kept = {
    **dict.fromkeys((_NUMBER, _TYPE, 0xB9, 0x88, 0x55AA, 0x9C)),
    **dict.fromkeys((0x23E383, 0x56AA, 0x56BB, 0x55EE)),
    0xE0: _VIDEO,
    0xE1: _AUDIO,
}
# Duration, reference, and what to cut off the end.
_OF_GROUP = frozenset((0x9B, 0xFB, 0x75A2))
_NUMBER_BYTES = 8


@dataclass(frozen=True, slots=True)
class _Element:
    id: int
    start: int
    body: bytes


def strip(raw: bytes) -> bytes:
    # What stands behind the segment is not read.
    segment = next((each for each in _elements(raw, 0) if each.id == _SEGMENT), None)
    if segment is None:
        refuse("is damaged: it has neither picture nor sound")
    parts = list(_elements(segment.body, 0))
    codecs = dict(_codecs(parts))
    clusters = [(part.start, _cluster(part.body, codecs)) for part in parts if part.id == _CLUSTER]
    if not clusters or not codecs:
        refuse("is damaged: it has neither picture nor sound")
    head = _info(parts) + _tracks(parts, codecs)
    cues = next((part.body for part in parts if part.id == _CUES), b"")
    sizes = len(_cues(cues, {start: 0 for start, _ in clusters}))
    places, at = {}, len(head) + sizes
    for start, cluster in clusters:
        places[start], at = at, at + len(cluster)
    body = b"".join((head, _cues(cues, places), *(cluster for _, cluster in clusters)))
    return _HEAD + _written(_SEGMENT, body)


def _elements(data: bytes, at: int) -> Iterator[_Element]:
    while at < len(data):
        start, id_, at = at, *_id(data, at)
        size, at = _size(data, at)
        if size is None:
            end = _end_of_unknown(data, at, id_)
        else:
            take(data, at, size)
            end = at + size
        yield _Element(id_, start, data[at:end])
        at = end


def _end_of_unknown(data: bytes, at: int, id_: int) -> int:
    """The end of an element whose writer did not know how long it would become."""
    if id_ == _SEGMENT:
        return len(data)
    if id_ != _CLUSTER:
        refuse("is damaged: a part of it has no end")
    while at < len(data):
        inner, body = _id(data, at)
        if inner in _PARTS:
            return at
        size, body = _size(data, body)
        if size is None:
            refuse("is damaged: a part of it has no end")
        at = body + size
    return at


def _id(data: bytes, at: int) -> tuple[int, int]:
    first = number(data, at, 1)
    size = 9 - first.bit_length()
    if size > 4:  # noqa: PLR2004
        refuse("is damaged: it has a part of no known kind")
    return number(data, at, size), at + size


def _size(data: bytes, at: int) -> tuple[int | None, int]:
    """None for a length that is not known."""
    first = number(data, at, 1)
    size = 9 - first.bit_length()
    if size > _NUMBER_BYTES:
        refuse("is damaged: it has a part of no known length")
    value = number(data, at, size) & (1 << 7 * size) - 1
    return (None if value == (1 << 7 * size) - 1 else value), at + size


def _codecs(parts: list[_Element]) -> Iterator[tuple[int, bytes]]:
    """The tracks of picture and sound with how they are coded."""
    for track in _track_entries(parts):
        fields = {each.id: each.body for each in _elements(track, 0)}
        if _ENCODINGS in fields:
            refuse("is packed or encrypted inside")
        if int.from_bytes(fields.get(_TYPE, b"")) in {_PICTURE, _SOUND}:
            codec = fields.get(_CODEC, b"").rstrip(b"\0")
            if codec not in _PRIVATES:
                refuse(f"is coded as {codec[:20].decode('latin-1')!r}, which WebM does not have")
            yield int.from_bytes(fields.get(_NUMBER, b"")), codec


def _track_entries(parts: list[_Element]) -> Iterator[bytes]:
    tracks = next((part.body for part in parts if part.id == _TRACKS), b"")
    yield from (each.body for each in _elements(tracks, 0) if each.id == _TRACK)


def _info(parts: list[_Element]) -> bytes:
    info = next((part.body for part in parts if part.id == _INFO), b"")
    kept = _filtered(info, dict.fromkeys((_SCALE, _DURATION)))
    programs = _written(_MUXING_APP, _NOBODY) + _written(_WRITING_APP, _NOBODY)
    return _written(_INFO, kept + programs)


def _tracks(parts: list[_Element], codecs: Mapping[int, bytes]) -> bytes:
    entries = []
    for track in _track_entries(parts):
        fields = {each.id: each.body for each in _elements(track, 0)}
        codec = codecs.get(int.from_bytes(fields.get(_NUMBER, b"")))
        if codec is None:
            continue
        private = _PRIVATES[codec](fields.get(_PRIVATE, b""))
        own = _written(_UID, fields[_NUMBER]) + _written(_CODEC, codec)
        own += _written(_PRIVATE, private) if private else b""
        entries.append(_written(_TRACK, _filtered(track, _OF_TRACK) + own))
    return _written(_TRACKS, b"".join(entries))


def _filtered(data: bytes, kept: Kept) -> bytes:
    """The elements that are kept, which are numbers, and of parts of them the same."""
    found = []
    for each in _elements(data, 0):
        if each.id in kept:
            inner = kept[each.id]
            if inner is None and len(each.body) > _NUMBER_BYTES:
                refuse("is damaged: a number is too long")
            body = each.body if inner is None else _filtered(each.body, inner)
            found.append(_written(each.id, body))
    return b"".join(found)


def _cluster(data: bytes, codecs: Mapping[int, bytes]) -> bytes:
    found = []
    for each in _elements(data, 0):
        if each.id == _TIME:
            found.append(_written(_TIME, take(each.body, 0, min(len(each.body), _NUMBER_BYTES))))
        elif each.id == _BLOCK and (block := _block(each.body, codecs)):
            found.append(_written(_BLOCK, block))
        elif each.id == _GROUP:
            found.append(_group(each.body, codecs))
    return _written(_CLUSTER, b"".join(found))


def _group(data: bytes, codecs: Mapping[int, bytes]) -> bytes:
    found, has_block = b"", False
    for each in _elements(data, 0):
        if each.id == _GROUPED and (block := _block(each.body, codecs)):
            found += _written(_GROUPED, block)
            has_block = True
        elif each.id in _OF_GROUP:
            found += _written(each.id, each.body[:_NUMBER_BYTES])
        elif each.id == _ADDITIONS:
            found += _additions(each.body)
    return _written(_GROUP, found) if has_block else b""


def _additions(data: bytes) -> bytes:
    """The alpha of a picture; what else goes with a block is text or numbers for other players."""
    kept = b""
    for more in _elements(data, 0):
        fields = {each.id: each.body for each in _elements(more.body, 0)}
        id_ = int.from_bytes(fields.get(_ADDITION_ID, b"\1"))
        if more.id == _ADDITION and id_ == _ALPHA and _ADDED in fields:
            own = _written(_ADDITION_ID, b"\1") + _written(_ADDED, fields[_ADDED])
            kept += _written(_ADDITION, own)
    return _written(_ADDITIONS, kept) if kept else b""


def _block(data: bytes, codecs: Mapping[int, bytes]) -> bytes:
    """A block of a track that is kept; empty for one of another."""
    track, at = _size(data, 0)
    codec = codecs.get(track or 0)
    if codec is None:
        return b""
    head = take(data, 0, at + 3)
    if codec != b"V_AV1":
        return data
    if head[-1] & 6:
        refuse("is damaged: it has pictures that are laced together")
    return head + clean_av1([data[at + 3 :]])[0]


def _cues(data: bytes, places: Mapping[int, int]) -> bytes:
    """Where to seek to, for clusters that begin there."""
    points = []
    for point in (each for each in _elements(data, 0) if each.id == _CUE):
        fields = list(_elements(point.body, 0))
        time = next((each.body for each in fields if each.id == _CUE_TIME), b"")
        found = [_cue_place(each.body, places) for each in fields if each.id == _CUE_PLACE]
        if any(found) and len(time) <= _NUMBER_BYTES:
            points.append(_written(_CUE, _written(_CUE_TIME, time) + b"".join(found)))
    return _written(_CUES, b"".join(points)) if points else b""


def _cue_place(data: bytes, places: Mapping[int, int]) -> bytes:
    fields = {each.id: each.body for each in _elements(data, 0)}
    cluster = int.from_bytes(fields.get(_CUE_CLUSTER, b""))
    track = fields.get(_CUE_TRACK, b"")
    if cluster not in places or not 0 < len(track) <= _NUMBER_BYTES:
        return b""
    place = places[cluster].to_bytes(_NUMBER_BYTES)
    return _written(_CUE_PLACE, _written(_CUE_TRACK, track) + _written(_CUE_CLUSTER, place))


def _written(id_: int, body: bytes) -> bytes:
    """With its length in as few bytes as can be; all ones would be a length that is not known."""
    name, size = id_.to_bytes((id_.bit_length() + 7) // 8), len(body)
    width = next(each for each in range(1, 9) if size < (1 << 7 * each) - 1)
    return name + (size | 1 << 7 * width).to_bytes(width) + body


def _private_vorbis(private: bytes) -> bytes:
    return lace(clean_vorbis(laced(private)))


def _private_opus(private: bytes) -> bytes:
    family = number(private, 18, 1)
    return take(private, 0, 19 + (2 + number(private, 9, 1) if family else 0))


def _private_vp9(private: bytes) -> bytes:
    """Profile, level, depth and subsampling: three bytes each at most."""
    return private[:12]


def _nothing(private: bytes) -> bytes:
    del private
    return b""


_PRIVATES = {
    b"V_VP8": _nothing,
    b"V_VP9": _private_vp9,
    b"V_AV1": av1_configuration,
    b"A_OPUS": _private_opus,
    b"A_VORBIS": _private_vorbis,
}
_HEAD = _written(
    _EBML,
    b"".join(
        _written(id_, value)
        for id_, value in (
            (0x4286, b"\1"),
            (0x42F7, b"\1"),
            (0x42F2, b"\4"),
            (0x42F3, b"\x08"),
            (0x4282, b"webm"),
            (0x4287, b"\4"),
            (0x4285, b"\2"),
        )
    ),
)
