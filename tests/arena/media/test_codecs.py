"""Texts that encoders write into coded pictures and sound."""

import struct

from arena.media.parts.codecs import clean_aac, clean_av1, clean_avc, clean_hevc
from tests.arena.media.marking import MARK

SLICE, HEVC_SLICE = b"\x65\x88\x84\x00", b"\x26\x01\xaf\x00"


def units(*parts):
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def message(kind, data):
    return bytes((kind, len(data))) + data


def test_user_data_leaves_h264():
    settings = b"\x06" + message(5, bytes(16) + MARK) + b"\x80"
    captions = b"\x06" + message(4, MARK) + b"\x80"
    sample = units(settings, captions, b"\x0c" + MARK, b"\x18" + MARK, SLICE)
    assert clean_avc(4)([sample]) == [units(SLICE)]


def test_numbers_that_h264_is_decoded_by_stay():
    recovery = b"\x06\x04\x84\0\0\x03\0"  # four bytes, of which the last is escaped
    mixed = b"\x06" + recovery + message(5, MARK) + b"\x80"
    (cleaned,) = clean_avc(4)([units(mixed, SLICE)])
    assert cleaned == units(b"\x06" + recovery + b"\x80", SLICE)


def test_user_data_leaves_h265():
    sample = units(b"\x4e\x01" + message(5, MARK) + b"\x80", b"\x4c\x01" + MARK, HEVC_SLICE)
    assert clean_hevc(4)([sample]) == [units(HEVC_SLICE)]


def obu(kind, data):
    return bytes((kind << 3 | 2, len(data))) + data


def test_texts_and_padding_leave_av1():
    frame, delimiter = obu(6, b"frame"), obu(2, b"")
    texts, padding, brightness = obu(5, b"\4" + MARK), obu(15, MARK), obu(5, b"\1" + bytes(4))
    sample = delimiter + texts + brightness + padding + frame
    assert clean_av1([sample]) == [delimiter + brightness + frame]


def test_a_text_that_fills_a_frame_of_aac_becomes_zeros():
    """As FFmpeg writes its name: three bits of kind, the length, four bits, the text."""
    count = len(MARK) + 1
    bits = f"{6:03b}{15:04b}{count - 14:08b}{0:04b}0000" + "".join(f"{byte:08b}" for byte in MARK)
    sound = "101100111000"
    bits += sound
    bits += "0" * (-len(bits) % 8)
    frame = int(bits, 2).to_bytes(len(bits) // 8)
    (cleaned,) = clean_aac([frame])
    assert len(cleaned) == len(frame)
    assert (
        f"{int.from_bytes(cleaned):0{len(bits)}b}"
        == bits[:19] + "0" * (4 + 8 * len(MARK)) + bits[23 + 8 * len(MARK) :]
    )
