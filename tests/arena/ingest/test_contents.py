import hashlib
import os

import pytest

from arena.ingest.limits import FILE_BYTES, TEXT_BYTES
from arena.media import FOLDER, strip_metadata
from arena.models import Competitor, Response
from tests.arena.ingest.files import (
    CHALLENGE,
    COMPETITOR,
    PNG,
    RESPONSE,
    bring_lines,
    gif,
    png,
    said,
    write,
)
from tests.arena.media.making import plain

pytestmark = pytest.mark.django_db

TOO_MANY_PIXELS = (
    "is a picture of more than 40,000,000 pixels, or of more than 2,000,000,000 in all its frames"
)


def bring_file(folder, name, kind="image", **terms):
    line = {**RESPONSE, "content": None, "kind": kind, "path": str(name)}
    return bring_lines(folder, COMPETITOR, CHALLENGE, line, **terms)


def why_refused(folder, name, kind="image"):
    [refusal] = said(bring_file(folder, name, kind))
    assert not Competitor.objects.exists()
    return refusal.removeprefix("set.jsonl:3: path: ")


def test_a_picture_that_is_missing_is_refused(tmp_path):
    assert why_refused(tmp_path, "a.png") == "there is no file 'a.png' at that place"


def test_a_folder_is_no_picture(tmp_path):
    (tmp_path / "a.png").mkdir()
    assert why_refused(tmp_path, "a.png") == "there is no file 'a.png' at that place"


def test_a_name_no_file_system_takes_is_refused(tmp_path):
    assert why_refused(tmp_path, "a" * 5_000) == "cannot be read: File name too long"


def test_a_file_that_only_calls_itself_a_picture_is_refused(tmp_path):
    write(tmp_path / "a.png", "<script>alert(1)</script>")
    assert why_refused(tmp_path, "a.png").startswith("is not the image it should be: none of png")


def test_a_sound_is_no_picture(tmp_path):
    write(tmp_path / "a.png", plain("flac")[1])
    assert why_refused(tmp_path, "a.png").startswith("is not the image it should be")
    assert bring_file(tmp_path, "a.png", "audio").refusals == []
    assert Response.objects.get().media_type == "audio/flac"


def test_a_path_that_climbs_out_of_the_folder_is_refused(tmp_path):
    write(tmp_path / "secret.png", PNG)
    folder = tmp_path / "set"
    folder.mkdir()
    assert why_refused(folder, "../secret.png").endswith("leads out of the folder of the data file")


def test_an_absolute_path_is_refused_even_inside_the_folder(tmp_path):
    write(tmp_path / "a.png", PNG)
    assert why_refused(tmp_path, tmp_path / "a.png").endswith(
        "leads out of the folder of the data file"
    )


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    write(tmp_path / "secret.png", PNG)
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "a.png").symlink_to(tmp_path / "secret.png")
    assert why_refused(folder, "a.png").endswith("leads out of the folder of the data file")


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a.png").symlink_to("b.png")
    (tmp_path / "b.png").symlink_to("a.png")
    assert why_refused(tmp_path, "a.png") == "there is no file 'a.png' at that place"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    assert why_refused(tmp_path, "a.png") == "there is no file 'a.png' at that place"


def test_a_picture_that_is_too_large_is_refused(tmp_path):
    write(tmp_path / "a.png", PNG.ljust(FILE_BYTES + 1, b"\0"))
    assert why_refused(tmp_path, "a.png") == "has 20,000,001 bytes; at most 20,000,000 are taken"


def test_a_text_file_that_is_too_large_is_refused(tmp_path):
    write(tmp_path / "a.md", "a" * (TEXT_BYTES + 1))
    assert why_refused(tmp_path, "a.md", "text").startswith("has 2,000,001 bytes")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"\xff\xfe", "is not UTF-8 (byte 0)"), (b"a\0", "has a NUL character"), (b"", "is empty")],
)
def test_a_text_file_that_is_no_text_is_refused(tmp_path, raw, reason):
    write(tmp_path / "a.md", raw)
    assert why_refused(tmp_path, "a.md", "text").startswith(reason)


KNOWN = ("png", "jpeg", "webp", "gif", "avif", "mp3", "wav", "ogg opus", "m4a", "webm", "mp4")


@pytest.mark.parametrize("name", KNOWN)
def test_formats_browsers_show_are_known_by_their_first_bytes(tmp_path, name):
    media_type, raw = plain(name)
    write(tmp_path / "a.bin", raw)
    assert bring_file(tmp_path, "a.bin", media_type.partition("/")[0]).refusals == []
    assert Response.objects.get().media_type == media_type


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        ("image", b"\xff\xd8\xff\xe0", "is damaged: it ends too early"),
        ("image", PNG[:-20], "is damaged: it ends too early"),
        ("image", png(9, 9), "is damaged: it cannot be decoded"),
        ("audio", b"ID3\4", "is damaged: it ends too early"),
        ("video", b"\0\0\0\x1cftypisom", "is damaged: it ends too early"),
    ],
)
def test_a_file_that_cannot_be_served_without_its_metadata_is_refused(
    tmp_path, media, kind, raw, reason
):
    write(tmp_path / "a.bin", raw)
    assert why_refused(tmp_path, "a.bin", kind) == reason
    assert list(media.iterdir()) == []


def test_what_is_served_is_kept_beside_what_was_received(tmp_path, media):
    media_type, raw = plain("mp4")
    write(tmp_path / "a.mp4", raw)
    bring_file(tmp_path, "a.mp4", "video")
    response = Response.objects.get()
    assert response.sha256 == hashlib.sha256(raw).hexdigest()
    assert (media / response.file).read_bytes() == raw
    (copy,) = (path for path in (media / FOLDER).rglob("*.mp4"))
    assert copy.read_bytes() == strip_metadata(raw, media_type=media_type)


def test_a_picture_of_too_many_pixels_is_refused(tmp_path):
    write(tmp_path / "a.png", png(20_000, 20_000))
    assert why_refused(tmp_path, "a.png") == TOO_MANY_PIXELS


def test_a_moving_picture_of_too_many_frames_is_refused(tmp_path):
    write(tmp_path / "a.gif", gif(2_000, 2_000, frames=501))
    assert why_refused(tmp_path, "a.gif") == TOO_MANY_PIXELS
