"""Where published dumps are: a folder of this machine, or a bucket (see `bucket`)."""

import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from leaderboard.open_data import MANIFEST

BUCKET = "s3://"

type MakeDump = Callable[[Path], dict[str, Any]]


class StorageFailed(Exception):
    """The storage refused or did not answer; the text says what."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a file is read: on this machine, or at another address for a while."""

    path: Path | None = None
    address: str = ""


class DumpStorage(Protocol):
    """Holds the dumps, each whole or not at all."""

    def write(self, day: date, make: MakeDump) -> dict[str, Any]:
        """Store what `make` writes into the folder that it is given; its manifest."""

    def days(self) -> Collection[date]:
        """Of which days there is a whole dump."""

    def remove(self, day: date) -> None: ...

    def tidy(self) -> None:
        """Remove what was left half written."""

    def find(self, day: date, name: str) -> StoredFile | None: ...


def current_storage() -> DumpStorage:
    """The one of the settings."""
    place = str(settings.DUMP_STORAGE)
    if place.startswith(BUCKET):
        from leaderboard.dumps.bucket import BucketStorage  # noqa: PLC0415 - an extra, and large

        return BucketStorage(place, work=settings.DATA_DIR / "dumps-to-send")
    return FolderStorage(Path(place))


class FolderStorage:
    """A folder for each day."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, day: date, make: MakeDump) -> dict[str, Any]:
        self.root.mkdir(parents=True, exist_ok=True)
        return make(self.root / day.isoformat())

    def days(self) -> Collection[date]:
        return {day for path in self._folders() if (day := day_of(path.name))}

    def remove(self, day: date) -> None:
        folder = self.root / day.isoformat()
        if folder.is_dir():
            # Under a name that nobody asks for, so that it goes at once.
            gone = folder.rename(self.root / f".{day.isoformat()}.partial")
            shutil.rmtree(gone)

    def tidy(self) -> None:
        for path in self.root.glob(".*.partial"):
            shutil.rmtree(path)

    def find(self, day: date, name: str) -> StoredFile | None:
        path = self.root / day.isoformat() / name
        return StoredFile(path) if path.is_file() else None

    def _folders(self) -> Iterator[Path]:
        return (path.parent for path in self.root.glob(f"*/{MANIFEST}"))


def day_of(name: str) -> date | None:
    """The day that a folder is named after, such as 2026-11-29."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
