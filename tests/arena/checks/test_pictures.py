"""How many pixels a picture has."""

import io

import pytest
from PIL import Image

from arena.checks import MOST_PIXELS, has_too_many_pixels
from tests.arena.ingest.files import png


@pytest.mark.parametrize("size", [(20_000, 20_000), (10_000, 10_000), (MOST_PIXELS + 1, 1)])
def test_too_many_pixels_are_found(size):
    assert has_too_many_pixels(io.BytesIO(png(*size)))


def test_as_many_as_may_be_are_not_too_many():
    assert not has_too_many_pixels(io.BytesIO(png(MOST_PIXELS // 4, 4)))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_every_format_is_read(form, monkeypatch):
    monkeypatch.setattr("arena.checks.pictures.MOST_PIXELS", 99)
    for side, expected in ((9, False), (10, True)):
        file = io.BytesIO()
        Image.new("L", (side, 10)).save(file, form)
        assert has_too_many_pixels(file) is expected


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "AVIF"])
def test_all_frames_of_a_moving_picture_count(form, monkeypatch):
    monkeypatch.setattr("arena.checks.pictures.MOST_PIXELS_OF_FRAMES", 300)
    for frames, expected in ((3, False), (4, True)):
        file = io.BytesIO()
        first, *others = (Image.new("L", (10, 10), 40 * number) for number in range(frames))
        first.save(file, form, save_all=True, append_images=others)
        assert has_too_many_pixels(file) is expected


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"RIFF1234WEBP", b"GIF89a"])
def test_a_picture_that_cannot_be_read_has_none(content):
    assert not has_too_many_pixels(io.BytesIO(content))
