"""Slow senders and slow readers: connections that hold a place and do nothing."""

import contextlib
import socket
import statistics
import time
from collections.abc import Iterator
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
# Asks for a page that is larger than its window, and reads nothing.
READER = b"GET /leaderboard/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# A reader holds something only once its page is made; before that it is a visitor like others.
MADE_SECONDS = 3.0


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
            yield from _visited(arena, f"200 slow {name}", connections, drip=True)
    with _held(arena, READER) as connections:
        time.sleep(MADE_SECONDS)
        yield from _visited(arena, "200 slow readers", connections, drip=False)


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
    arena: Arena, name: str, connections: list[socket.socket], *, drip: bool
) -> Iterator[Attempt]:
    took = []
    for _ in range(VISITS):
        if drip:
            _drip(connections)
        for path in ("/healthz/", "/leaderboard/"):
            reply = arena.browser().get(path)
            took.append(reply.seconds if reply.status == 200 else float(TIMEOUT_SECONDS))
    seen = {"median": round(statistics.median(took), 3), "most": round(max(took), 3)}
    yield Attempt(f"{name}: a visitor waits", statistics.median(took) > WITHIN_SECONDS, seen)
    match = arena.browser().open_match()
    yield Attempt(f"{name}: a visitor opens no match", not match)
    if drip:
        # Otherwise they were no attack while the visitor came by.
        still_open = sum(not _has_ended(each) for each in connections)
        yield Attempt(f"{name}: not all were held", still_open < len(connections), still_open)


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
