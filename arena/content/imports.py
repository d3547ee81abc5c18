"""Content loaded in the browser: files are checked, then written, and the whole can be undone.

Each step is begun by a person and carried out by a worker. A step that was cut off is done again
from its beginning, which is harmless: checking writes nothing, writing is one transaction, after
which everything is there already, and undoing is two, of which the first may be done twice.
"""

import logging
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils.translation import gettext
from redis import RedisError

from arena import audit
from arena.content.parts import forget_unfinished, unpack_parts
from arena.content.uploads import Sent, keep_files, uploads
from arena.errors import NothingToDo, UploadRefused
from arena.ingest import ImportReport, Refused, Terms, drop_file, import_dataset, read_dataset
from arena.models import (
    Challenge,
    ChallengeState,
    Competitor,
    ContentImport,
    Ending,
    ImportLine,
    ImportState,
    Leak,
    Mask,
    Match,
    PoolVersion,
    Response,
    Sighting,
    Vote,
    Withdrawal,
    files_in_use,
    files_of,
)
from arena.moderation import stated
from arena.roles import Right, require

logger = logging.getLogger(__name__)

# Rows between two words on how far it is.
_STEP = 200
_PROGRESS_SECONDS = 3_600
# Refused lines that are kept; the report counts all.
MOST_LINES = 100_000
_LONGEST_NAME = 250
_CACHE_ERRORS = (RedisError, OSError)
# Before a folder of files that no import waits for is taken for left behind.
_UPLOADS_KEPT_FOR = timedelta(days=1)


def begin_import(
    *,
    files: Sequence[Sent],
    data_format: str,
    source: str,
    state: ChallengeState,
    keep_going: bool,
    actor: User,
    now: datetime,
    splits_templates: bool = False,
) -> ContentImport:
    """Keep the files, and have them checked by `work_on`. A zip is unpacked.

    Raises:
        NotPermitted: the actor's role does not allow it.
        UploadRefused: they are too many, too large, or no proper archive.
    """
    require(actor, Right.LOAD_CONTENT)
    folder = uuid4().hex
    try:
        names = keep_files(files, uploads() / folder)
        with transaction.atomic():
            begun = ContentImport.objects.create(
                source=source or data_format,
                format=data_format,
                files=names,
                folder=folder,
                challenge_state=state.value,
                keep_going=keep_going,
                splits_templates=splits_templates,
                state=ImportState.CHECKING,
                begun_by=actor,
                begun_at=now,
            )
            _record(begun, "upload", "", ImportState.CHECKING, "", actor, now)
    except BaseException:
        shutil.rmtree(uploads() / folder, ignore_errors=True)
        raise
    return begun


@transaction.atomic
def write_import(*, content_import: ContentImport, actor: User, now: datetime) -> ContentImport:
    """Have written what was checked.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: it does not wait for that.
    """
    require(actor, Right.LOAD_CONTENT)
    return _go(content_import, ImportState.CHECKED, ImportState.WRITING, "write", "", actor, now)


@transaction.atomic
def undo_import(
    *, content_import: ContentImport, reason: str, actor: User, now: datetime
) -> ContentImport:
    """Have a whole import taken back: deleted where nothing came of it, else out of new matches.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it was not written, or is undone already.
    """
    require(actor, Right.LOAD_CONTENT)
    reason = stated(reason)
    return _go(content_import, ImportState.DONE, ImportState.UNDOING, "undo", reason, actor, now)


def _go(
    content_import: ContentImport,
    before: ImportState,
    after: ImportState,
    action: str,
    reason: str,
    actor: User,
    now: datetime,
) -> ContentImport:
    rows = ContentImport.objects.filter(pk=content_import.pk, state=before)
    if not rows.update(state=after):
        raise NothingToDo(gettext("This import is not in a state for that."))
    content_import.refresh_from_db()
    _record(content_import, action, before, after, reason, actor, now)
    return content_import


def work_on(content_import: ContentImport, *, now: datetime) -> ContentImport:
    """Do what the import waits for. Call it for one import at a time."""
    match ImportState(content_import.state):
        case ImportState.CHECKING:
            _check(content_import, now)
        case ImportState.WRITING:
            _write(content_import, now)
        case ImportState.UNDOING:
            _undo(content_import, now)
        case _:
            pass
    content_import.refresh_from_db()
    _forget_progress(content_import)
    return content_import


