"""One attempt to send a message, which takes a bounded time and reads a bounded answer.

No redirect is followed and no proxy of the environment is used: the connection goes to the address
that was found to be allowed.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from arena.errors import WebhookAddressRefused
from arena.webhooks.destinations import Destination, find_destination

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 5.0, 10.0
MOST_BYTES = 1024
_LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it: a status with the beginning of the answer, or why there is none."""

    status: int | None = None
    answer: str = ""
    error: str = ""

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)


def send(url: str, body: str, headers: Mapping[str, str]) -> Attempt:
    """Send it; whatever goes wrong is in the attempt."""
    import urllib3.exceptions  # noqa: PLC0415 - loaded by the worker that has something to send

    try:
        destination = find_destination(url)
    except WebhookAddressRefused as refusal:
        return Attempt(error=refusal.reason)
    try:
        return _post(destination, body, headers)
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as problem:
        return Attempt(error=f"{type(problem).__name__}: {problem}"[:_LONGEST_ERROR])


def _post(to: Destination, body: str, headers: Mapping[str, str]) -> Attempt:
    connection = _connection(to)
    connection.timeout = CONNECT_SECONDS
    with _closed_after(connection, TOTAL_SECONDS) as is_over:
        connection.connect()
        assert connection.sock is not None
        connection.sock.settimeout(READ_SECONDS)
        connection.request(
            "POST",
            to.path,
            body=body.encode(),
            headers={"Host": to.host_header, "Accept-Encoding": "identity", **headers},
            preload_content=False,
        )
        response = connection.getresponse()
        if is_over.is_set():
            raise TimeoutError("no whole answer in time")
        answer = _beginning_of(response)
    text = answer.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return Attempt(status=response.status, answer=text)


def _beginning_of(response: "BaseHTTPResponse") -> bytes:
    """What there is of it; that it was delivered is known by then."""
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as above

    try:
        return response.read(MOST_BYTES, decode_content=False)
    except (OSError, HTTPError):
        return b""


def _connection(to: Destination) -> "HTTPConnection":
    import ssl  # noqa: PLC0415 - as urllib3

    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415

    if to.scheme == "http":
        return HTTPConnection(to.address, to.port)
    return HTTPSConnection(
        to.address,
        to.port,
        ssl_context=ssl.create_default_context(),
        server_hostname=to.host,
        assert_hostname=to.host,
    )


@contextmanager
def _closed_after(connection: "HTTPConnection", seconds: float) -> Iterator[threading.Event]:
    """Close the connection then, even while a byte comes now and then, and say so."""
    is_over = threading.Event()

    def close() -> None:
        is_over.set()
        with suppress(OSError):  # it may be over already
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, close)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        connection.close()
