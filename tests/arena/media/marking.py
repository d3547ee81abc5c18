"""A marker put into every place of a file where programs write who made it, one at a time."""

import struct
import zlib

from PIL import ImageCms

from tests.arena.media.making import plain

MARK = b"Quorvex Foundry 7f3a9c"
WIDE = MARK.decode().encode("utf-16-le")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + MARK + b"</x:xmpmeta>"


def tells(raw):
    """Whether the marker, or its beginning where more does not fit, is in there."""
    return any(word in raw.lower() for word in (b"quor", b"q\0u\0o\0r"))


def exif(*, orientation=1):
    """EXIF of an artist, an orientation, a title of Windows, and a thumbnail that is a JPEG."""
    thumbnail = b"\xff\xd8\xff\xfe\0\x18" + MARK + b"\xff\xd9"
    values = MARK + b"\0" + WIDE
    start = 8 + 2 + 12 * 3 + 4
    second = start + len(values)
    first = (
        struct.pack("<H", 3)
        + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
        + struct.pack("<HHII", 0x013B, 2, len(MARK) + 1, start)
        + struct.pack("<HHII", 0x9C9B, 1, len(WIDE), start + len(MARK) + 1)
        + struct.pack("<I", second)
    )
    place = second + 2 + 24 + 4
    of_thumbnail = (
        struct.pack("<H", 2)
        + struct.pack("<HHII", 0x0201, 4, 1, place)
        + struct.pack("<HHII", 0x0202, 4, 1, len(thumbnail))
        + bytes(4)
    )
    return b"II*\0" + struct.pack("<I", 8) + first + values + of_thumbnail + thumbnail


