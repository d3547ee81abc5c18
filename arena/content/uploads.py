"""Files that a browser sends, kept below a folder until they are read."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext

from arena.errors import UploadRefused
from arena.ingest import DATASET_BYTES

MOST_FILES = 2_000
_KEPT_IN_NAMES = re.compile(r"[^\w.\- ]+")


class Sent(Protocol):
    """A file as a browser sends it."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def uploads() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def keep_files(files: Sequence[Sent], folder: Path) -> list[str]:
    """Write the files below a folder that is not there yet; says what they are called in it. A zip
    is unpacked.

    Raises:
        UploadRefused: they are too many, too large, or no proper archive.
    """
    if not files:
        raise UploadRefused(gettext("Choose at least one file."))
    folder.mkdir(parents=True)
    names: list[str] = []
    for sent in files:
        path = _free(folder / _safe(sent.name or "file"))
        _write_down(sent.chunks(), path, room=DATASET_BYTES)
        if path.suffix == ".zip":
            names += _unpack(path, folder)
            path.unlink()
        else:
            names.append(path.name)
    if len(names) > MOST_FILES:
        raise UploadRefused(gettext("These are too many files."))
    return names


def _safe(name: str) -> str:
    """A name that is a name and no path, and is not hidden."""
    plain = _KEPT_IN_NAMES.sub("_", Path(name.replace("\\", "/")).name).lstrip(". ")
    return plain[-100:] or "file"


def _free(path: Path) -> Path:
    return path if not path.exists() else path.with_name(f"{uuid4().hex[:6]}-{path.name}")


def _write_down(chunks: Iterable[bytes], path: Path, *, room: int) -> int:
    written = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for chunk in chunks:
            written += len(chunk)
            if written > room:
                raise UploadRefused(gettext("This is larger than 256 MiB; split it."))
            file.write(chunk)
    return written


def _unpack(path: Path, folder: Path) -> list[str]:
    """The files of an archive; folders inside stay, so that pictures are found beside the data."""
    names: list[str] = []
    room = DATASET_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES:
                raise UploadRefused(gettext("These are too many files."))
            for member in members:
                inside = "/".join(
                    _safe(part) for part in Path(member.filename).parts if part != "/"
                )
                with archive.open(member) as file:
                    room -= _write_down(_pieces(file), folder / inside, room=room)
                names.append(inside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UploadRefused(gettext("The archive cannot be unpacked.")) from error
    return names


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(1 << 16):
        yield piece
