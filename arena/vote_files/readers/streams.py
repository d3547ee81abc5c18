"""Open files: plain, compressed, or standard input, as bytes or as text."""

import codecs
import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from arena.vote_files.errors import BadInput

_BUFFER = 1 << 20

PACKED = (".gz", ".zst", ".zip")
_ZSTD_MISSING = (
    "reading .zst needs pyarrow, which is an extra: install it with `./run install parquet`, or "
    "unpack the file with `zstd -d`."
)

# Errors of a stream that is not text, is truncated, or is not compressed as its name says.
UNREADABLE = (UnicodeError, EOFError, OSError, zlib.error, zipfile.BadZipFile)


def without_packing(path: str) -> str:
    """The name of the file within; `votes.csv.gz` is `votes.csv`."""
    ending = Path(path).suffix.lower()
    return path[: -len(ending)] if ending in PACKED else path


@contextmanager
def open_bytes(path: str, *, limit: int | None = None) -> Iterator[io.BufferedReader]:
    """The bytes of the file, unpacked; more than `limit` of them are refused."""
    raw = _opened(path)
    if limit is not None:
        raw = io.BufferedReader(_Limited(raw, path, limit), _BUFFER)
    with raw:
        yield raw


def _opened(path: str) -> io.BufferedReader:
    if path == "-":
        # It is not ours to close.
        return io.BufferedReader(_RawStream(sys.stdin.buffer, is_ours=False), _BUFFER)
    try:
        return _unpacked(path)
    except zipfile.BadZipFile as error:
        raise unreadable(path, error, 0) from error
    except OSError as error:
        raise BadInput(f"{error.strerror or error}.", path=path) from error


def _unpacked(path: str) -> io.BufferedReader:
    ending = Path(path).suffix.lower()
    if ending == ".gz":
        return io.BufferedReader(gzip.open(path, "rb"), _BUFFER)
    if ending == ".zst":
        return io.BufferedReader(_zstandard(path), _BUFFER)
    if ending == ".zip":
        archive = zipfile.ZipFile(path)
        return io.BufferedReader(_Member(archive, member_of(archive, path)), _BUFFER)
    return io.BufferedReader(io.FileIO(path), _BUFFER)


def member_of(archive: zipfile.ZipFile, path: str) -> zipfile.ZipInfo:
    """The one file in an archive; what systems add for themselves is not counted."""
    found = [
        each
        for each in archive.infolist()
        if not each.is_dir()
        and not each.filename.startswith("__MACOSX/")
        and not Path(each.filename).name.startswith(".")
    ]
    if len(found) != 1:
        names = ", ".join(each.filename for each in found[:5])
        has = f"{len(found)} files ({names})" if found else "no file"
        raise BadInput(f"the archive holds {has}; give one with a single file of votes.", path=path)
    if found[0].flag_bits & 1:
        raise BadInput("the archive is encrypted; unpack it first.", path=path)
    return found[0]


class _RawStream(io.RawIOBase):
    """What has a `read` as a raw stream."""

    def __init__(self, source: Any, *, is_ours: bool = True) -> None:
        self._source, self._is_ours = source, is_ours

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._source.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if not self.closed and self._is_ours:
            self._source.close()
        super().close()


class _Member(_RawStream):
    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        super().__init__(archive.open(member))
        self._archive = archive

    def close(self) -> None:
        super().close()
        self._archive.close()


class _Limited(_RawStream):
    """A stream that ends in an error where it is too long, which bounds what a bomb costs."""

    def __init__(self, source: Any, path: str, limit: int) -> None:
        super().__init__(source)
        self._path, self._limit, self._read = path, limit, 0

    def readinto(self, buffer: Any) -> int:
        number = super().readinto(buffer)
        self._read += number
        if self._read > self._limit:
            raise BadInput(
                f"is larger than {self._limit:,} bytes unpacked; split it into several files",
                path=self._path,
            )
        return number


def _zstandard(path: str) -> _RawStream:
    if not Path(path).exists():
        raise FileNotFoundError(2, "No such file or directory")
    if find_spec("compression") is not None:  # from Python 3.14 on
        return _RawStream(import_module("compression.zstd").open(path, "rb"))
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise BadInput(_ZSTD_MISSING, path=path) from error
    return _RawStream(pa.CompressedInputStream(pa.OSFile(path, "rb"), "zstd"))


@contextmanager
def open_text(path: str, *, encoding: str | None, limit: int | None = None) -> Iterator[TextIO]:
    """The text of the file. Without an encoding it is UTF-16 if its first bytes say so, else UTF-8.

    Raises:
        BadInput: it cannot be opened, or there is no such encoding.
    """
    with open_bytes(path, limit=limit) as lines:
        try:
            start = lines.peek(4)[:4]
        except UNREADABLE as error:
            raise unreadable(path, error, 0) from error
        text = io.TextIOWrapper(lines, encoding=encoding_of(start, encoding), newline="")
        try:
            yield text
        finally:
            text.detach()


def encoding_of(start: bytes, named: str | None) -> str:
    """The encoding of a text that begins with these bytes."""
    if named is not None:
        try:
            found = codecs.lookup(named).name
        except LookupError as error:
            raise BadInput(
                f"--encoding {named}: is not known; usual ones are utf-8, utf-16 and windows-1252."
            ) from error
        return "utf-8-sig" if found == "utf-8" else found
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) > 1 and 0 in start[:2]:
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    return "utf-8-sig"


def name_of(path: str) -> str:
    return "Standard input" if path == "-" else path


def unreadable(path: str, error: Exception, line: int) -> BadInput:
    """An error that names the place; `line` is the last one that was read."""
    if isinstance(error, UnicodeDecodeError):
        # Bytes are decoded some lines ahead; all lines that were whole before have been read.
        ahead = error.object.count(b"\n", 0, error.start)
        byte = error.object[error.start]
        reason = (
            f"the byte 0x{byte:02x} is not {_shown(error.encoding)}; if the file comes from "
            "Windows, try --encoding windows-1252."
        )
        return BadInput(reason, path=path, line=line + ahead + 1)
    if isinstance(error, UnicodeError):
        return BadInput(f"{error}; name the encoding with --encoding.", path=path, line=line + 1)
    reason = "is cut off: the packed data ends too early" if isinstance(error, EOFError) else ""
    return BadInput(reason or f"{error}", path=path, line=line, unit="after line")


def _shown(encoding: str) -> str:
    return encoding.upper().removesuffix("-SIG")
