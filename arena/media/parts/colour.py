"""ICC colour profiles: the numbers that colours are computed with, without names and texts."""

from arena.media.parts.reading import CannotStrip, number, take

_HEADER_BYTES = 128
_SIGNATURE = 36
# What transforms are computed from; descriptions, copyrights, device names and texts are not here.
_TAGS = frozenset(
    (
        *(b"wtpt", b"bkpt", b"chad", b"lumi", b"cicp", b"gamt"),
        *(b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC"),
        *(b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2"),
        *(b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0", b"B2D1", b"B2D2", b"B2D3"),
    )
)
_TYPES = frozenset(
    (b"XYZ ", b"curv", b"para", b"sf32", b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet", b"cicp")
)
# Of the parametric curves, how many parameters each function has (ICC.1:2022, 10.18).
_PARAMETERS = (1, 3, 4, 5, 7)
# Size, version, class, colour spaces, signature, rendering intent, illuminant. What is left out
# names a program, a maker, a device, a platform or a date.
_KEPT_OF_HEADER = ((0, 4), (8, 24), (36, 40), (64, 80))
_MOST_TAGS = 100
# Those of printers have three tables of half a megabyte each.
_MOST_BYTES = 4_000_000


def without_names(profile: bytes) -> bytes:
    """The profile with the same effect on colours; empty for one that cannot be read, which
    browsers ignore."""
    if len(profile) > _MOST_BYTES:
        return b""
    try:
        return _rebuilt(profile)
    except CannotStrip:
        return b""


def _rebuilt(profile: bytes) -> bytes:
    header = bytearray(_HEADER_BYTES)
    for start, end in _KEPT_OF_HEADER:
        header[start:end] = take(profile, start, end - start)
    if header[_SIGNATURE : _SIGNATURE + 4] != b"acsp":
        return b""
    tags = _kept_tags(profile)
    table_bytes = 4 + 12 * len(tags)
    table, body = bytearray(len(tags).to_bytes(4)), bytearray()
    places: dict[bytes, int] = {}
    for name, value in tags.items():
        if value not in places:
            places[value] = _HEADER_BYTES + table_bytes + len(body)
            body += value.ljust(-len(value) % 4 + len(value), b"\0")
        table += name + places[value].to_bytes(4) + len(value).to_bytes(4)
    header[0:4] = (_HEADER_BYTES + len(table) + len(body)).to_bytes(4)
    return bytes(header + table + body)


def _kept_tags(profile: bytes) -> dict[bytes, bytes]:
    tags: dict[bytes, bytes] = {}
    count = number(profile, _HEADER_BYTES, 4)
    for index in range(min(count, _MOST_TAGS)):
        at = _HEADER_BYTES + 4 + 12 * index
        name = take(profile, at, 4)
        value = take(profile, number(profile, at + 4, 4), number(profile, at + 8, 4))
        if name in _TAGS and value[:4] in _TYPES:
            tags[name] = _trimmed(value)
    return tags


def _trimmed(value: bytes) -> bytes:
    """Without what may stand behind the numbers, for the types whose length follows from them."""
    match value[:4]:
        case b"XYZ ":
            size = 20
        case b"cicp":
            size = 12
        case b"curv":
            size = 12 + 2 * number(value, 8, 4)
        case b"para":
            function = number(value, 8, 2)
            size = 12 + 4 * _PARAMETERS[min(function, len(_PARAMETERS) - 1)]
        case _:
            size = len(value)
    return value[:4] + bytes(4) + take(value, 8, size - 8)
