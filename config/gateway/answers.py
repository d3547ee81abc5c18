"""Sends the answer of a WSGI application by RSGI."""

import asyncio
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

from granian._granian import RSGIHTTPStreamTransport as StreamTransport
from granian.rsgi import HTTPProtocol

from config.gateway.bodies import BodyRefused

type Headers = list[tuple[str, str]]

API = "/api/"
# Granian reads a larger file itself, as fast as the client takes it.
SMALL_FILE_BYTES = 65_536


class ServedFile:
    """What `wsgi.file_wrapper` makes of a file."""

    def __init__(self, file: IO[bytes], block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")

    def close(self) -> None:
        self.file.close()


@dataclass
class Answer:
    """An answer on its way; the application calls it as `start_response`."""

    protocol: HTTPProtocol
    loop: asyncio.AbstractEventLoop
    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    def __call__(
        self, status: str, headers: Headers, exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        del exc_info
        self.status = int(status.partition(" ")[0])
        self.headers = headers
        return self.written.append

    def send(self, content: Any) -> None:
        """Hand the content to Granian, which sends it as fast as the client takes it."""
        if part := _part_of_file(content):
            self.protocol.response_file_range(self.status, self.headers, *part)
        elif path := _path_of_large_file(content):
            self.protocol.response_file(self.status, self.headers, path)
        elif getattr(content, "streaming", False):
            self._stream(content)
        else:
            self.protocol.response_bytes(
                self.status, self.headers, b"".join([*self.written, *content])
            )

    def _stream(self, content: Iterable[bytes]) -> None:
        stream = self.protocol.response_stream(self.status, self.headers)
        for chunk in content:
            asyncio.run_coroutine_threadsafe(_send(stream, chunk), self.loop).result()


def refuse(protocol: HTTPProtocol, refusal: BodyRefused, *, path: str) -> None:
    """Answer without the application. The connection ends, as the body has not been read."""
    content_type, body = _refusal(refusal, path)
    headers = [
        ("content-type", content_type),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("connection", "close"),
    ]
    protocol.response_bytes(refusal.status, headers, body.encode())


def _refusal(refusal: BodyRefused, path: str) -> tuple[str, str]:
    if not path.startswith(API):
        return "text/plain; charset=utf-8", refusal.detail
    problem = {
        "type": "about:blank",
        "title": refusal.status.phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
        "instance": path,
    }
    return "application/problem+json", json.dumps(problem)


async def _send(stream: StreamTransport, chunk: bytes) -> None:
    await stream.send_bytes(chunk)


def _part_of_file(content: Any) -> tuple[str, int, int] | None:
    """Where the file is that this content is a part of, and from where to where; None for any other
    content, and for nothing of a file."""
    file: Any = content.file if isinstance(content, ServedFile) else None
    path = getattr(file, "file_path", None)
    if path is None or file.start >= file.stop:
        return None
    return str(Path(path).absolute()), file.start, file.stop


def _path_of_large_file(content: Any) -> str:
    """Where the file is that this content is all of; empty for any other content."""
    if not isinstance(content, ServedFile):
        return ""
    name = getattr(content.file, "name", None)
    if not isinstance(name, str) or content.file.tell() != 0:
        return ""
    is_large = os.fstat(content.file.fileno()).st_size > SMALL_FILE_BYTES
    return str(Path(name).absolute()) if is_large else ""
