"""Names under which uploaded files are stored: plain, inside their folder, and each taken once."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.utils.translation import gettext

from arena.errors import UploadRefused

_NOT_KEPT = re.compile(r"[^\w.\- ]+")
# Most file systems take 255 bytes for a name and 4,096 for a path, of which the folder needs some.
_NAME_BYTES = 200
_PATH_BYTES = 1_000


class TakenNames:
    """Which names are taken in a folder; equal ones are found as any disk would compare them."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def take(self, path: PurePosixPath, *, shown: str) -> None:
        """Raises `UploadRefused` if another file has the name, or is where a folder must be."""
        key, *folders = [str(each).casefold() for each in (path, *path.parents[:-1])]
        others = [self._files.get(each) for each in (key, *folders)]
        other = next(filter(None, [*others, self._folders.get(key)]), None)
        if other is not None:
            sentence = gettext(
                "%(one)s and %(other)s would be stored under the same name. "
                "Rename one of them and send the files again."
            )
            raise UploadRefused(sentence % {"one": other, "other": shown})
        self._files[key] = shown
        for folder in folders:
            self._folders.setdefault(folder, shown)

    def __len__(self) -> int:
        return len(self._files)


def clean_path(parts: Iterable[str], *, shown: str) -> PurePosixPath:
    """The parts of a path as they are stored.

    Raises:
        UploadRefused: nothing is left of a part, or the path is too long.
    """
    clean = [_clean(part) for part in parts]
    path = PurePosixPath(*clean)
    if not clean or not all(clean) or len(str(path).encode()) > _PATH_BYTES:
        sentence = gettext(
            "%(name)s cannot be stored: its name is too long, or has nothing but signs. "
            "Rename it with letters and digits and send it again."
        )
        raise UploadRefused(sentence % {"name": shown})
    return path


def _clean(name: str) -> str:
    """A name without separators that is not hidden; its end stays, as it tells the format."""
    plain = _NOT_KEPT.sub("_", unicodedata.normalize("NFC", name)).lstrip(". ")
    return plain.encode()[-_NAME_BYTES:].decode(errors="ignore")


def shown_name(name: str, *, archive: str = "") -> str:
    """The name as sentences show it."""
    name = _shortened(name) or "“”"
    if archive:
        return gettext("%(file)s in %(archive)s") % {"file": name, "archive": _shortened(archive)}
    return name


def _shortened(name: str, *, most: int = 100) -> str:
    return name if len(name) <= most else f"…{name[-most:]}"
