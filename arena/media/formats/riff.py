"""RIFF: WebP and WAV.

Source:
    WebP container specification (Google, RFC 9649); Multimedia Programming Interface 1.0 (IBM and
    Microsoft, 1991) and its revision of 1994.
"""

from collections.abc import Iterator

from arena.media.parts.colour import without_names
from arena.media.parts.orientation import only_orientation
from arena.media.parts.reading import little, refuse, take

# Flags of VP8X.
_ICC, _ALPHA, _EXIF, _ANIMATION = 0x20, 0x10, 0x08, 0x02
_IMAGE_PARTS = (b"ALPH", b"VP8 ", b"VP8L")
_FRAME_BYTES = 16
# Coded forms of WAV that browsers play, and the bytes of what describes them.
_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_FORMAT_BYTES = {_PCM: 16, _FLOAT: 16, _A_LAW: 16, _MU_LAW: 16, _EXTENSIBLE: 40}
# Behind the two bytes of the form, in the extensible header.
_REST_OF_GUID = bytes.fromhex("000000001000800000aa00389b71")
# What programs write that do not know the length yet.
_UNKNOWN_LENGTH = 0xFFFFFFFF

type Chunk = tuple[bytes, bytes]


def strip_webp(raw: bytes) -> bytes:
    """Images with their alpha and timing, the colour profile's numbers, and the orientation."""
    size = little(raw, 4, 4)
    chunks = list(_chunks(take(raw, 12, size - 4)))
    first = dict(reversed(chunks))
    if b"VP8X" not in first:
        return _riff(b"WEBP", chunks[:1] if chunks and chunks[0][0] in _IMAGE_PARTS else [])
    profile = without_names(first.get(b"ICCP", b""))
    exif = only_orientation(first.get(b"EXIF", b""))
    kept = [(b"VP8X", _features(first[b"VP8X"], profile, exif))]
    kept += [(b"ICCP", profile)] if profile else []
    kept += [(b"ANIM", take(first[b"ANIM"], 0, 6))] if b"ANIM" in first else []
    kept += [
        (name, _frame(data) if name == b"ANMF" else data)
        for name, data in chunks
        if name in (*_IMAGE_PARTS, b"ANMF")
    ]
    kept += [(b"EXIF", exif)] if exif else []
    return _riff(b"WEBP", kept)


def _features(data: bytes, profile: bytes, exif: bytes) -> bytes:
    flags = data[0] & (_ALPHA | _ANIMATION)
    flags |= _ICC if profile else 0
    flags |= _EXIF if exif else 0
    return bytes((flags, 0, 0, 0)) + take(data, 4, 6)


def _frame(data: bytes) -> bytes:
    parts = _chunks(data[_FRAME_BYTES:])
    kept = (_written(name, part) for name, part in parts if name in _IMAGE_PARTS)
    return take(data, 0, _FRAME_BYTES) + b"".join(kept)


def strip_wav(raw: bytes) -> bytes:
    """The samples and what is needed to play them."""
    form, data = b"", None
    at = 12
    while at < len(raw) and data is None:
        name, size = take(raw, at, 4), little(raw, at + 4, 4)
        if name == b"data" and size == _UNKNOWN_LENGTH:
            size = len(raw) - at - 8
        value = take(raw, at + 8, size)
        if name == b"fmt ":
            form = _wave_format(value)
        elif name == b"data":
            data = value
        at += 8 + size + size % 2
    if not form or data is None:
        refuse("is damaged: it has no sound")
    whole = len(data) - len(data) % max(little(form, 12, 2), 1)
    return _riff(b"WAVE", [(b"fmt ", form), (b"data", data[:whole])])


def _wave_format(value: bytes) -> bytes:
    tag = little(value, 0, 2)
    if tag not in _FORMAT_BYTES:
        refuse("is coded in a way that not all browsers play: write it as PCM")
    form = take(value, 0, _FORMAT_BYTES[tag])
    if tag == _EXTENSIBLE and little(form, 24, 2) in {_PCM, _FLOAT, _A_LAW, _MU_LAW}:
        return form[:16] + b"\x16\0" + form[18:26] + _REST_OF_GUID
    return form if tag == _PCM else form[:16] + bytes(2)


def _chunks(data: bytes) -> Iterator[Chunk]:
    at = 0
    while at < len(data):
        name, size = take(data, at, 4), little(data, at + 4, 4)
        yield name, take(data, at + 8, size)
        at += 8 + size + size % 2


def _riff(form: bytes, chunks: list[Chunk]) -> bytes:
    if not chunks:
        refuse("is damaged: it has no pixels")
    body = form + b"".join(_written(name, data) for name, data in chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _written(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)
