"""The data folder: its subfolders, secret key, socket and locks."""

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
from config.embedded.read_only import is_read_only, require_readable

# Length of the path in the kernel's sockaddr_un, without its terminating zero byte.
LONGEST_SOCKET_PATH = 103 if sys.platform == "darwin" else 107
PRIVATE = 0o700
PRIVATE_FILE = 0o600
# Of what a process of ours creates, nothing is for others.
UMASK = 0o077


def valkey_socket(data: Path) -> Path:
    """Where the bundled Valkey of this data folder listens.

    If that path is too long for a socket: in the temporary folder, under a digest of the path.
    """
    path = data / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"podium-{name}" / "valkey.sock"


def prepare_folder(data: Path) -> None:
    """Create the data folder, its subfolders and its secret key; on a read-only file system they
    have to be there.

    Raises:
        CannotStart: the folder cannot be made or written, nor read as it is.
    """
    if is_read_only(data):
        require_readable(data)
        return
    try:
        for folder in (data, data / "logs", data / "valkey"):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        _close_to_others(data)
        _keep_secret_key(data / "secret_key")
    except OSError as error:
        raise CannotStart(
            f"The data folder {data} cannot be written ({error.strerror}). "
            "Choose another by --data or PODIUM_DATA."
        ) from error


def _close_to_others(data: Path) -> None:
    """Take from others what earlier versions gave them: the folder, the database and the logs."""
    data.chmod(PRIVATE)
    for pattern in ("*.sqlite3*", "logs/*.log"):
        for path in data.glob(pattern):
            if path.is_file():
                path.chmod(PRIVATE_FILE)


def prepare_socket(socket: Path) -> None:
    """Create the folder of the socket, with access for this user only.

    Raises:
        CannotStart: the folder belongs to another user.
    """
    socket.parent.mkdir(mode=PRIVATE, exist_ok=True)
    if socket.parent.stat().st_uid != os.geteuid():
        raise CannotStart(
            f"{socket.parent} belongs to somebody else. Choose a data folder with a shorter path."
        )


def _keep_secret_key(path: Path) -> None:
    """Write a draft and hard-link it, so that two concurrent first starts agree on one key."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def lock(path: Path, *, wait_seconds: float = 0) -> IO[bytes]:
    """Take a file lock, held until the returned file and all inherited copies of it are closed.

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
