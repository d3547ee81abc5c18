"""The folder of a dump: its manifest, its files and their rows, read one after the other."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from leaderboard.open_data import FORMAT, MANIFEST, TABLES, VERSION

_READ_BYTES = 1 << 20
_LINES = "jsonl.gz"

type Row = dict[str, Any]


class RestoreRefused(Exception):
    """The dump was not restored, for a reason to tell; nothing was written."""


@dataclass(frozen=True, slots=True)
class DumpFolder:
    """A dump whose files are those of its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table.

        Raises:
            RestoreRefused: one cannot be read.
        """
        name, number = f"{table}.{_LINES}", 0
        try:
            with gzip.open(self.folder / name, "rt", encoding="utf-8") as file:
                for number, line in enumerate(file, start=1):  # noqa: B007 - told if it breaks
                    yield json.loads(line)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise RestoreRefused(f"{name}:{number + 1}: it cannot be read ({error}).") from error


def open_folder(folder: Path) -> DumpFolder:
    """The dump in a folder, once all its files are whole.

    Raises:
        RestoreRefused: there is no manifest, it is none of ours, or a file is not as it says.
    """
    manifest = _manifest_of(folder)
    try:
        listed = {str(file["name"]): file for file in manifest["files"]}
        for table in TABLES:
            _check(folder, listed, f"{table.name}.{_LINES}")
        _check_values(manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise RestoreRefused(f"{MANIFEST}: it is not complete ({error}).") from error
    return DumpFolder(folder, manifest)


def _manifest_of(folder: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise RestoreRefused(f"{folder} is no dump: {MANIFEST} cannot be read.") from error
    except ValueError as error:
        raise RestoreRefused(f"{MANIFEST}: it is no JSON ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise RestoreRefused(f"{MANIFEST}: it is not the manifest of a dump.")
    if manifest.get("version") != VERSION:
        raise RestoreRefused(f"{MANIFEST}: version {manifest.get('version')} is not known here.")
    return manifest


def _check(folder: Path, listed: Mapping[str, Any], name: str) -> None:
    if name not in listed:
        raise RestoreRefused(f"{MANIFEST}: it does not name {name}.")
    try:
        with (folder / name).open("rb") as file:
            digest = hashlib.sha256()
            while part := file.read(_READ_BYTES):
                digest.update(part)
    except OSError as error:
        raise RestoreRefused(f"{name}: it is missing.") from error
    if digest.hexdigest() != listed[name]["sha256"]:
        raise RestoreRefused(f"{name}: its bytes are not those of the manifest.")


def _check_values(manifest: Mapping[str, Any]) -> None:
    """What else is used of it is there, and of its kind."""
    int(manifest["head"]["sequence"])
    str(manifest["head"]["digest"])
    int(manifest["withheld"])
    time_of(manifest["made_at"])
    dict(manifest["datasheet"]["settings"])


def time_of(text: str | None) -> datetime:
    """A time that has to be there."""
    return datetime.fromisoformat(str(text))


def optional_time(text: str | None) -> datetime | None:
    return None if text is None else time_of(text)
