"""The marker in every place of MP4 and AVIF."""

import struct

from tests.arena.media.making import picture, plain
from tests.arena.media.marking import MARK, XMP, exif, profile

META = b"meta"


def box(name, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + name + body


def boxes(raw):
    at = 0
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        yield raw[at + 4 : at + 8], raw[at + 8 : at + size]
        at += size


def changed(raw, path, change):
    """The boxes, with the bodies of those at the path changed."""
    made = []
    for name, body in boxes(raw):
        head = 4 if name == META else 0  # it has a version before its boxes
        if name != path[0]:
            made.append(box(name, body))
        elif len(path) == 1:
            made.append(box(name, change(body)))
        else:
            made.append(box(name, body[:head], changed(body[head:], path[1:], change)))
    return b"".join(made)


TABLE = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def moved(raw, shift):
    """With chunks that begin so much later."""

    def move(body):
        count = len(body) // 4 - 2
        places = struct.unpack(f">{count}I", body[8:])
        return body[:8] + struct.pack(f">{count}I", *(place + shift for place in places))

    return changed(raw, (*TABLE, b"stco"), move)


def uuid(digits, data):
    return box(b"uuid", bytes.fromhex(digits), data)


TOOL = box(b"ilst", box(b"\xa9too", box(b"data", bytes(8), MARK)))
PARTS = {
    "tags": box(b"udta", box(META, bytes(4), TOOL)),
    "place": box(b"udta", box(b"\xa9xyz", MARK)),
    "meta": box(META, bytes(4), box(b"xml ", bytes(4), XMP)),
    "XMP": uuid("be7acfcb97a942e89c71999491e3afac", XMP),
    "C2PA": uuid("d8fec3d61b0e483c92975828877ec481", b"manifest" + MARK),
    "free": box(b"free", MARK),
    "skip": box(b"skip", MARK),
    "wide": box(b"wide", MARK),
    "a box of no known kind": box(b"quor", MARK),
}


def mp4():
    _, raw = plain("mp4")
    at = raw.index(b"mdat") - 4
    for name, part in PARTS.items():
        yield f"{name} before", moved(raw[:at] + part + raw[at:], len(part))
        yield f"{name} behind", raw + part
        for depth in (1, 2, 3, 4, 5):
            path = TABLE[:depth]
            grown = changed(raw, path, lambda body, part=part: body + part)
            yield f"{name} in {path[-1].decode()}", grown
    yield "behind the end", raw + MARK
    handler = (b"moov", b"trak", b"mdia", b"hdlr")
    yield "name of a handler", changed(raw, handler, lambda body: body[:24] + MARK + b"\0")
    yield (
        "maker of a handler",
        changed(raw, handler, lambda body: body[:12] + MARK[:12] + body[24:]),
    )
    yield "brand", moved(changed(raw, (b"ftyp",), lambda body: body + MARK[:4]), 4)
    yield (
        "version of the brand",
        changed(raw, (b"ftyp",), lambda body: body[:4] + MARK[:4] + body[8:]),
    )
    yield "name of the compressor", changed(raw, (*TABLE, b"stsd"), compressor)
    yield "maker of the compressor", changed(raw, (*TABLE, b"stsd"), maker)
    yield (
        "time of making",
        changed(raw, (b"moov", b"mvhd"), lambda body: body[:4] + MARK[:8] + body[12:]),
    )
    size = int.from_bytes(raw[at : at + 4])
    data = box(b"mdat", MARK, raw[at + 8 : at + size], MARK)
    yield "between the samples", moved(raw[:at] + data + raw[at + size :], len(MARK))


def compressor(body):
    """The name that a program gives its way of compressing, in the description of pictures."""
    if b"avc1" not in body:
        return body
    at = body.index(b"avc1") + 46
    return body[:at] + bytes((22,)) + MARK + body[at + 23 :]


def maker(body):
    at = body.index(b"avc1" if b"avc1" in body else b"mp4a") + 16
    return body[:at] + MARK[:4] + body[at + 4 :]


# --- AVIF -------------------------------------------------------------------------------------


def shifted(raw, shift):
    """With the data of items so much later."""

    def move(body):
        made, at = body[:8], 8
        for _ in range(struct.unpack(">H", body[6:8])[0]):
            place, size = struct.unpack(">II", body[at + 6 : at + 14])
            made += body[at : at + 6] + struct.pack(">II", place + shift, size)
            at += 14
        return made

    return changed(raw, (META, b"iloc"), move)


def grown(raw, path, change):
    """Changed before the data, which begins later then."""
    made = changed(raw, path, change)
    return shifted(made, len(made) - len(raw))


def infe(number, kind, name, more=b""):
    return box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind, name, b"\0", more)


def with_item(raw, kind, data, *, refers=b"cdsc", more=b""):
    """With a second item that refers to the picture, its data behind all."""
    made = grown(
        raw,
        (META, b"iinf"),
        lambda body: b"\0\0\0\0\0\2" + body[6:] + infe(2, kind, MARK, more),
    )
    reference = box(b"iref", bytes(4), box(refers, struct.pack(">HHH", 2, 1, 1)))
    made = grown(made, (META,), lambda body: body + reference)
    place = struct.pack(">HHHII", 2, 0, 1, len(made) + 14 + 8 - 14, len(data))
    made = grown(made, (META, b"iloc"), lambda body: body[:6] + b"\0\2" + body[8:] + place)
    return made + box(b"mdat", data)


def fifth(body):
    """The associations of the one item, with the fifth property as well."""
    return body[:10] + b"\5" + body[11:] + b"\5"


def avif():
    _, raw = plain("avif")
    at = raw.index(b"mdat") - 4
    for name in ("XMP", "C2PA", "free", "a box of no known kind"):
        part = PARTS[name]
        yield f"{name} before", shifted(raw[:at] + part + raw[at:], len(part))
        yield f"{name} behind", raw + part
        yield f"{name} in meta", grown(raw, (META,), lambda body, part=part: body + part)
    yield "behind the end", raw + MARK
    yield "name of the handler", grown(raw, (META, b"hdlr"), lambda body: body[:24] + MARK + b"\0")
    item = infe(1, b"av01", MARK)
    yield "name of the picture", grown(raw, (META, b"iinf"), lambda body: body[:6] + item)
    described = box(b"udes", bytes(4), b"en\0", MARK, b"\0\0\0")
    has_it = grown(raw, (META, b"iprp", b"ipco"), lambda body: body + described)
    yield "description of no item", has_it
    yield "description", grown(has_it, (META, b"iprp", b"ipma"), fifth)
    yield "Exif item", with_item(raw, b"Exif", bytes(4) + exif())
    yield "XMP item", with_item(raw, b"mime", XMP, more=b"application/rdf+xml\0")
    yield "an item of no known kind", with_item(raw, b"quor", MARK)
    yield "thumbnail", with_item(raw, b"av01", b"\x0a\x01\0" + MARK, refers=b"thmb")


def avif_of_pillow():
    """As Pillow writes them."""
    yield "EXIF, XMP", picture("AVIF", exif=exif(), xmp=XMP)
    yield "profile", picture("AVIF", icc_profile=profile())
