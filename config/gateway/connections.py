"""Limits of this process and of the sockets it listens on, which Granian has no options for."""

import contextlib
import os
import resource
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

# A client that takes nothing of what waits for it is cut off after this time.
STALLED_SECONDS = 30


def allow_open_files() -> None:
    """Raise the soft limit of open files, often 1,024, to the hard one: a connection is a file."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(OSError, ValueError):  # beyond what the system allows
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def end_stalled_connections(seconds: float = STALLED_SECONDS) -> None:
    """Have the kernel end connections whose clients read nothing; Linux only.

    What is accepted inherits the option of the socket that listens.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for listening in listening_sockets():
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(seconds * 1_000))


def listening_sockets() -> Iterator[socket.socket]:
    """Copies of the TCP sockets on which this process listens, closed one after the other."""
    for number in _descriptors():
        with contextlib.suppress(OSError):  # closed meanwhile, or none of ours
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as each:
                is_tcp = each.family in {socket.AF_INET, socket.AF_INET6}
                if is_tcp and each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    yield each


def _descriptors() -> list[int]:
    return [int(each.name) for each in Path("/proc/self/fd").iterdir()]
