"""Files that the API is sent in parts: begun, received from where they stopped, and handed over.

A part is written before its bytes are counted, in one transaction with the row locked, so that
`received` never says more than is on the disk. What follows is `arena.content.imports`'s.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.content.archives import is_archive
from arena.content.names import clean_path, shown_name
from arena.content.uploads import keep_files, uploads
from arena.errors import NothingToDo, OffsetWrong, UploadIncomplete, UploadRefused
from arena.ingest import DATASET_BYTES
from arena.models import ChallengeState, ContentImport, ContentUpload, ImportState
from arena.roles import Right, require

# Of one part. Larger ones take a thread for longer than others should wait.
PART_BYTES = 16 << 20
# Of one person, who could fill the disk with more.
MOST_UNFINISHED = 20
# Hidden, as no name of a kept file is.
_WHOLE = ".whole"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class UploadTerms:
    """How a file is to be imported."""

    format: str
    source: str
    challenge_state: ChallengeState
    keep_going: bool
    splits_templates: bool
    check_only: bool


@transaction.atomic
def begin_upload(
    *, name: str, size: int, sha256: str, terms: UploadTerms, actor: User, now: datetime
) -> ContentUpload:
    """Make room for a file of an import.

    Raises:
        NotPermitted: the actor's role does not allow it.
        UploadRefused: it is too large, its name cannot be stored, or too many are unfinished.
    """
    require(actor, Right.LOAD_CONTENT)
    _require_room(name, size, actor)
    begun = ContentUpload.objects.create(
        name=name,
        size=size,
        sha256=sha256,
        folder=uuid4().hex,
        **asdict(terms) | {"source": terms.source or terms.format},
        begun_by=actor,
        begun_with=audit.current_key(),
        begun_at=now,
    )
    audit.record(
        actor=actor, action="begin upload", subject=begun, after=f"{size:,} bytes", now=now
    )
    return begun


def _require_room(name: str, size: int, actor: User) -> None:
    shown = shown_name(name)
    clean_path([name], shown=shown)
    if size > DATASET_BYTES:
        raise UploadRefused(gettext("%(name)s is larger than 256 MiB; split it.") % {"name": shown})
    if ContentUpload.objects.unfinished().filter(begun_by=actor).count() >= MOST_UNFINISHED:
        raise UploadRefused(gettext("Too many uploads are unfinished; finish or delete some."))


@transaction.atomic
def receive_part(
    *, upload: ContentUpload, offset: int, content: Iterable[bytes], length: int, actor: User
) -> int:
    """Write the part where it belongs, and say how many bytes are there; one that is there already
    is harmless.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: the upload is finished.
        OffsetWrong: the part neither begins where the file ends, nor is what is there.
        UploadRefused: it is empty, or longer than the file is to be.
    """
    require(actor, Right.LOAD_CONTENT)
    upload = _locked(upload)
    if not 0 < length <= upload.size - offset:
        raise UploadRefused(gettext("A part has at least one byte, and ends where its file does."))
    path = _path(upload)
    if offset + length <= upload.received:
        if not _is_there(path, offset, content):
            raise OffsetWrong(upload.received)
        return upload.received
    if offset != upload.received:
        raise OffsetWrong(upload.received)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = _write(path, offset, content)
    if written != length:
        raise UploadRefused(gettext("The part is not as long as it says."))
    upload.received = offset + length
    upload.save(update_fields=["received"])
    return upload.received


@transaction.atomic
def finish_upload(*, upload: ContentUpload, actor: User, now: datetime) -> ContentImport:
    """Hand the file to the worker; finishing twice returns the same import.

    Raises:
        NotPermitted: the actor's role does not allow it.
        UploadIncomplete: some of it is missing.
    """
    require(actor, Right.LOAD_CONTENT)
    upload = ContentUpload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if upload.content_import is not None:
        return upload.content_import
    if upload.received != upload.size:
        raise UploadIncomplete(upload.received, upload.size)
    state = ImportState.CHECKING if upload.check_only else ImportState.WRITING
    begun = ContentImport.objects.create(
        source=upload.source,
        format=upload.format,
        files=[upload.name],
        folder=upload.folder,
        challenge_state=upload.challenge_state,
        keep_going=upload.keep_going,
        splits_templates=upload.splits_templates,
        state=state,
        begun_by=actor,
        begun_at=now,
    )
    upload.content_import = begun
    upload.save(update_fields=["content_import"])
    audit.record(actor=actor, action="upload", subject=begun, after=state.value, now=now)
    return begun


@transaction.atomic
def drop_upload(*, upload: ContentUpload, actor: User, now: datetime) -> None:
    """Delete what came of a file that is not finished.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: it is finished.
    """
    require(actor, Right.LOAD_CONTENT)
    upload = _locked(upload)
    audit.record(actor=actor, action="drop upload", subject=upload, after="deleted", now=now)
    upload.delete()
    transaction.on_commit(lambda: shutil.rmtree(_path(upload).parent, ignore_errors=True))


def forget_unfinished(*, now: datetime) -> None:
    """Delete files that were not finished within a day."""
    for upload in ContentUpload.objects.abandoned(now=now):
        if ContentUpload.objects.abandoned(now=now).filter(pk=upload.pk).delete()[0]:
            shutil.rmtree(_path(upload).parent, ignore_errors=True)


def unpack_parts(content_import: ContentImport) -> None:
    """Put the file of an upload where readers look, under its name; a zip is unpacked. Once is
    enough, and more is harmless.

    Raises:
        UploadRefused: it is not the file that was meant, or no proper archive.
    """
    upload = ContentUpload.objects.filter(content_import=content_import).first()
    if upload is None or not (whole := _path(upload)).exists():
        return
    if upload.sha256 and _sha256(whole) != upload.sha256:
        raise UploadRefused(gettext("The file does not have the SHA-256 that was said."))
    folder = whole.parent
    if not is_archive(upload.name):
        whole.rename(folder / clean_path([upload.name], shown=shown_name(upload.name)))
        return
    unpacked = folder.with_name(f"{folder.name}-unpacked")
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        content_import.files = keep_files([_Whole(whole, upload.name)], unpacked)
        for each in unpacked.iterdir():
            each.rename(folder / each.name)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    content_import.save(update_fields=["files"])
    whole.unlink()


class _Whole:
    """A file on the disk, as if a browser sent it."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self.name: str | None = name

    def chunks(self) -> Iterable[bytes]:
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _locked(upload: ContentUpload) -> ContentUpload:
    found = ContentUpload.objects.unfinished().select_for_update(no_key=True)
    if (upload_now := found.filter(pk=upload.pk).first()) is None:
        raise NothingToDo(gettext("This upload is finished."))
    return upload_now


def _path(upload: ContentUpload) -> Path:
    return uploads() / upload.folder / _WHOLE


def _write(path: Path, offset: int, content: Iterable[bytes]) -> int:
    """Whatever a part that was cut off has left behind its beginning is overwritten."""
    written = 0
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        for block in content:
            written += file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return written


def _is_there(path: Path, offset: int, content: Iterable[bytes]) -> bool:
    with path.open("rb") as file:
        file.seek(offset)
        return all(file.read(len(block)) == block for block in content)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
