"""Pictures, sound, video and files in messages: in the line, beside the data file, or elsewhere."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

from arena.ingest.contents import (
    Content,
    decoded,
    file_content,
    media_content,
    read_bytes,
    resolve_inside,
)
from arena.ingest.fields import Fields
from arena.ingest.limits import FILE_BYTES, TEXT_BYTES
from arena.ingest.reading import Reading
from arena.ingest.report import Refused, quoted, within
from arena.models import Kind
from arena.text import Part, PartType

TYPES = {Kind.IMAGE: PartType.PICTURE, Kind.AUDIO: PartType.SOUND, Kind.VIDEO: PartType.VIDEO}
# Where APIs put the content of a part, as an object or a text; and where it is, or itself.
_OBJECTS = (
    "image_url",
    "input_audio",
    "audio_url",
    "video_url",
    "source",
    "file",
    "image",
    "video",
)
_PLACES = ("path", "url", "data", "file_data", "file_url", *_OBJECTS)
_DATA = ("data", "file_data")
_IGNORED = {"type", "detail", "format", "media_type", "mime_type", "cache_control", "id"}
_DATA_URL = re.compile(r"data:[^,]*?(?P<packed>;base64)?,", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def read_media(fields: Fields, kind: Kind, reading: Reading) -> Part:
    """A picture, a sound or a video: stored, or known to be elsewhere.

    Raises:
        Refused: it is none, or not where it is said to be.
    """
    alt = fields.optional_text("alt") or fields.optional_text("title")
    part: Part = {"type": TYPES[kind].value, "alt": alt}
    with _place_of(fields) as (name, place):
        if _WEB.match(place):
            return part | {"url": place}
        if _is_data(name, place):
            content = media_content(_data(place, reading), kind=kind)
        else:
            content = file_content(_path(place, reading), kind=kind)
    return part | _stored(content, reading)


def _stored(content: Content, reading: Reading) -> Part:
    reading.files.append(content)
    if sum(len(each.raw or b"") for each in reading.files) > FILE_BYTES:
        raise Refused(f"has more than {FILE_BYTES:,} bytes of files")
    return {"file": content.file, "media_type": content.media_type}


def read_file(fields: Fields, reading: Reading) -> Part:
    """A file that is text, with its name.

    Raises:
        Refused: it is no text, or not where it is said to be.
    """
    names = [fields.optional_text(name) for name in ("name", "filename", "title")]
    name = next(filter(None, names), "")
    if fields.has("text"):
        return _file(name, fields.text("text"))
    inner = fields.anything("file")
    if not name and isinstance(inner, dict):
        name = Fields(inner).optional_text("filename")
    with _place_of(fields) as (where, place):
        if _is_data(where, place):
            return _file(name, _text(_data(place, reading)))
        path = _path(place, reading)
        return _file(name or path.name, _text(read_bytes(path, most=TEXT_BYTES)))


def _file(name: str, text: str) -> Part:
    return {"type": PartType.FILE.value, "name": name, "text": text}


def _text(raw: bytes) -> str:
    try:
        return decoded(raw)
    except Refused as refused:
        reason = f"{refused.reason}; files that are no text cannot be shown without what they say"
        raise Refused(f"{reason} of their author") from refused


@contextmanager
def _place_of(fields: Fields) -> "Iterator[tuple[str, str]]":
    """The field with the content or its place, and its text; what is refused within is about it."""
    name = next(filter(fields.has, _PLACES), None)
    if name is None:
        raise Refused("is missing, and so are url and data", field="path")
    value = fields.anything(name)
    with within(name):
        if name in _OBJECTS and isinstance(value, dict):
            inner = Fields(value)
            inner.optional_text("filename")
            with _place_of(inner) as found:
                yield found
            inner.refuse_unknown(ignored=_IGNORED)
        elif isinstance(value, str) and value:
            yield name, value
        else:
            raise Refused("must be a text")


def _is_data(name: str, place: str) -> bool:
    return name in _DATA or place[:5].lower() == "data:"


def _data(place: str, reading: Reading) -> bytes:
    reading.take_data(len(place))
    found = _DATA_URL.match(place[:200])
    if found and not found["packed"]:
        return unquote_to_bytes(place[found.end() :])
    try:
        return b64decode(place[found.end() if found else 0 :], validate=True)
    except (Error, ValueError) as error:
        raise Refused("is not base64") from error


def _path(place: str, reading: Reading) -> Path:
    if _SCHEME.match(place):
        reason = "is neither a web address nor a path in the folder of the data file"
        raise Refused(f"{quoted(place)} {reason}")
    return resolve_inside(reading.folder, place)
