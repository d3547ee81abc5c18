"""AVIF, still and moving.

Only the picture itself is kept, with its alpha: no thumbnails, depth, gain maps, Exif or XMP.

Source:
    ISO/IEC 23008-12 (HEIF), AV1 Image File Format 1.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from arena.media.formats.mp4 import Movie, read_movie
from arena.media.formats.tracks import av1_configuration
from arena.media.parts.boxes import Box, boxes, colour, file_type, full, only, top_boxes, written
from arena.media.parts.codecs import clean_av1
from arena.media.parts.reading import number, refuse, take

_TOP = frozenset((b"ftyp", b"meta", b"moov"))
_SEQUENCES = frozenset((b"pict", b"vide", b"auxv"))
_CODED, _MADE_OF_OTHERS = b"av01", frozenset((b"grid", b"iovl"))
_ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
_REFERENCES = frozenset((b"dimg", b"auxl", b"prem"))
# Properties that may be kept, and how long they are; None for those of any length.
_PROPERTIES: Mapping[bytes, int | None] = {
    b"ispe": 12,
    b"pixi": None,
    b"pasp": 8,
    b"irot": 1,
    b"imir": 1,
    b"clap": 32,
    b"a1op": 1,
    b"lsel": 2,
    b"clli": 4,
    b"mdcv": 24,
}
# Hints that change nothing of the picture.
_DROPPED = frozenset((b"a1lx", b"udes", b"free", b"skip", b"uuid", b"rloc", b"altt", b"iscl"))
_LONGEST_PIXI = 12
_ESSENTIAL = 0x80
_IN_FILE, _IN_BOX = 0, 1
_MOST_PROPERTIES = 127


@dataclass(frozen=True, slots=True)
class _Item:
    id: int
    kind: bytes
    flags: int
    data: bytes
    # Boxes with whether a reader has to know them.
    properties: Sequence[tuple[bool, bytes]]


@dataclass(frozen=True, slots=True)
class _Picture:
    primary: int
    items: Sequence[_Item]
    references: Sequence[tuple[bytes, int, Sequence[int]]]

    @property
    def data(self) -> bytes:
        return b"".join(item.data for item in self.items)

    def written(self, data_at: int) -> bytes:
        """The box meta, for data that begins there in the file."""
        return full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(12), b"\0"),
            full(b"pitm", self.primary.to_bytes(2)),
            self._locations(data_at),
            full(b"iinf", len(self.items).to_bytes(2), *map(_item_entry, self.items)),
            *([full(b"iref", *map(_reference, self.references))] if self.references else []),
            self._properties(),
        )

    def _locations(self, data_at: int) -> bytes:
        entries = []
        for item in self.items:
            place = data_at.to_bytes(4) + len(item.data).to_bytes(4)
            entries.append(item.id.to_bytes(2) + bytes(2) + (1).to_bytes(2) + place)
            data_at += len(item.data)
        return full(b"iloc", b"\x44\0", len(entries).to_bytes(2), *entries)

    def _properties(self) -> bytes:
        """Each property once, and which item has which."""
        known = list(dict.fromkeys(box for item in self.items for _, box in item.properties))
        if len(known) > _MOST_PROPERTIES:
            refuse("is made of too many parts")
        entries = [
            item.id.to_bytes(2)
            + bytes((len(item.properties),))
            + bytes(
                known.index(box) + 1 | (_ESSENTIAL if is_essential else 0)
                for is_essential, box in item.properties
            )
            for item in self.items
        ]
        association = full(b"ipma", len(entries).to_bytes(4), *entries)
        return written(b"iprp", written(b"ipco", *known), association)


def strip(raw: bytes) -> bytes:
    top = list(top_boxes(raw, _TOP))
    picture = _read_picture(raw, only(top, b"meta"))
    movies = [read_movie(raw, box, handlers=_SEQUENCES) for box in top if box.name == b"moov"][:1]
    kind = file_type(only(top, b"ftyp"), otherwise=b"avif")
    parts: list[_Picture | Movie] = [picture, *movies]
    at = len(kind) + sum(len(part.written(0)) for part in parts) + 8
    heads = []
    for part in parts:
        heads.append(part.written(at))
        at += len(part.data)
    return b"".join((kind, *heads, written(b"mdat", *(part.data for part in parts))))


def _read_picture(raw: bytes, meta: Box) -> _Picture:
    parts = meta.children(4)
    primary = _short_id(only(parts, b"pitm").body)
    kinds = dict(_kinds(only(parts, b"iinf")))
    properties = _properties_of(only(parts, b"iprp"))
    references = [each for box in parts if box.name == b"iref" for each in _read_references(box)]
    kept = _needed(primary, kinds, references, properties)
    extents = _extents(raw, only(parts, b"iloc"), parts)
    items = [
        _Item(id_, kinds[id_][0], kinds[id_][1], _data(kinds[id_][0], extents.get(id_, b"")),
              [(is_essential, new) for is_essential, box in properties.get(id_, ())
               if (new := _property(box, is_essential=is_essential))])
        for id_ in kept
    ]  # fmt: skip
    links = [
        (kind, source, targets)
        for kind, source, targets in references
        if kind in _REFERENCES and {source, *targets} <= set(kept)
    ]
    return _Picture(primary, items, links)


def _needed(
    primary: int,
    kinds: Mapping[int, tuple[bytes, int]],
    references: Sequence[tuple[bytes, int, Sequence[int]]],
    properties: Mapping[int, Sequence[tuple[bool, Box]]],
) -> list[int]:
    """The picture, what it is made of, and the alpha of these."""
    needed = [primary]
    for id_ in needed:
        if id_ not in kinds or kinds[id_][0] not in {_CODED, *_MADE_OF_OTHERS}:
            refuse("has a picture that is not coded as AV1")
        for kind, source, targets in references:
            if kind == b"dimg" and source == id_:
                needed += [each for each in targets if each not in needed]
            if kind == b"auxl" and id_ in targets and source not in needed:
                auxiliary = [box for _, box in properties.get(source, ()) if box.name == b"auxC"]
                needed += [source] if any(_ALPHA in box.body for box in auxiliary) else []
    return needed


def _kinds(box: Box) -> Iterator[tuple[int, tuple[bytes, int]]]:
    """Items with their kind, and whether they are hidden."""
    start = 4 + (2 if box.body[0] == 0 else 4)
    for entry in boxes(box.body[start:]):
        version, flags = number(entry.body, 0, 1), number(entry.body, 3, 1) & 1
        if version == 2:  # noqa: PLR2004
            yield number(entry.body, 4, 2), (take(entry.body, 8, 4), flags)
        elif version == 3:  # noqa: PLR2004
            yield _fits(number(entry.body, 4, 4)), (take(entry.body, 10, 4), flags)


def _short_id(body: bytes) -> int:
    return _fits(number(body, 4, 4 if body[0] else 2))


def _fits(id_: int) -> int:
    return id_ if id_ < 1 << 16 else refuse("is made of too many parts")


def _read_references(box: Box) -> Iterator[tuple[bytes, int, Sequence[int]]]:
    width = 4 if box.body[0] else 2
    for each in boxes(box.body[4:]):
        count = number(each.body, width, 2)
        targets = [number(each.body, width + 2 + width * index, width) for index in range(count)]
        yield each.name, number(each.body, 0, width), targets


def _properties_of(box: Box) -> dict[int, list[tuple[bool, Box]]]:
    known = box.child(b"ipco").children()
    found: dict[int, list[tuple[bool, Box]]] = {}
    for association in (each.body for each in box.children() if each.name == b"ipma"):
        version, is_wide = association[0], association[3] & 1
        at = 8
        for _ in range(number(association, 4, 4)):
            width = 4 if version else 2
            id_, count, at = (
                number(association, at, width),
                number(association, at + width, 1),
                at + width + 1,
            )
            for _ in range(count):
                value = number(association, at, 1 + is_wide)
                at += 1 + is_wide
                top = 0x8000 if is_wide else _ESSENTIAL
                index = value & ~top
                if 0 < index <= len(known):
                    found.setdefault(id_, []).append((bool(value & top), known[index - 1]))
    return found


def _property(box: Box, *, is_essential: bool) -> bytes:
    """The property without names; empty for one that is not needed."""
    if box.name == b"colr":
        return colour(box)
    if box.name == b"av1C":
        return written(b"av1C", av1_configuration(box.body))
    if box.name == b"auxC":
        return full(b"auxC", _ALPHA)
    if box.name in _PROPERTIES:
        size = _PROPERTIES[box.name] or min(len(box.body), _LONGEST_PIXI)
        return written(box.name, take(box.body, 0, size))
    if is_essential and box.name not in _DROPPED:
        refuse(f"needs {box.name.decode('latin-1')!r} to be shown, which is not known here")
    return b""


def _extents(raw: bytes, box: Box, parts: Sequence[Box]) -> dict[int, bytes]:
    """The data of each item.

    Source:
        ISO/IEC 14496-12, 8.11.3.
    """
    body = box.body
    version, sizes = body[0], number(body, 4, 2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    inside = next((part.body for part in parts if part.name == b"idat"), b"")
    id_bytes = 4 if version == 2 else 2  # noqa: PLR2004
    count, at = number(body, 6, id_bytes), 6 + id_bytes
    found: dict[int, bytes] = {}
    total = 0
    for _ in range(count):
        id_, at = number(body, at, id_bytes), at + id_bytes
        method = _IN_FILE
        if version:
            method, at = number(body, at, 2) & 15, at + 2
        origin, at = number(body, at + 2, base), at + 2 + base
        extents, at = number(body, at, 2), at + 2
        source = {_IN_FILE: raw, _IN_BOX: inside}.get(method)
        pieces = []
        for _ in range(extents):
            at += index if version else 0
            start, size = number(body, at, offset), number(body, at + offset, length)
            at += offset + length
            if source is not None:
                place = origin + start
                pieces.append(take(source, place, size or max(len(source) - place, 0)))
        found[id_] = b"".join(pieces)
        total += len(found[id_])
        if total > len(raw):
            refuse("is damaged: its parts are larger than the file")
    return found


def _data(kind: bytes, data: bytes) -> bytes:
    cleaned = clean_av1([data])[0] if kind == _CODED else data
    return cleaned or refuse("is damaged: a part of it has no pixels")


def _item_entry(item: _Item) -> bytes:
    return full(
        b"infe", item.id.to_bytes(2), bytes(2), item.kind, b"\0", version=2, flags=item.flags
    )


def _reference(reference: tuple[bytes, int, Sequence[int]]) -> bytes:
    kind, source, targets = reference
    numbers = (source, len(targets), *targets)
    return written(kind, *(each.to_bytes(2) for each in numbers))
