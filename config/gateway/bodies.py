"""Reading a request's body, under a limit of its size and a deadline."""

import asyncio
import contextlib
import io
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

# A larger body is written to a temporary file, so that many of them at once take no memory.
MEMORY_BYTES = 16_384
MOST_DIGITS = 18
LINGER_SECONDS = 2


class BodyRefused(Exception):
    """This body is not read to its end."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


class ClientLeft(Exception):
    """The connection ended before the body did."""


@dataclass(frozen=True)
class PartLimits:
    """What a part of a file may be.

    Args:
        largest: bytes of it.
        path: begins the addresses that take parts.
        may_send: asked in a thread with a request's `Authorization`, for a body that is larger
            than others there.
    """

    largest: int
    path: str
    may_send: Callable[[str], bool]


@dataclass(frozen=True)
class BodyLimits:
    """What a body may be.

    Args:
        largest: bytes of a body.
        largest_upload: bytes of a body sent to `upload_path` by whoever may.
        upload_path: the address that takes files.
        may_upload: asked in a thread with a request's cookies, for a larger body at that address.
        seconds: what any body may take.
        slowest: bytes a second; a body may take its share of them longer.
        parts: of files that programs send.
    """

    largest: int
    largest_upload: int
    upload_path: str
    may_upload: Callable[[str], bool]
    seconds: float
    slowest: int
    parts: PartLimits | None = None

    async def largest_of(self, scope: Scope, executor: Executor) -> int:
        if _length(scope) <= self.largest:
            return self.largest
        loop = asyncio.get_running_loop()
        if scope.path == self.upload_path:
            cookies = scope.headers.get("cookie", "")
            may = await loop.run_in_executor(executor, self.may_upload, cookies)
            return self.largest_upload if may else self.largest
        parts = self.parts
        if parts is not None and scope.path.startswith(parts.path):
            if _length(scope) > parts.largest:
                return parts.largest
            credentials = scope.headers.get("authorization", "")
            may = await loop.run_in_executor(executor, parts.may_send, credentials)
            return parts.largest if may else self.largest
        return self.largest

    def seconds_of(self, length: int) -> float:
        return self.seconds + length / self.slowest


async def read_body(
    scope: Scope, protocol: HTTPProtocol, limits: BodyLimits, executor: Executor
) -> IO[bytes]:
    """The whole body.

    Raises:
        BodyRefused: it has no length, is too large or did not arrive in time.
        ClientLeft: it ends too early.
    """
    length = _length(scope)
    if length == 0:
        return io.BytesIO()
    largest = await limits.largest_of(scope, executor)
    if length > largest:
        detail = f"The body has more than {largest} bytes."
        raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", detail)
    seconds = limits.seconds_of(length)
    try:
        async with asyncio.timeout(seconds):
            if length <= MEMORY_BYTES:
                return io.BytesIO(await protocol())
            return await _spool(protocol, length)
    except TimeoutError:
        detail = f"The body did not arrive within {seconds:.0f} seconds."
        raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT, "body_too_slow", detail) from None
    except ProtocolClosed as error:
        raise ClientLeft from error


async def discard(protocol: HTTPProtocol) -> None:
    """Take what a refused client still sends: many read no answer before they have sent all."""
    with contextlib.suppress(TimeoutError, RuntimeError):
        async with asyncio.timeout(LINGER_SECONDS):
            async for _ in protocol:
                pass


def _length(scope: Scope) -> int:
    if scope.headers.get("transfer-encoding") is not None:
        detail = "The body needs a Content-Length."
        raise BodyRefused(HTTPStatus.LENGTH_REQUIRED, "length_required", detail)
    # Granian has refused lengths that are no number; one of many digits is too large for any.
    digits = scope.headers.get("content-length", "0").lstrip("0")
    return int(digits or "0") if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS


async def _spool(protocol: HTTPProtocol, length: int) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the request closes it
    async for chunk in protocol:
        file.write(chunk)
    if file.tell() != length:
        file.close()
        raise ClientLeft
    file.seek(0)
    return file
