"""Strip a file of its metadata, and prove that a picture still shows the same."""

import hashlib
import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from arena.media.formats import FILTERS
from arena.media.parts.reading import CannotStrip, refuse

# What a filter meets in a file that contradicts itself.
_DAMAGE = (IndexError, KeyError, ValueError, OverflowError, StopIteration)
_UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError)
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
# Of a moving picture as many frames are compared as have so many pixels.
_MOST_COMPARED = 200_000_000


def strip_metadata(raw: bytes, *, media_type: str) -> bytes:
    """The file without anything but what a browser needs to show it.

    Raises:
        CannotStrip: it is damaged, or coded in a way that is not known here.
    """
    if media_type not in FILTERS:
        refuse("is of a format that cannot be served without its metadata")
    try:
        return FILTERS[media_type](raw)
    except _DAMAGE as error:
        raise CannotStrip("is damaged: its parts contradict each other") from error


def strip_and_compare(raw: bytes, *, media_type: str) -> bytes:
    """As `strip_metadata`, for a file that is seen for the first time: a picture is decoded before
    and after, and must show the same.

    Raises:
        CannotStrip: as there, or the picture cannot be decoded or would look different.
    """
    stripped = strip_metadata(raw, media_type=media_type)
    if media_type.startswith("image/") and _looks(raw) != _looks(stripped):
        refuse("would look different without its metadata")
    return stripped


def _looks(raw: bytes) -> list[str]:
    """Digests of the pixels as they are shown: turned as EXIF says, and frame by frame."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of metadata that is odd, and goes
        try:
            return list(_digests(raw))
        except (*_UNREADABLE, Image.DecompressionBombError) as error:
            raise CannotStrip("is damaged: it cannot be decoded") from error


def _digests(raw: bytes) -> Iterator[str]:
    compared = 0
    with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
        for frame in ImageSequence.Iterator(picture):
            shown = ImageOps.exif_transpose(frame)
            facts = f"{shown.size} {shown.mode} {frame.info.get('duration')}".encode()
            yield hashlib.sha256(facts + shown.tobytes()).hexdigest()
            compared += shown.width * shown.height
            # Of several pictures in a JPEG, browsers show the first.
            if compared > _MOST_COMPARED or picture.format == "MPO":
                return
