"""Which dumps and files are offered for download."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from arena.arena_settings import current_settings
from arena.models import PublishDumps
from leaderboard.dumps.storage import day_of
from leaderboard.models import PublishedDump
from leaderboard.open_data import MANIFEST

_TYPES = {
    ".gz": "application/gzip",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file of a dump. `size` and `sha256` are None of the manifest, which has those of the
    others."""

    day: date
    name: str
    changed_at: datetime
    size: int | None = None
    sha256: str | None = None

    @property
    def media_type(self) -> str:
        return next(kind for end, kind in _TYPES.items() if self.name.endswith(end))


def offered_dumps() -> Sequence[PublishedDump]:
    """Whole dumps, the newest first; none if the arena publishes none."""
    if current_settings().publish_dumps == PublishDumps.OFF:
        return ()
    return list(PublishedDump.objects.whole())


def newest_dump() -> PublishedDump | None:
    if current_settings().publish_dumps == PublishDumps.OFF:
        return None
    return PublishedDump.objects.whole().first()


def find_dump(day: str) -> PublishedDump | None:
    """The dump of a day such as 2026-11-29, if it is offered."""
    asked = day_of(day)
    if asked is None or current_settings().publish_dumps == PublishDumps.OFF:
        return None
    return PublishedDump.objects.whole().filter(day=asked).first()


def find_file(day: str, name: str) -> OfferedFile | None:
    """A file of that dump, if its manifest names it."""
    dump = find_dump(day)
    if dump is None or dump.manifest is None or dump.finished_at is None:
        return None
    if name == MANIFEST:
        return OfferedFile(dump.day, name, dump.finished_at)
    for file in dump.manifest["files"]:
        if file["name"] == name:
            return OfferedFile(dump.day, name, dump.finished_at, file["bytes"], file["sha256"])
    return None
