"""What is served shows and sounds the same, and says nothing of who made it.

Each file of the corpus has a marker in one place where programs write such things; stripped, it
must be the same as the file without the marker.
"""

import contextlib
import io
import random
import re

import av
import pytest
from PIL import Image, ImageCms, ImageOps

from arena.media import CannotStrip, strip_and_compare, strip_metadata
from arena.media.formats.mp3 import clean_frames
from tests.arena.media import marking, marking_boxes, marking_films
from tests.arena.media.making import PLAIN, decoded, film, picture, plain, shown
from tests.arena.media.marking import MARK, exif, profile, tells

# Which plain file each set of marked ones is made of.
MARKED = {
    "png": marking.png,
    "jpeg": marking.jpeg,
    "gif moving": marking.gif,
    "webp moving": marking.webp,
    "avif": marking_boxes.avif,
    "mp3": marking.mp3,
    "ogg opus": marking_films.ogg,
    "ogg vorbis": marking_films.ogg_vorbis,
    "ogg flac": marking_films.ogg_flac,
    "flac": marking.flac,
    "wav": marking.wav,
    "mp4": marking_boxes.mp4,
    "webm": marking_films.webm,
}
PROGRAMS = re.compile(rb"(?i)lav[cf]|lame|x26[45]|svt|libvpx|libopus|xiph|handler|pillow|google")


def stripped(name):
    media_type, raw = plain(name)
    return strip_and_compare(raw, media_type=media_type)


def look(media_type):
    return shown if media_type.startswith("image/") else decoded


@pytest.mark.parametrize("name", [name for name in PLAIN if not name.startswith("mp3")])
def test_a_stripped_file_shows_and_sounds_the_same(name):
    media_type, raw = plain(name)
    assert look(media_type)(stripped(name)) == look(media_type)(raw)


@pytest.mark.parametrize("name", [name for name in PLAIN if name.startswith("mp3")])
def test_mp3_sounds_the_same_but_for_the_silence_that_its_encoder_names(name):
    """Without the encoder's name, players do not cut the silence that it begins with."""
    sounds = [without_counts(raw) for raw in (plain(name)[1], stripped(name))]
    assert decoded(sounds[0]) == decoded(sounds[1])


def without_counts(raw):
    """From the second frame on."""
    first = re.search(rb"\xff[\xfb\xf3]", raw).start()
    return raw[raw.index(raw[first : first + 2], first + 4) :]


@pytest.mark.parametrize("name", PLAIN)
def test_no_program_is_named(name):
    assert PROGRAMS.findall(stripped(name)) == []


def test_programs_name_themselves_unless_they_are_kept_from_it():
    naming = {name for name in PLAIN if PROGRAMS.search(plain(name)[1])}
    assert naming >= {"mp3", "ogg opus", "flac", "wav", "m4a", "mp4", "mp4 hevc", "webm"}


@pytest.mark.parametrize("name", PLAIN)
def test_a_stripped_file_has_nothing_to_strip(name):
    once = stripped(name)
    assert strip_and_compare(once, media_type=plain(name)[0]) == once


@pytest.mark.parametrize("name", MARKED)
def test_what_any_place_says_is_gone(name):
    media_type, base = plain(name)
    base = marking_films.without_cues(base) if name == "webm" else base
    expected = strip_metadata(base, media_type=media_type)
    assert not tells(expected)
    places = dict(MARKED[name]())
    assert [place for place, raw in places.items() if not tells(raw)] == []
    again = {place: strip_metadata(raw, media_type=media_type) for place, raw in places.items()}
    assert [place for place, raw in again.items() if raw != expected] == []


@pytest.mark.parametrize(
    "flags", ["empty_moov", "frag_every_frame+empty_moov", "dash", "empty_moov+omit_tfhd_offset"]
)
def test_an_mp4_in_fragments_is_written_in_one_piece(flags):
    raw = film("mp4", "libx264", "aac", movflags=f"frag_keyframe+{flags}")
    again = strip_metadata(raw, media_type="video/mp4")
    assert b"moof" in raw
    assert b"moof" not in again
    (times, data), (of_fragments, _), (_, in_one) = map(packets, (again, raw, stripped("mp4")))
    assert times == of_fragments
    assert data == in_one
    assert strip_metadata(again, media_type="video/mp4") == again


def packets(raw):
    """The times of each stream since its first, and its coded data."""
    times, data = {}, {}
    with av.open(io.BytesIO(raw)) as container:
        for each in container.demux():
            if each.size:
                times.setdefault(each.stream.index, []).append(each.pts)
                data.setdefault(each.stream.index, []).append(bytes(each))
    return {key: [each - some[0] for each in some] for key, some in times.items()}, data


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_colour_profile_keeps_its_numbers_and_loses_its_names(form):
    raw = picture(form, icc_profile=profile())
    again = strip_and_compare(raw, media_type=f"image/{form.lower()}")
    assert tells(profile_of(raw))
    assert not tells(profile_of(again))
    assert in_srgb(again) == in_srgb(raw)


