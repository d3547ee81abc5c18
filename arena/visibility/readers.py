"""Who reads, as far as it decides what may be shown."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ReaderKind(StrEnum):
    """An outsider is anybody, with or without a browser: sitemaps, pictures for other sites and
    frames, which come without a cookie, are read so. A visitor is a browser, a voter one that has
    opened a match; staff may read the desk."""

    OUTSIDER = "outsider"
    VISITOR = "visitor"
    VOTER = "voter"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Reader:
    kind: ReaderKind
    voter_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.kind == ReaderKind.STAFF


OUTSIDER = Reader(ReaderKind.OUTSIDER)
STAFF = Reader(ReaderKind.STAFF)
