"""Open text files: plain, compressed, or standard input."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from leaderboard.rate.errors import BadInput

_BUFFER = 1 << 20

# Errors of a stream that is not text, is truncated, or is not compressed as its name says.
UNREADABLE = (UnicodeDecodeError, EOFError, OSError, zlib.error)


@contextmanager
def open_bytes(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer  # not ours to close
    else:
        with _opened(path) as lines:
            yield lines


def _opened(path: str) -> IO[bytes]:
    try:
        if path.endswith(".gz"):
            return io.BufferedReader(gzip.open(path, "rb"), _BUFFER)
        return Path(path).open("rb", buffering=_BUFFER)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.") from error


@contextmanager
def open_text(path: str) -> Iterator[IO[str]]:
    with open_bytes(path) as lines:
        text = io.TextIOWrapper(lines, encoding="utf-8-sig", newline="")
        try:
            yield text
        finally:
            text.detach()


def name_of(path: str) -> str:
    return "Standard input" if path == "-" else path


def unreadable(path: str, error: Exception, line: int) -> BadInput:
    """An error that names the place; `line` is the last one that was read."""
    if isinstance(error, UnicodeDecodeError):
        # Bytes are decoded some lines ahead; all lines that were whole before have been read.
        ahead = error.object.count(b"\n", 0, error.start)
        byte = error.object[error.start]
        return BadInput(f"{path}, line {line + ahead + 1}: the byte 0x{byte:02x} is not UTF-8.")
    return BadInput(f"{path}, after line {line}: {error}")