def profile_of(raw):
    with Image.open(io.BytesIO(raw)) as image:
        return image.info["icc_profile"]


def in_srgb(raw):
    """The pixels as their profile says they look."""
    with Image.open(io.BytesIO(raw)) as image:
        to = ImageCms.createProfile("sRGB")
        own = io.BytesIO(image.info["icc_profile"])
        return ImageCms.profileToProfile(image, own, to, outputMode="RGB").tobytes()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_picture_is_turned_as_before_and_nothing_else_of_exif_is_left(form, orientation):
    prefix = b"Exif\0\0" if form == "JPEG" else b""
    raw = picture(form, exif=prefix + exif(orientation=orientation))
    again = strip_and_compare(raw, media_type=f"image/{form.lower()}")
    assert tells(raw)
    assert not tells(again)
    assert turned(again) == turned(raw)
    with Image.open(io.BytesIO(again)) as image:
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})


def turned(raw):
    with Image.open(io.BytesIO(raw)) as image:
        shown_ = ImageOps.exif_transpose(image)
        return shown_.size, shown_.tobytes()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_avif_is_turned_as_before(orientation):
    raw = picture("AVIF", exif=exif(orientation=orientation))
    again = strip_and_compare(raw, media_type="image/avif")
    assert turned(again) == turned(raw)


def test_of_several_pictures_in_a_jpeg_the_first_is_kept():
    """As phones write them; browsers show no other."""
    raw = picture("MPO", frames=2)
    again = strip_and_compare(raw, media_type="image/jpeg")
    assert b"MPF\0" in raw
    with Image.open(io.BytesIO(again)) as image:
        assert image.format == "JPEG"


def test_avif_as_pillow_marks_it_says_nothing():
    raw = picture("AVIF", exif=exif(), xmp=marking.XMP, icc_profile=profile())
    again = strip_and_compare(raw, media_type="image/avif")
    assert tells(raw)
    assert not tells(again)


def test_frames_of_mp3_are_zero_where_no_sound_is():
    """There encoders write their names: between the main data of one frame and of the next."""
    frames = mp3_frames(film("mp3", audio="libmp3lame"))
    ends = [frame[:-4] + MARK[:4] for frame in frames[-1:]]
    assert clean_frames([*frames[:-1], *ends]) == clean_frames(frames)
    assert decoded(b"".join(clean_frames(frames))) == decoded(b"".join(frames))


def mp3_frames(raw):
    """Of 64 kbit/s at 48 kHz, without the first, which counts the others."""
    start = re.search(rb"\xff\xfb", raw).start()
    size = 192
    return [raw[at : at + size] for at in range(start + size, len(raw), size)]


@pytest.mark.parametrize("name", PLAIN)
def test_a_damaged_file_is_refused_or_stripped_and_breaks_nothing(name):
    media_type, raw = plain(name)
    rng = random.Random(name)
    for _ in range(60):
        broken = bytearray(raw[: rng.choice((len(raw), rng.randrange(len(raw))))])
        for _ in range(rng.choice((0, 1, 3))):
            if broken:
                broken[rng.randrange(min(len(broken), 1_500))] = rng.randrange(256)
        with contextlib.suppress(CannotStrip):
            strip_metadata(bytes(broken), media_type=media_type)


@pytest.mark.parametrize("name", [name for name in PLAIN if not name.startswith("mp3")])
def test_a_file_that_ends_too_early_is_refused(name):
    media_type, raw = plain(name)
    with pytest.raises(CannotStrip, match=r"^(is damaged|has)"):
        strip_and_compare(raw[: len(raw) * 2 // 3], media_type=media_type)


@pytest.mark.parametrize(
    ("media_type", "raw", "reason"),
    [
        ("image/bmp", lambda: b"BM", "is of a format that cannot be served"),
        ("image/png", lambda: b"\x89PNG\r\n\x1a\n", "is damaged: it ends too early"),
        ("audio/mpeg", lambda: b"ID3\4\0\0\0\0\0\0", "is damaged: it has no sound"),
        ("audio/flac", lambda: plain("flac")[1] + MARK, "is damaged, or has something behind"),
        ("video/mp4", lambda: film("mp4", "mpeg4"), "is coded as 'mp4v'"),
        ("video/mp4", lambda: film("mov", "libx264", "pcm_s16le"), "is coded as 'sowt'"),
        ("audio/ogg", marking_films.ogg_of_another_kind, "has no sound that is Opus"),
        ("video/webm", lambda: film("matroska", "libx264"), "is coded as 'V_MPEG4/ISO/AVC'"),
        ("audio/wav", lambda: film("wav", audio="adpcm_ms"), "is coded in a way"),
    ],
)
def test_what_cannot_be_stripped_is_refused_with_a_reason(media_type, raw, reason):
    with pytest.raises(CannotStrip, match=re.escape(reason)):
        strip_metadata(raw(), media_type=media_type)
