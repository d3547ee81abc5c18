"""Files that a browser sends, kept below a folder until they are read."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext

from arena.content.archives import Member, is_archive, open_archive
from arena.content.names import TakenNames, clean_path, shown_name
from arena.errors import UploadRefused
from arena.ingest import DATASET_BYTES

MOST_FILES = 2_000
# Hidden, as no name of an uploaded file is, so none can take its place.
_ARCHIVE = ".archive"


class Sent(Protocol):
    """A file as a browser sends it."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def uploads() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def keep_files(files: Sequence[Sent], folder: Path) -> list[str]:
    """Write the files below a folder that is not there yet; returns the names they have in it. A
    zip is unpacked. After a refusal, the folder is the caller's to delete.

    Raises:
        UploadRefused: there are none, too many, one is too large, is no proper archive, or would
            take the place of another.
    """
    if not files:
        raise UploadRefused(gettext("Choose at least one file."))
    folder.mkdir(parents=True)
    taken = TakenNames()
    names: list[str] = []
    for sent in files:
        name = (sent.name or "").replace("\\", "/").rpartition("/")[2]
        if is_archive(name):
            names += _unpack(sent, name, folder, taken)
        else:
            names.append(_keep(sent, name, folder, taken))
    return names


def _keep(sent: Sent, name: str, folder: Path, taken: TakenNames) -> str:
    shown = shown_name(name)
    path = clean_path([name], shown=shown)
    taken.take(path, shown=shown)
    _refuse_too_many(len(taken))
    _write(sent.chunks(), folder / path, room=DATASET_BYTES, too_large=_too_large(shown))
    return str(path)


def _unpack(sent: Sent, name: str, folder: Path, taken: TakenNames) -> list[str]:
    """Folders of the archive stay, so that pictures are found beside the data."""
    packed, shown = folder / _ARCHIVE, shown_name(name)
    _write(sent.chunks(), packed, room=DATASET_BYTES, too_large=_too_large(shown))
    with open_archive(packed, name=name) as archive:
        members = archive.members()
        for member in members:
            taken.take(member.path, shown=member.shown)
        _refuse_too_many(len(taken))
        _write_members(members, folder, too_large=_too_large(shown, is_archive=True))
    packed.unlink()
    return [str(member.path) for member in members]


def _write_members(members: Sequence[Member], folder: Path, *, too_large: str) -> None:
    """What the archive says of its sizes is checked first, and then what they are."""
    room = DATASET_BYTES
    if sum(member.declared_bytes for member in members) > room:
        raise UploadRefused(too_large)
    for member in members:
        room -= _write(member.chunks(), folder / member.path, room=room, too_large=too_large)


def _write(chunks: Iterable[bytes], path: Path, *, room: int, too_large: str) -> int:
    written = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for chunk in chunks:
            written += len(chunk)
            if written > room:
                raise UploadRefused(too_large)
            file.write(chunk)
    return written


def _too_large(shown: str, *, is_archive: bool = False) -> str:
    if is_archive:
        return gettext("%(name)s is larger than 256 MiB unpacked; split it.") % {"name": shown}
    return gettext("%(name)s is larger than 256 MiB; split it.") % {"name": shown}


def _refuse_too_many(count: int) -> None:
    if count > MOST_FILES:
        sentence = gettext("These are more than %(most)s files; send them in several imports.")
        raise UploadRefused(sentence % {"most": number_format(MOST_FILES, force_grouping=True)})
