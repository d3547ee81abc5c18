"""The copies of files that are sent, without metadata, beside the files as they were received.

An import makes them, and a task those of files that came in earlier. Where there is none yet, a
file is stripped in memory for each request, so it is never sent as it was received.
"""

import contextlib
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from arena.media.parts.reading import CannotStrip
from arena.media.stripping import strip_metadata

logger = logging.getLogger(__name__)

# Below the media folder; a backup leaves it out.
FOLDER = "served"
# What the filters do; raise it when they do more, and all copies are made anew.
_RULES = "1"
# Below them: in the place of a copy, why there is none.
_REFUSED = "refused"


def keep_copy(name: str, content: bytes) -> None:
    """Keep what is served for the file of this name."""
    write_whole(_place(name), content)


def drop_copy(name: str) -> None:
    _drop(_place(name))
    _drop(_refusal(name))


def open_copy(name: str, *, media_type: str) -> IO[bytes]:
    """What is served for the file of this name.

    Raises:
        CannotStrip: it cannot be served without its metadata. Imports refuse such a file, but
            have not always.
    """
    with contextlib.suppress(FileNotFoundError):
        return _place(name).open("rb")
    with contextlib.suppress(FileNotFoundError):
        raise CannotStrip(_refusal(name).read_text(encoding="utf-8"))
    return io.BytesIO(strip_metadata(_received(name), media_type=media_type))


def refused_files() -> list[str]:
    """The names of files that cannot be served without their metadata, as far as is known."""
    folder = _place(_REFUSED)
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def make_copies(files: Iterable[tuple[str, str]], *, is_enough: Callable[[], bool]) -> bool:
    """Make the copies that are missing.

    Args:
        files: names and media types.
        is_enough: whether to stop for now.

    Returns:
        Whether all are there.
    """
    for name, media_type in files:
        if _place(name).exists() or _refusal(name).exists():
            continue
        if is_enough():
            return False
        _make_copy(name, media_type)
    _forget_older_rules()
    return True


def _make_copy(name: str, media_type: str) -> None:
    try:
        keep_copy(name, strip_metadata(_received(name), media_type=media_type))
    except FileNotFoundError:
        logger.warning("%s is missing from the media folder", name)
    except CannotStrip as refusal:
        logger.warning("%s is not served: it %s", name, refusal.reason)
        write_whole(_refusal(name), refusal.reason.encode())


def _received(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def _place(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / _RULES / name


def _refusal(name: str) -> Path:
    return _place(_REFUSED) / name


def _forget_older_rules() -> None:
    for folder in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*"):
        if folder.name != _RULES:
            shutil.rmtree(folder, ignore_errors=True)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file that appears when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            # The web server may run as another user than the import.
            Path(draft.name).chmod(0o644)
            Path(draft.name).replace(target)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _drop(target: Path) -> None:
    """Delete the file and the folders that are empty then, up to the media folder."""
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == Path(settings.MEDIA_ROOT):
            return
        try:
            folder.rmdir()
        except OSError:
            return
