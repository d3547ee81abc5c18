"""Zip archives that a browser sends: all members are checked before any is read."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.utils.translation import gettext, gettext_noop

from arena.content.names import clean_path, shown_name
from arena.errors import UploadRefused

ENDING = ".zip"
_PIECE_BYTES = 1 << 16
_ENCRYPTED = 1  # the first of the general purpose flags in APPNOTE.TXT, 4.4.4
# What zipfile and the decompressors raise for bytes that are no proper archive.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_DAMAGED = gettext_noop(
    "%(archive)s cannot be unpacked: it is damaged, or compressed in an unusual way. "
    "Pack it again as a plain zip."
)
_LOCKED = gettext_noop("%(archive)s is locked with a password. Pack it again without one.")
_EMPTY = gettext_noop("%(archive)s has no files in it. Choose an archive with at least one.")
_OUTSIDE = gettext_noop(
    "%(archive)s has a file with the path %(member)s, which leads outside of its folder. "
    "Pack it again with the folder that the files are in."
)
_SPECIAL = gettext_noop(
    "%(archive)s has %(member)s in it, which is no file but a link or a device. "
    "Pack it again with the file itself."
)
_NESTED = gettext_noop(
    "%(archive)s has the archive %(member)s in it. Unpack it, and send its files."
)


class Member:
    """A file in an archive, with the path under which it is stored."""

    def __init__(self, archive: "Archive", info: zipfile.ZipInfo) -> None:
        self._archive, self._info = archive, info
        self.shown = shown_name(info.filename, archive=archive.name)
        self.path = clean_path(_parts(info.filename), shown=self.shown)

    @property
    def declared_bytes(self) -> int:
        return self._info.file_size

    def chunks(self) -> Iterator[bytes]:
        return self._archive.read(self._info)


class Archive:
    """An open archive, and what it is called."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file, self.name = file, name

    def members(self) -> Sequence[Member]:
        """Its files.

        Raises:
            UploadRefused: it has none, or one that cannot be stored as it is.
        """
        infos = [each for each in self._file.infolist() if not each.is_dir()]
        if not infos:
            raise self._refusal(_EMPTY)
        for info in infos:
            self._check(info)
        return [Member(self, info) for info in infos]

    def read(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._file.open(info) as file:
                while piece := file.read(_PIECE_BYTES):
                    yield piece
        except _DAMAGE as error:
            raise self._refusal(_DAMAGED) from error

    def _check(self, info: zipfile.ZipInfo) -> None:
        """Raises `UploadRefused` if the member is no plain file inside the archive."""
        if info.flag_bits & _ENCRYPTED:
            raise self._refusal(_LOCKED)
        if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
            raise self._refusal(_SPECIAL, info.filename)
        if PureWindowsPath(info.filename).anchor or ".." in _parts(info.filename):
            raise self._refusal(_OUTSIDE, info.filename)
        if is_archive(info.filename):
            raise self._refusal(_NESTED, info.filename)

    def _refusal(self, sentence: str, member: str = "") -> UploadRefused:
        names = {"archive": shown_name(self.name), "member": shown_name(member)}
        return UploadRefused(gettext(sentence) % names)


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDING)


@contextmanager
def open_archive(path: Path, *, name: str) -> Iterator[Archive]:
    """Raises `UploadRefused` if the file is no archive."""
    try:
        file = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise UploadRefused(gettext(_DAMAGED) % {"archive": shown_name(name)}) from error
    with file:
        yield Archive(file, name)


def _parts(name: str) -> Sequence[str]:
    """Programs on Windows write backslashes."""
    return PurePosixPath(name.replace("\\", "/")).parts
