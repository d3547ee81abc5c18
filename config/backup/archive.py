"""The archive: a compressed tar whose last member lists the others with their digests."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from config.backup.errors import BackupFailed

FORMAT = 1
MANIFEST = "podium-backup.json"
DATABASE = "database"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
# Folders of the data folder: files of responses, and uploads that are not imported yet.
FOLDERS = ("media", "uploads")
PRIVATE = 0o600
_CHUNK = 1 << 20


@dataclass
class Manifest:
    """What an archive holds.

    Args:
        database: "sqlite" or "postgresql".
        made_at: when the database was copied, in ISO 8601.
        ledger: how many entries the ledger has at least.
        files: SHA-256 by name.
    """

    database: str
    made_at: str
    ledger: int
    format: int = FORMAT
    files: dict[str, str] = field(default_factory=dict)


def write_archive(path: Path, members: Iterator[tuple[str, Path]], manifest: Manifest) -> None:
    """Write the members, by the names they get, and the manifest; then wait for the disk."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(number, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as packed:
            for name, source in members:
                manifest.files[name] = _add(packed, name, source)
            text = json.dumps(asdict(manifest), indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(text), PRIVATE
            packed.addfile(entry, io.BytesIO(text))
        file.flush()
        os.fsync(file.fileno())


def read_archive(path: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder and check every file.

    Raises:
        BackupFailed: it is no backup, is not whole, or was changed.
    """
    found: dict[str, str] = {}
    try:
        with tarfile.open(path, mode="r:gz") as packed:
            for member in packed:
                packed.extract(member, folder, filter="data")
                if member.isfile():
                    found[member.name] = digest_of(folder / member.name)
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise BackupFailed(f"{path} is not there, or is no backup of Podium.") from error
    except (tarfile.TarError, EOFError, OSError, ValueError, TypeError) as error:
        raise BackupFailed(f"{path} is no whole backup of Podium: {error}") from error
    if manifest.format != FORMAT:
        raise BackupFailed(f"{path} was made by a newer version of Podium. Upgrade first.")
    del found[MANIFEST]
    if found != manifest.files:
        raise BackupFailed(f"{path} is damaged: its files are not those it lists.")
    return manifest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _add(packed: tarfile.TarFile, name: str, source: Path) -> str:
    """Add one file as it is at this time, and return its digest."""
    with source.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(file.fileno()).st_size, PRIVATE
        reading = _Digesting(file.fileno())
        packed.addfile(entry, reading)
    return reading.digest.hexdigest()


class _Digesting:
    """A file that is digested as it is read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.digest = hashlib.sha256()

    def read(self, size: int = _CHUNK) -> bytes:
        read = os.read(self.number, size)
        self.digest.update(read)
        return read
