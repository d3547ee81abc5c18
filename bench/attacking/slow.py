"""Slow senders and slow readers: connections that hold a place and do nothing."""

import contextlib
import select
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import TIMEOUT_SECONDS

CONNECTIONS = 200
VISITS = 5
WITHIN_SECONDS = 1.0
# By then a request that drips is refused; the limits are ten seconds.
DEADLINE_SECONDS = 30.0
BODY = b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
KINDS = {
    "heads": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "bodies of the API": b"POST /api/v1/matches/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + BODY,
    "bodies of a page": b"POST /matches/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + BODY,
    "bodies of uploads": (
        b"POST /staff/content/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid=x\r\n" + BODY
    ),
}
# Answers larger than a reader's window: a page, and a file of more than a megabyte.
READ = {
    "a page": "/leaderboard/",
    "1 MB": "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
}
LARGE_BYTES = 1 << 20
# A reader holds something only once its answer is made; before that it is a visitor like others.
MADE_SECONDS = 30.0
ESTABLISHED = 1  # the state of a connection, the first byte of TCP_INFO


def slow_senders(arena: Arena) -> Iterator[Attempt]:
    """Hold 200 connections of each kind while a visitor comes by; meanwhile, wait for the end of a
    few others."""
    with ThreadPoolExecutor(1) as thread:
        ended = thread.submit(lambda: list(_ended(arena)))
        yield from _all_visited(arena)
        yield from ended.result()


def _all_visited(arena: Arena) -> Iterator[Attempt]:
    for name, start in KINDS.items():
        with _held(arena, start) as connections:
            yield from _visited(arena, f"200 slow {name}", connections, _drip)


def slow_readers(arena: Arena) -> Iterator[Attempt]:
    """Hold 200 connections that read nothing, then a byte a second, while a visitor comes by."""
    large = len(arena.browser().get(READ["1 MB"]).body)
    yield Attempt("the large answer is smaller", large < LARGE_BYTES, large)
    for what, path in READ.items():
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        with _held(arena, request) as connections:
            made = _wait_until_made(connections)
            yield Attempt(f"200 of {what}: not all were answered", made < CONNECTIONS, made)
            yield from _visited(arena, f"200 that read nothing of {what}", connections, _wait)
            yield from _visited(arena, f"200 that read {what} a byte a second", connections, _sip)


def _wait_until_made(connections: list[socket.socket]) -> int:
    """How many have the beginning of their answer, after a while at the most."""
    give_up_at = time.monotonic() + MADE_SECONDS
    waiting = set(connections)
    while waiting and time.monotonic() < give_up_at:
        waiting -= set(select.select(waiting, [], [], 1)[0])
    return len(connections) - len(waiting)


@contextlib.contextmanager
def _held(arena: Arena, start: bytes, number: int = CONNECTIONS) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(number):
            connection = socket.socket()
            stack.enter_context(connection)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(TIMEOUT_SECONDS)
            connection.connect(("127.0.0.1", arena.port))
            connection.sendall(start)
            connections.append(connection)
        yield connections


def _visited(
    arena: Arena,
    name: str,
    connections: list[socket.socket],
    go_on: Callable[[list[socket.socket]], None],
) -> Iterator[Attempt]:
    took = []
    for _ in range(VISITS):
        go_on(connections)
        for path in ("/healthz/", "/leaderboard/"):
            reply = arena.browser().get(path)
            took.append(reply.seconds if reply.status == 200 else float(TIMEOUT_SECONDS))
    seen = {"median": round(statistics.median(took), 3), "most": round(max(took), 3)}
    yield Attempt(f"{name}: a visitor waits", statistics.median(took) > WITHIN_SECONDS, seen)
    match = arena.browser().open_match()
    yield Attempt(f"{name}: a visitor opens no match", not match)
    # Otherwise they were no attack while the visitor came by.
    held = sum(_is_open(each) for each in connections)
    yield Attempt(f"{name}: not all were held", held < len(connections), held)


def _ended(arena: Arena) -> Iterator[Attempt]:
    """Whether each kind is refused in the end, though it sends a byte every half second."""
    with contextlib.ExitStack() as stack:
        held = {name: stack.enter_context(_held(arena, each, 5)) for name, each in KINDS.items()}
        give_up_at = time.monotonic() + DEADLINE_SECONDS
        while any(held.values()) and time.monotonic() < give_up_at:
            time.sleep(0.5)
            for name, connections in held.items():
                _drip(connections)
                held[name] = [each for each in connections if not _has_ended(each)]
        for name, connections in held.items():
            seen = f"{len(connections)} open after {DEADLINE_SECONDS:.0f} s"
            yield Attempt(f"slow {name} without a deadline", bool(connections), seen)


def _drip(connections: list[socket.socket]) -> None:
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.send(b"a")


def _sip(connections: list[socket.socket]) -> None:
    """Read a byte of each, in a second."""
    began = time.monotonic()
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.recv(1)
    time.sleep(max(0.0, 1 - (time.monotonic() - began)))


def _wait(connections: list[socket.socket]) -> None:
    """Read nothing."""


def _is_open(connection: socket.socket) -> bool:
    """Whether the server has not ended it, whatever waits to be read."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED


def _has_ended(connection: socket.socket) -> bool:
    """Whether it was answered or closed."""
    connection.setblocking(False)
    try:
        connection.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(TIMEOUT_SECONDS)
    return True
