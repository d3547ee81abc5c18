"""Find and read the files of an import, plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from arena.ingest.limits import DATASET_BYTES
from arena.ingest.report import Refused

PACKED = ".gz"


def find_files(path: Path, *, endings: Sequence[str]) -> list[Path]:
    """The file itself, or the files below a folder with one of the endings, gzipped or not.

    Raises:
        Refused: there is nothing to read.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise Refused("there is no such file or folder")
    if not path.is_dir():
        raise Refused("is neither a file nor a folder")
    found = sorted(file for file in path.rglob("*") if _is_wanted(file, path, endings))
    if not found:
        names = ", ".join(f"*{ending}" for ending in endings)
        raise Refused(f"the folder holds no {names} file, packed ({PACKED}) or not")
    return found


def _is_wanted(file: Path, folder: Path, endings: Sequence[str]) -> bool:
    is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return (
        not is_hidden and file.name.removesuffix(PACKED).endswith(tuple(endings)) and file.is_file()
    )


def read_text(path: Path) -> str:
    """The text of a file, unpacked if its name ends in .gz.

    Raises:
        Refused: it cannot be read, is too large, empty, or not plain UTF-8.
    """
    raw = _read_bytes(path)
    if len(raw) > DATASET_BYTES:
        raise Refused(
            f"is larger than {DATASET_BYTES:,} bytes unpacked; split it into several files"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused(f"is not UTF-8 (byte {error.start:,})", line=line) from error
    if not text.strip():
        raise Refused("is empty")
    if (nul := text.find("\0")) >= 0:
        raise Refused("has a NUL character, which PostgreSQL refuses", line=line_of(text, nul))
    return text


def _read_bytes(path: Path) -> bytes:
    """Read at most one byte more than allowed, which bounds the cost of a zip bomb."""
    try:
        with gzip.open(path) if path.name.endswith(PACKED) else path.open("rb") as file:
            return file.read(DATASET_BYTES + 1)
    except EOFError as error:
        raise Refused("is cut off: the packed data ends too early") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Refused(f"cannot be unpacked: {error}") from error
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror or error}") from error


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Non-blank lines with their numbers. Only a newline ends a line, unlike in `splitlines`, as
    JSON may hold other line separators."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line