def profile():
    """sRGB as a profile whose texts are the marker, as is a tag of its own."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (count,) = struct.unpack(">I", raw[128:132])
    tags = {}
    for index in range(count):
        name, at, size = struct.unpack(">4sII", raw[132 + 12 * index : 144 + 12 * index])
        tags[name] = raw[at : at + size]
    text = b"mluc" + bytes(4) + struct.pack(">II", 1, 12) + b"enUS"
    text += struct.pack(">II", 2 * len(MARK), 28) + MARK.decode().encode("utf-16-be")
    tags |= {b"desc": text, b"cprt": text, b"dmnd": text, b"Quor": b"text" + bytes(4) + MARK}
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        place = 128 + 4 + 12 * len(tags) + len(body)
        table += struct.pack(">4sII", name, place, len(value))
        body += value + bytes(-len(value) % 4)
    head = bytearray(raw[:128])
    head[4:8] = head[48:52] = head[52:56] = head[80:84] = MARK[:4]
    whole = bytes(head) + table + body
    return len(whole).to_bytes(4) + whole[4:]


# --- pictures ---------------------------------------------------------------------------------


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png():
    _, raw = plain("png")
    at = raw.index(b"IDAT") - 4
    end = raw.index(b"IEND") - 4
    yield from (
        (name.decode(), raw[:33] + png_chunk(name, data) + raw[33:])
        for name, data in {
            b"tEXt": b"Software\0" + MARK,
            b"zTXt": b"Comment\0\0" + zlib.compress(MARK) + MARK,
            b"iTXt": b"XML:com.adobe.xmp\0\0\0\0\0" + XMP,
            b"eXIf": exif(),
            b"tIME": MARK[:7],
            b"pHYs": MARK[:9],
            b"sPLT": MARK + b"\0\x08",
            b"hIST": MARK,
            b"caBX": b"c2pa" + MARK,
            b"quOr": MARK,
            b"vpAg": MARK,
        }.items()
    )
    yield "text after the pixels", raw[:end] + png_chunk(b"tEXt", b"a\0" + MARK) + raw[end:]
    yield "behind the end", raw + MARK
    size = int.from_bytes(raw[at : at + 4])
    pixels = raw[at + 8 : at + 8 + size] + MARK
    yield "behind the pixels", raw[:at] + png_chunk(b"IDAT", pixels) + raw[end:]
    begin, rest = png_chunk(b"IDAT", pixels[:20]), png_chunk(b"IDAT", pixels[20:])
    yield "between the pixels", raw[:at] + begin + png_chunk(b"quOr", MARK) + rest + raw[end:]


def segment(marker, data):
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg():
    _, raw = plain("jpeg")
    parts = {
        "COM": segment(0xFE, MARK),
        "EXIF": segment(0xE1, b"Exif\0\0" + exif()),
        "XMP": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        "extended XMP": segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + XMP),
        "JFIF thumbnail": segment(0xE0, b"JFXX\0\x10" + MARK),
        "IPTC": segment(0xED, b"Photoshop 3.0\08BIM\4\4\0\0\0\x1a\x1c\2\x50\0" + MARK),
        "C2PA": segment(0xEB, b"JP\0\1\0\0\0\1" + b"jumb" + MARK),
        "several pictures": segment(0xE2, b"MPF\0" + MARK),
        "FlashPix": segment(0xE2, b"FPXR\0" + MARK),
        "a profile that cannot be read": segment(0xE2, b"ICC_PROFILE\0\1\1" + MARK),
        **{f"APP{number}": segment(0xE0 + number, MARK) for number in range(16)},
    }
    yield from ((name, raw[:2] + part + raw[2:]) for name, part in parts.items())
    scan = raw.index(b"\xff\xda")
    yield "COM before the scan", raw[:scan] + segment(0xFE, MARK) + raw[scan:]
    yield "between the segments", raw[:scan] + MARK + raw[scan:]
    yield "behind the end", raw + MARK
    yield "a second picture behind the end", raw + raw[:2] + segment(0xFE, MARK) + raw[2:]
    jfif = raw.index(b"JFIF\0")
    size = struct.unpack(">H", raw[jfif - 2 : jfif])[0]
    own = raw[jfif : jfif + 12] + bytes((2, 4)) + (MARK * 2)[:24]
    yield "thumbnail of JFIF", raw[: jfif - 4] + segment(0xE0, own) + raw[jfif - 2 + size :]


def gif():
    _, raw = plain("gif moving")
    start = 13 + (3 << ((raw[10] & 7) + 1))
    blocks = bytes((len(MARK),)) + MARK + b"\0"
    parts = {
        "comment": b"\x21\xfe" + blocks,
        "XMP": b"\x21\xff\x0bXMP DataXMP" + blocks,
        "profile": b"\x21\xff\x0bICCRGBG1012" + blocks,
        "application": b"\x21\xff\x0bQuorvex 7f3" + blocks,
        "an extension of no known kind": b"\x21\x77" + blocks,
    }
    yield from ((name, raw[:start] + part + raw[start:]) for name, part in parts.items())
    loop = raw.index(b"NETSCAPE2.0") + 15
    yield "behind the loop", raw[:loop] + blocks + raw[loop + 1 :]
    yield "text", raw[:-1] + b"\x21\x01\x0c" + bytes(12) + blocks + b";"
    yield "behind the end", raw + MARK


def riff_chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def riff(raw, *parts, at=None):
    body = raw[8:at] + b"".join(parts) + (raw[at:] if at else b"")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp():
    _, raw = plain("webp moving")
    flagged = raw[:20] + bytes((raw[20] | 0x0C,)) + raw[21:]
    yield "EXIF", riff(flagged, riff_chunk(b"EXIF", exif()))
    yield "XMP", riff(flagged, riff_chunk(b"XMP ", XMP))
    yield "a profile that cannot be read", riff(raw, riff_chunk(b"ICCP", MARK), at=30)
    yield "C2PA", riff(raw, riff_chunk(b"C2PA", MARK))
    yield "a chunk of no known kind", riff(raw, riff_chunk(b"quor", MARK), at=30)
    yield "behind the end", raw + MARK
    frame = raw.index(b"ANMF")
    size = struct.unpack("<I", raw[frame + 4 : frame + 8])[0]
    body = raw[frame + 8 : frame + 8 + size] + riff_chunk(b"quor", MARK)
    rest = raw[frame + 8 + size + size % 2 :]
    yield "in a frame", riff(raw[:frame] + riff_chunk(b"ANMF", body) + rest)


# --- sound ------------------------------------------------------------------------------------


def id3(frame=b"TXXX", *, size=2):
    text = b"\3" + MARK if size == 2 else b"\1\xff\xfe" + WIDE
    tag = frame + struct.pack(">I", len(text)) + bytes(2) + text
    tag += b"APIC" + struct.pack(">I", len(MARK)) + bytes(2) + MARK + bytes(16)
    sync = bytes(len(tag) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\4\0\0" + sync + tag


def ape(*, has_header):
    item = struct.pack("<II", len(MARK), 0) + b"Title\0" + MARK
    size = len(item) + 32
    flags = 0x80000000 if has_header else 0
    foot = b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, flags) + bytes(8)
    head = b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, flags | 0x20000000) + bytes(8)
    return (head if has_header else b"") + item + foot


def id3_1():
    return b"TAG" + MARK.ljust(125, b"\0")


def lyrics():
    words = b"LYRICSBEGIN" + b"INF" + b"%05d" % len(MARK) + MARK
    return words + b"%06d" % len(words) + b"LYRICS200"


def mp3():
    _, raw = plain("mp3")
    start = raw.index(b"\xff\xfb")
    sound = raw[start:]
    yield "ID3v2", id3() + sound
    yield "ID3v2 in UTF-16", id3(size=4) + sound
    yield "two of ID3v2", id3() + id3(b"PRIV") + sound
    yield "ID3v2 behind", sound + id3()
    yield "ID3v1", raw + id3_1()
    yield "APE", raw + ape(has_header=True)
    yield "APE without a header", raw + ape(has_header=False)
    yield "APE before", ape(has_header=True) + sound
    yield "Lyrics3", raw + lyrics() + id3_1()
    yield "all of them behind", raw + ape(has_header=True) + lyrics() + id3_1()
    yield "extended ID3v1", raw + b"TAG+" + MARK.ljust(223, b"\0") + id3_1()
    yield "behind the end", raw + MARK
    yield "before the sound", MARK + sound
    at = start + raw[start:].index(b"Lav")
    yield "name of the encoder", raw[:at] + MARK[:9] + raw[at + 9 :]
    yield "behind the counts", raw[: at + 37] + MARK[:14] + raw[at + 51 :]
    last = raw.rindex(b"\xff\xfb")
    yield "between the frames", raw[:last] + id3() + raw[last:]


def flac():
    _, raw = plain("flac")
    frames = raw.index(b"\xff\xf8")

    def block(kind, data):
        return bytes((kind,)) + len(data).to_bytes(3) + data

    head = raw[:42]
    comments = struct.pack("<I", len(MARK)) + MARK + struct.pack("<I", 1)
    comments += struct.pack("<I", len(MARK) + 6) + b"TITLE=" + MARK
    blocks = {
        "vendor and comments": block(4, comments),
        "picture": block(6, bytes(28) + MARK),
        "application": block(2, b"Quor" + MARK),
        "padding": block(1, MARK),
        "cue sheet": block(5, MARK.ljust(396, b"\0")),
        "a block of no known kind": block(99, MARK),
    }
    end = block(0x81, bytes(8))
    yield from ((name, head + each + end + raw[frames:]) for name, each in blocks.items())
    yield "ID3v1", raw + id3_1()
    yield "APE", raw + ape(has_header=True)


def wav():
    _, raw = plain("wav")
    information = riff_chunk(b"ISFT", MARK) + riff_chunk(b"ICMT", MARK)
    parts = {
        "LIST INFO": riff_chunk(b"LIST", b"INFO" + information),
        "LIST adtl": riff_chunk(b"LIST", b"adtl" + riff_chunk(b"labl", bytes(4) + MARK)),
        "bext": riff_chunk(b"bext", MARK.ljust(602, b"\0")),
        "iXML": riff_chunk(b"iXML", XMP),
        "axml": riff_chunk(b"axml", XMP),
        "_PMX": riff_chunk(b"_PMX", XMP),
        "id3": riff_chunk(b"id3 ", id3()),
        "ID3": riff_chunk(b"ID3 ", id3()),
        "cue": riff_chunk(b"cue ", MARK),
        "JUNK": riff_chunk(b"JUNK", MARK),
        "PAD": riff_chunk(b"PAD ", MARK),
        "C2PA": riff_chunk(b"C2PA", MARK),
        "a chunk of no known kind": riff_chunk(b"quor", MARK),
    }
    yield from ((f"{name} before", riff(raw, part, at=36)) for name, part in parts.items())
    yield from ((f"{name} behind", riff(raw, part)) for name, part in parts.items())
    yield "behind the end", raw + MARK
    form = raw[20:36] + struct.pack("<H", len(MARK)) + MARK
    yield "behind the format", riff(raw[:12] + riff_chunk(b"fmt ", form) + raw[36:])