def forget_uploads(*, now: datetime) -> None:
    """Delete files that no import needs any more, and uploads that were not finished."""
    forget_unfinished(now=now)
    needing = (ImportState.CHECKING, ImportState.CHECKED, ImportState.WRITING, ImportState.FAILED)
    rows = ContentImport.objects.filter(state__in=needing)
    needed = set(rows.values_list("folder", flat=True))
    old = (now - _UPLOADS_KEPT_FOR).timestamp()
    for folder in uploads().glob("*"):
        if folder.name not in needed and folder.stat().st_mtime < old:
            shutil.rmtree(folder, ignore_errors=True)


def waiting_for_work() -> QuerySet[ContentImport]:
    states = (ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING)
    return ContentImport.objects.filter(state__in=states).order_by("id")


def progress_of(content_import: ContentImport) -> str:
    """How far the worker is, in words; empty where it does not say."""
    with suppress(*_CACHE_ERRORS):  # which keep no page from being shown
        return str(cache.get(_progress_key(content_import), ""))
    return ""


def _forget_progress(content_import: ContentImport) -> None:
    with suppress(*_CACHE_ERRORS):
        cache.delete(_progress_key(content_import))


def _progress_key(content_import: ContentImport) -> str:
    return f"import:{content_import.pk}"


class _Track:
    """Says how far it is where the page of the import looks."""

    def __init__(self, content_import: ContentImport) -> None:
        self._key = _progress_key(content_import)

    def __call__[T](self, rows: Collection[T], action: str) -> Iterator[T]:
        for number, row in enumerate(rows):
            if number % _STEP == 0:
                with suppress(*_CACHE_ERRORS):
                    words = f"{action}: {number:,} / {len(rows):,}"
                    cache.set(self._key, words, _PROGRESS_SECONDS)
            yield row


def _terms(content_import: ContentImport, now: datetime) -> Terms:
    """The worker's own: who asked for it, and might, is in the audit already."""
    return Terms(
        source=content_import.source,
        now=now,
        state=ChallengeState(content_import.challenge_state),
        keep_going=content_import.keep_going,
        content_import=content_import,
        format=content_import.format,
    )


def _check(content_import: ContentImport, now: datetime) -> None:
    terms = replace(_terms(content_import, now), dry_run=True)
    report = _bring(content_import, terms)
    would_write = "error" not in report and (terms.keep_going or not report["refused"])
    state = ImportState.CHECKED if would_write else ImportState.FAILED
    _end(content_import, ImportState.CHECKING, state, report, now)


def _write(content_import: ContentImport, now: datetime) -> None:
    report = _bring(content_import, _terms(content_import, now))
    is_done = "error" not in report and (content_import.keep_going or not report["refused"])
    state = ImportState.DONE if is_done else ImportState.FAILED
    _end(content_import, ImportState.WRITING, state, report, now)
    if is_done:
        shutil.rmtree(uploads() / content_import.folder, ignore_errors=True)


def _bring(content_import: ContentImport, terms: Terms) -> dict[str, object]:
    """The report of the import as JSON, or of why there is none."""
    folder, track = uploads() / content_import.folder, _Track(content_import)
    try:
        unpack_parts(content_import)
        rows = read_dataset(
            [folder],
            name=content_import.format,
            track=track,
            splits_templates=content_import.splits_templates,
        )
        # Its writing alone is a transaction: on SQLite nobody votes while one is open.
        report = import_dataset(rows, terms=terms, track=track)
    except OperationalError:
        raise  # the database is away; the next minute is the retry
    except (OSError, Refused, IntegrityError, UploadRefused) as error:
        logger.exception("import %s", content_import.pk)
        return {"refused": 0, "refusals": [], "error": _without(folder, str(error))[:500]}
    except Exception:  # whatever is wrong with one import keeps no other waiting
        logger.exception("import %s", content_import.pk)
        sentence = "It stopped with an error; the log of the worker tells which."
        return {"refused": 0, "refusals": [], "error": sentence}
    _keep_refused(content_import, report, folder)
    told = report.as_json()
    return told | {"refusals": [_without(folder, line) for line in told["refusals"]]}


def _without(folder: Path, text: str) -> str:
    """Where the server keeps uploads is nobody's business."""
    return text.replace(f"{folder}/", "").replace(str(folder), "the upload")


