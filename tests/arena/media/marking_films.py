"""The marker in every place of Ogg and WebM."""

import struct

from tests.arena.media.making import plain
from tests.arena.media.marking import MARK


def crc(page):
    """Bit by bit, as RFC 3533 says it."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return struct.pack("<I", value)


def sealed(page):
    bare = page[:22] + bytes(4) + page[26:]
    return bare[:22] + crc(bare) + bare[26:]


def page_of(flags, serial, number, packet):
    lacing = b"\xff" * (len(packet) // 255) + bytes((len(packet) % 255,))
    head = b"OggS\0" + bytes((flags,)) + bytes(8) + serial + struct.pack("<I", number) + bytes(4)
    return sealed(head + bytes((len(lacing),)) + lacing + packet)


def pages(raw):
    at = 0
    while at < len(raw):
        lacing = raw[at + 27 : at + 27 + raw[at + 26]]
        end = at + 27 + len(lacing) + sum(lacing)
        yield raw[at:end]
        at = end


def comments():
    each = b"ARTIST=" + MARK
    vendor = struct.pack("<I", len(MARK)) + MARK
    return vendor + struct.pack("<II", 1, len(each)) + each


def ogg():
    _, raw = plain("ogg opus")
    first, second, *others = pages(raw)
    own = page_of(0, first[14:18], 1, b"OpusTags" + comments())
    yield "vendor and comments", b"".join((first, own, *others))
    covered = b"OpusTags" + comments() + b"METADATA_BLOCK_PICTURE=" + MARK * 1_000
    yield "comments of many pages", b"".join((first, *parts_of(first[14:18], covered), *others))
    skeleton = page_of(2, b"quor", 0, b"fishead\0" + MARK)
    bones = page_of(0, b"quor", 1, b"fisbone\0" + MARK)
    yield "a stream that is no sound", b"".join((skeleton, first, second, bones, *others))
    yield "behind the end", raw + MARK
    renamed = (sealed(each[:14] + MARK[:4] + each[18:]) for each in pages(raw))
    yield "number of the stream", b"".join(renamed)


def ogg_of_another_kind():
    first, *others = pages(plain("ogg opus")[1])
    return b"".join((sealed(first.replace(b"OpusHead", b"Speex   ")), *others))


def parts_of(serial, packet):
    """The pages of a packet that needs two."""
    head, rest = packet[: 255 * 50], packet[255 * 50 :]
    page = b"OggS\0\0" + b"\xff" * 8 + serial + struct.pack("<I", 1) + bytes(4)
    yield sealed(page + bytes((50,)) + b"\xff" * 50 + head)
    yield page_of(1, serial, 2, rest)


def ogg_vorbis():
    _, raw = plain("ogg vorbis")
    first, second, *others = pages(raw)
    start = 27 + second[26]
    packet, tables = second[start:], b""
    if b"\5vorbis" in packet:
        tables = packet[packet.index(b"\5vorbis") :]
    texts = b"\3vorbis" + comments() + b"\1"
    own = [page_of(0, first[14:18], 1, texts)]
    own += [page_of(0, first[14:18], 2, tables)] if tables else []
    yield "vendor and comments", b"".join((first, *own, *others))


def ogg_flac():
    _, raw = plain("ogg flac")
    first, second, *others = pages(raw)
    texts = comments()
    own = page_of(0, first[14:18], 1, b"\x84" + len(texts).to_bytes(3) + texts)
    yield "vendor and comments", b"".join((first, own, *others))
    del second


# --- WebM -------------------------------------------------------------------------------------

INFO, TRACKS, TRACK, CLUSTER, CUES = (
    bytes.fromhex(each) for each in ("1549a966", "1654ae6b", "ae", "1f43b675", "1c53bb6b")
)
SEGMENT, GROUP = bytes.fromhex("18538067"), b"\xa0"


def element(id_, *bodies):
    body = b"".join(bodies)
    return id_ + (len(body) | 1 << 56).to_bytes(8) + body


def elements(raw):
    at = 0
    while at < len(raw):
        width = 9 - raw[at].bit_length()
        id_, at = raw[at : at + width], at + width
        width = 9 - raw[at].bit_length()
        size = int.from_bytes(raw[at : at + width]) & (1 << 7 * width) - 1
        at += width
        yield id_, raw[at : at + size]
        at += size


def added(raw, path, part):
    """With a part at the end of the first element at the path."""
    if not path:
        return raw + part
    made, is_done = [], False
    for id_, body in elements(raw):
        is_here = id_ == path[0] and not is_done
        made.append(element(id_, added(body, path[1:], part) if is_here else body))
        is_done |= is_here
    return b"".join(made)


def without_cues(raw):
    """Places change as parts are added."""
    made = []
    for id_, body in elements(raw):
        if id_ == SEGMENT:
            kept = [element(*each) for each in elements(body) if each[0] != CUES]
            made.append(element(id_, *kept))
        else:
            made.append(element(id_, body))
    return b"".join(made)


def text(id_):
    return element(bytes.fromhex(id_), MARK)


TAGS = element(
    bytes.fromhex("1254c367"), element(bytes.fromhex("7373"), element(b"\x67\xc8", text("4487")))
)
ATTACHMENT = element(bytes.fromhex("61a7"), text("466e"), text("465c"), text("467e"))
PLACES = {
    "tags": ((SEGMENT,), TAGS),
    "attachments": ((SEGMENT,), element(bytes.fromhex("1941a469"), ATTACHMENT)),
    "chapters": ((SEGMENT,), text("1043a770")),
    "void": ((SEGMENT,), text("ec")),
    "an element of no known kind": ((SEGMENT,), text("42ab")),
    "title": ((SEGMENT, INFO), text("7ba9")),
    "muxing app": ((SEGMENT, INFO), text("4d80")),
    "writing app": ((SEGMENT, INFO), text("5741")),
    "date": ((SEGMENT, INFO), text("4461")),
    "number of the segment": ((SEGMENT, INFO), text("73a4")),
    "name of the file": ((SEGMENT, INFO), text("7384")),
    "name of a track": ((SEGMENT, TRACKS, TRACK), text("536e")),
    "name of a codec": ((SEGMENT, TRACKS, TRACK), text("258688")),
    "language": ((SEGMENT, TRACKS, TRACK), text("22b59c")),
    "link of a codec": ((SEGMENT, TRACKS, TRACK), text("3b4040")),
    "void in a track": ((SEGMENT, TRACKS, TRACK), text("ec")),
    "void in a cluster": ((SEGMENT, CLUSTER), text("ec")),
    "checksum of a cluster": ((SEGMENT, CLUSTER), text("bf")),
    "an encrypted block": ((SEGMENT, CLUSTER), text("af")),
    "silent tracks": ((SEGMENT, CLUSTER), text("5854")),
    "head": ((bytes.fromhex("1a45dfa3"),), text("ec")),
}


def webm():
    raw = without_cues(plain("webm")[1])
    for name, (path, part) in PLACES.items():
        yield name, added(raw, path, part)
    yield "behind the end", raw + MARK
    yield "a second segment", raw + element(SEGMENT, TAGS)
    texts = element(TRACK, b"\xd7\x81\x05", b"\x83\x81\x11", b"\x86\x86S_TEXT", text("536e"))
    said = element(b"\xa3", b"\x85\0\0\x80", MARK)
    yield "a track of text", added(added(raw, (SEGMENT, TRACKS), texts), (SEGMENT, CLUSTER), said)
