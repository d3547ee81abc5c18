"""Contents of responses: text for the database, or a file for the media folder."""

import contextlib
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from arena.checks import MOST_PIXELS, MOST_PIXELS_OF_FRAMES, has_too_many_pixels
from arena.ingest.limits import FILE_BYTES, TEXT_BYTES
from arena.ingest.report import Refused, quoted
from arena.media import (
    CannotStrip,
    drop_copy,
    keep_copy,
    strip_and_compare,
    strip_metadata,
    write_whole,
)
from arena.models import Kind


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format that browsers show, recognised by its first bytes, not by its name."""

    kind: Kind
    media_type: str
    ending: str
    beginning: re.Pattern[bytes]


def _format(kind: Kind, media_type: str, ending: str, beginning: bytes) -> FileFormat:
    return FileFormat(kind, media_type, ending, re.compile(beginning, re.DOTALL))


FORMATS: Sequence[FileFormat] = (
    _format(Kind.IMAGE, "image/png", "png", rb"\x89PNG\r\n\x1a\n.{4}IHDR"),
    _format(Kind.IMAGE, "image/jpeg", "jpg", rb"\xff\xd8\xff"),
    _format(Kind.IMAGE, "image/webp", "webp", rb"RIFF.{4}WEBP"),
    _format(Kind.IMAGE, "image/gif", "gif", rb"GIF8[79]a"),
    _format(Kind.IMAGE, "image/avif", "avif", rb".{4}ftypavi[fs]"),
    _format(Kind.AUDIO, "audio/mpeg", "mp3", rb"ID3|\xff[\xf2\xf3\xfa\xfb]"),
    _format(Kind.AUDIO, "audio/wav", "wav", rb"RIFF.{4}WAVE"),
    _format(Kind.AUDIO, "audio/ogg", "ogg", rb"OggS"),
    _format(Kind.AUDIO, "audio/flac", "flac", rb"fLaC"),
    _format(Kind.AUDIO, "audio/mp4", "m4a", rb".{4}ftypM4A"),
    _format(Kind.VIDEO, "video/webm", "webm", rb"\x1aE\xdf\xa3.{0,50}webm"),
    _format(Kind.VIDEO, "video/mp4", "mp4", rb".{4}ftyp(?:iso[2-9m]|mp4[12]|avc1|M4V)"),
)
_BEGINNING_BYTES = 64


@dataclass(frozen=True, slots=True)
class Content:
    """A response's content as stored in its row; `origin` is where a file is now, or `raw` are its
    bytes if it is within the data file."""

    sha256: str
    text: str = ""
    file: str = ""
    media_type: str = ""
    origin: Path | None = None
    raw: bytes | None = None


def resolve_inside(folder: Path, name: str) -> Path:
    """Resolve a file name relative to the folder of the data file.

    Raises:
        Refused: it is outside of that folder, by `..` or by a link.
    """
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError) as error:
        raise Refused(f"{quoted(name)} cannot be followed: {error}") from error
    if Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise Refused(f"{quoted(name)} leads out of the folder of the data file")
    return path


def text_content(text: str, *, may_be_empty: bool = False) -> Content:
    raw = text.encode()
    if not text.strip() and not may_be_empty:
        raise Refused("is empty")
    if len(raw) > TEXT_BYTES:
        raise Refused(f"has {len(raw):,} bytes; at most {TEXT_BYTES:,} are taken")
    return Content(sha256=hashlib.sha256(raw).hexdigest(), text=text)


def file_content(path: Path, *, kind: Kind) -> Content:
    """Read the file: as media for an image, audio or video, as text otherwise.

    Raises:
        Refused: there is no such file, it is too large or has too many pixels, is not of this
            kind, or cannot be served without its metadata.
    """
    raw = read_bytes(path, most=FILE_BYTES if kind.is_file else TEXT_BYTES)
    if not kind.is_file:
        return text_content(decoded(raw))
    return replace(media_content(raw, kind=kind), origin=path, raw=None)


def media_content(raw: bytes, *, kind: Kind) -> Content:
    """An image, audio or video that is here as bytes.

    Raises:
        Refused: it has too many pixels, is not of this kind, or cannot be served without its
            metadata.
    """
    found = _format_of(raw, kind)
    if kind == Kind.IMAGE and has_too_many_pixels(io.BytesIO(raw)):
        raise Refused(
            f"is a picture of more than {MOST_PIXELS:,} pixels, or of more than "
            f"{MOST_PIXELS_OF_FRAMES:,} in all its frames"
        )
    try:
        strip_and_compare(raw, media_type=found.media_type)
    except CannotStrip as refusal:
        raise Refused(refusal.reason) from refusal
    sha256 = hashlib.sha256(raw).hexdigest()
    name = f"{sha256[:2]}/{sha256}.{found.ending}"
    return Content(sha256=sha256, file=name, media_type=found.media_type, raw=raw)


def decoded(raw: bytes) -> str:
    """The text of a file.

    Raises:
        Refused: it is not UTF-8, or has a NUL character.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"is not UTF-8 (byte {error.start:,})") from error
    if "\0" in text:
        raise Refused("has a NUL character, which PostgreSQL refuses")
    return text


def read_bytes(path: Path, *, most: int) -> bytes:
    try:
        if not path.is_file():
            raise Refused(f"there is no file {quoted(path.name)} at that place")
        with path.open("rb") as file:
            raw = file.read(most + 1)
        size = path.stat().st_size
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror or error}") from error
    if len(raw) > most:
        raise Refused(f"has {size:,} bytes; at most {most:,} are taken")
    return raw


def _format_of(raw: bytes, kind: Kind) -> FileFormat:
    known = [one for one in FORMATS if one.kind == kind]
    for one in known:
        if one.beginning.match(raw[:_BEGINNING_BYTES]):
            return one
    names = ", ".join(one.ending for one in known)
    raise Refused(f"is not the {kind.value} it should be: none of {names} begins like this")


def keep_file(content: Content) -> bool:
    """Copy the file into the media folder, and beside it what is served of it; returns whether it
    was new there.

    Raises:
        Refused: the file has changed since it was checked.
    """
    target = settings.MEDIA_ROOT / content.file
    if target.exists():
        return False
    raw = content.raw
    if raw is None:
        assert content.origin is not None
        raw = read_bytes(content.origin, most=FILE_BYTES)
    if hashlib.sha256(raw).hexdigest() != content.sha256:
        raise Refused(f"{content.origin} changed while it was imported")
    keep_copy(content.file, strip_metadata(raw, media_type=content.media_type))
    write_whole(target, raw)
    return True


def drop_file(name: str) -> None:
    """Delete a file from the media folder with what is served of it, and empty folders."""
    drop_copy(name)
    target = settings.MEDIA_ROOT / name
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        target.parent.rmdir()