@transaction.atomic
def _keep_refused(content_import: ContentImport, report: ImportReport, folder: Path) -> None:
    """Each refused line, for who asks for them by the page; those of an earlier step go."""
    content_import.refused_lines.all().delete()
    lines = (
        ImportLine(
            content_import=content_import,
            file=refusal.place.file.removeprefix(f"{folder}/")[:_LONGEST_NAME],
            line=refusal.place.line,
            field=refusal.field[:_LONGEST_NAME],
            reason=_without(folder, refusal.reason),
        )
        for refusal in report.refusals[:MOST_LINES]
    )
    ImportLine.objects.bulk_create(lines, batch_size=1_000)


def _end(
    content_import: ContentImport,
    before: ImportState,
    state: ImportState,
    report: dict[str, object],
    now: datetime,
) -> None:
    rows = ContentImport.objects.filter(pk=content_import.pk, state=before)
    rows.update(state=state, report=report, ended_at=now)


def _undo(content_import: ContentImport, now: datetime) -> None:
    """Everything leaves new matches at once, and then is deleted if nothing refers to any of it:
    deleting much takes time, in which nobody must be served what goes."""
    with transaction.atomic():
        _retire(content_import, now)
    files: list[str] = []
    try:
        with transaction.atomic():
            files = _delete(content_import)
            _say_undone(content_import, "deleted", now)
    except (ProtectedError, IntegrityError):
        with transaction.atomic():
            why = "out of new matches, because something came of it"
            _say_undone(content_import, why, now)
    for name in files:
        drop_file(name)


def _say_undone(content_import: ContentImport, after: str, now: datetime) -> None:
    ContentImport.objects.filter(pk=content_import.pk).update(state=ImportState.UNDONE)
    _record(content_import, "undone", ImportState.DONE, after, "", None, now)


def _delete(content_import: ContentImport) -> list[str]:
    """The files that nothing needs any more.

    Raises:
        ProtectedError: something refers to what came in.
    """
    responses = Response.objects.filter(brought_by=content_import)
    if _is_used(responses):
        raise ProtectedError("matches or votes refer to it", set())
    challenges = Challenge.objects.filter(brought_by=content_import)
    names = files_of(challenges, responses)
    Leak.objects.filter(response__in=responses).delete()
    Mask.objects.filter(response__in=responses).delete()
    Withdrawal.objects.filter(response__in=responses).delete()
    Sighting.objects.filter(response__in=responses).delete()
    responses.delete()
    challenges.delete()
    Competitor.objects.filter(brought_by=content_import).delete()
    PoolVersion.objects.advance()
    return sorted(names - files_in_use(names))


def _is_used(responses: QuerySet[Response]) -> bool:
    """Asked of all matches at once; the database's own look at each row takes longer."""
    ours = responses.order_by().values("pk")
    sides = Q(left__in=ours) | Q(right__in=ours)
    return Match.objects.filter(sides).exists() or Vote.objects.filter(sides).exists()


def _retire(content_import: ContentImport, now: datetime) -> None:
    responses = Response.objects.filter(brought_by=content_import)
    reason = f"{content_import} was undone."[:200]
    visible = responses.visible().values_list("pk", flat=True)
    Withdrawal.objects.bulk_create(
        (Withdrawal(response_id=pk, reason=reason) for pk in list(visible)), batch_size=1_000
    )
    ours = responses.order_by().values("pk")
    shown = Match.objects.open().filter(Q(left__in=ours) | Q(right__in=ours))
    shown.filter(expires_at__gt=now).update(ending=Ending.WITHDRAWAL, ended_at=now)
    challenges = Challenge.objects.filter(brought_by=content_import)
    challenges.published().update(state=ChallengeState.RETIRED)
    answers = Response.objects.visible().filter(competitor=OuterRef("pk"))
    competitors = Competitor.objects.filter(brought_by=content_import, retired_at__isnull=True)
    competitors.filter(~Exists(answers)).update(retired_at=now)
    PoolVersion.objects.advance()


def _record(
    content_import: ContentImport,
    action: str,
    before: str,
    after: str,
    reason: str,
    actor: User | None,
    now: datetime,
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=content_import,
        before=str(before),
        after=str(after),
        reason=reason,
        now=now,
    )
