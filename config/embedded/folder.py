"""The data folder: what is made in it before anything starts, and who may use it."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from config.embedded.errors import CannotStart

# What the kernel's sockaddr_un holds, less its closing zero byte.
LONGEST_SOCKET_PATH = 103 if sys.platform == "darwin" else 107
PRIVATE = 0o700


def valkey_socket(data: Path) -> Path:
    """Where the bundled Valkey of this data folder listens.

    A path too long for a socket gives way to a short one, named after it, in the temporary folder.
    """
    path = data / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"podium-{name}" / "valkey.sock"


def prepare_folder(data: Path) -> None:
    """Make the data folder and the key in it.

    Raises:
        CannotStart: the folder cannot be made or written.
    """
    try:
        for folder in (data, data / "logs", data / "valkey"):
            folder.mkdir(parents=True, exist_ok=True)
        _keep_secret_key(data / "secret_key")
    except OSError as error:
        raise CannotStart(
            f"The data folder {data} cannot be written ({error.strerror}). "
            "Choose another by --data or PODIUM_DATA."
        ) from error


def prepare_socket(socket: Path) -> None:
    """Give a socket outside the data folder a folder nobody else can enter.

    Raises:
        CannotStart: somebody else has made that folder.
    """
    socket.parent.mkdir(mode=PRIVATE, exist_ok=True)
    if socket.parent.stat().st_uid != os.geteuid():
        raise CannotStart(
            f"{socket.parent} belongs to somebody else. Choose a data folder with a shorter path."
        )


def _keep_secret_key(path: Path) -> None:
    """Linked into place when whole, so two first starts agree on one key."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def lock(path: Path, *, wait_seconds: float = 0) -> IO[bytes]:
    """Take a lock that lives as long as the file returned, and any copy of it, is open.

    Raises:
        BlockingIOError: another process held it for all of `wait_seconds`.
    """
    file = path.open("ab")
    give_up_at = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up_at:
                file.close()
                raise
            time.sleep(0.05)
        else:
            return file
