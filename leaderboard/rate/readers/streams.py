"""Files of text, plain, compressed, or on standard input."""

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from leaderboard.rate.errors import BadInput

_BUFFER = 1 << 20


@contextmanager
def open_bytes(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer  # not ours to close
    elif path.endswith(".gz"):
        with gzip.open(path, "rb") as packed, io.BufferedReader(packed, _BUFFER) as lines:
            yield lines
    else:
        with Path(path).open("rb", buffering=_BUFFER) as lines:
            yield lines


@contextmanager
def open_text(path: str) -> Iterator[IO[str]]:
    with open_bytes(path) as lines:
        text = io.TextIOWrapper(lines, encoding="utf-8-sig", newline="")
        try:
            yield text
        finally:
            text.detach()


def undecodable(path: str, error: UnicodeDecodeError, line: int) -> BadInput:
    """An error that names the line, which is looked for anew: text is decoded ahead of its use."""
    place = f"after line {line}"
    if path != "-":
        with open_bytes(path) as lines:
            wrong = (f"line {number}" for number, raw in enumerate(lines, 1) if not _decodes(raw))
            place = next(wrong, place)
    byte = error.object[error.start]
    return BadInput(f"{path}, {place}: the byte 0x{byte:02x} is not UTF-8.")


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
