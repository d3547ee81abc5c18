"""Import a data set: all that is new, in one transaction, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import batched

from django.db import transaction

from arena.audit import Several, record
from arena.checks import NearDuplicate, find_leaks, find_near_duplicates, known_names
from arena.ingest.contents import drop_file, keep_file
from arena.ingest.plan import Plan, Terms, make_plan
from arena.ingest.progress import Track, untracked
from arena.ingest.report import ImportReport, Refusal
from arena.ingest.rows import DatasetRow
from arena.models import (
    Challenge,
    Competitor,
    ContentImport,
    ImportState,
    Kind,
    Leak,
    PoolVersion,
    Response,
    files_in_use,
)
from arena.roles import Right, require
from arena.text import file_names, media_of, notes_in

# Rows per statement: a response has 15 columns and often some kilobytes.
_BATCH = 500


def import_dataset(
    rows: Iterable[DatasetRow | Refusal], *, terms: Terms, track: Track = untracked
) -> ImportReport:
    """Insert the rows that the database does not have yet: all of them, or none.

    Existing rows are not changed, and rows may come in any order. With `terms.keep_going` all
    rows that were not refused are imported.

    Raises:
        NotPermitted: the role of `terms.actor` does not allow it.
        IntegrityError: some of it was added concurrently; nothing was imported.
    """
    require(terms.actor, Right.LOAD_CONTENT)
    report = ImportReport()
    plan = make_plan(report.take(rows), report, terms=terms, track=track)
    report.refusals.sort(key=lambda refusal: refusal.place)
    leaks = _leaks(plan, terms, track)
    report.alike = [
        _duplicate_notice(duplicate)
        for duplicate in find_near_duplicates(list(plan.challenges.new.values()))
    ]
    report.held = len(leaks)
    report.is_written = not terms.dry_run and (terms.keep_going or not report.refusals)
    if report.is_written and report.added.total():
        _write(plan, leaks, report, terms, track)
    return report


def _duplicate_notice(duplicate: NearDuplicate) -> str:
    how = "the same prompt as" if duplicate.is_same else f"{duplicate.likeness:.0%} like"
    return f"{duplicate.new.slug}: {how} {duplicate.other.slug}"


def _leaks(plan: Plan, terms: Terms, track: Track) -> list[Leak]:
    """Possible identity leaks that a person has to review, at most one per response."""
    there = Competitor.objects.all()
    names = known_names([*there, *plan.competitors.new.values()])
    received = {each.file: each.origin.name for each in plan.files if each.origin is not None}
    leaks = []
    for response in track(plan.responses, "Looking for names"):
        found = find_leaks(
            response.content,
            names,
            author=names.author_of(response.competitor),
            prompt=response.challenge.prompt,
            kind=Kind(response.kind),
            file_name=_file_names(response, received),
            notes=notes_in(response.turns),
        )
        if found:
            pieces = [each.as_json() for each in found]
            leaks.append(Leak(response=response, found=pieces, found_at=terms.now))
    return leaks


def _file_names(response: Response, received: Mapping[str, str]) -> str:
    """The names its files came with, one a line."""
    names = [received.get(response.file, ""), file_names(response.turns)]
    names += [received.get(part["file"], "") for part in media_of(response.turns)]
    return "\n".join(filter(None, names))


def _write(
    plan: Plan, leaks: Sequence[Leak], report: ImportReport, terms: Terms, track: Track
) -> None:
    with _files_of_this_transaction() as kept, transaction.atomic():
        # First, because the lock on its row serialises imports.
        PoolVersion.objects.advance()
        plan.belong_to(terms.content_import or _new_import(terms, report))
        for content in track(plan.files, "Keeping files"):
            if keep_file(content):
                kept.append(content.file)
        plan.competitors.write()
        plan.challenges.write()
        for batch in batched(track(plan.responses, "Writing responses"), _BATCH):
            Response.objects.bulk_create(batch)
        for some in batched(leaks, _BATCH):
            Leak.objects.bulk_create(some)
        _record_audit(plan, terms)


def _new_import(terms: Terms, report: ImportReport) -> ContentImport:
    """A new import, in its state after this transaction."""
    return ContentImport.objects.create(
        source=terms.source,
        format=terms.format,
        challenge_state=terms.state.value,
        keep_going=terms.keep_going,
        state=ImportState.DONE,
        report=report.as_json(),
        begun_by=terms.actor,
        begun_at=terms.now,
        ended_at=terms.now,
    )


def _record_audit(plan: Plan, terms: Terms) -> None:
    challenges = Several(Challenge, len(plan.challenges.new))
    competitors = Several(Competitor, len(plan.competitors.new))
    responses = Several(Response, len(plan.responses))
    for several, state in ((competitors, ""), (challenges, terms.state.value), (responses, "")):
        if several.count:
            record(
                actor=terms.actor,
                action="import",
                subject=several,
                after=state,
                reason=f"From {terms.source}.",
                now=terms.now,
            )


@contextmanager
def _files_of_this_transaction() -> Iterator[list[str]]:
    """Delete the files in the yielded list again if the transaction fails."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in set(names) - files_in_use(names):
            drop_file(name)
        raise
