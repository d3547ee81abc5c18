"""Bringing data sets in: everything that is new in one transaction, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched

from django.db import transaction

from arena.audit import Several, record
from arena.checks import Twins, find_leaks, find_twins, known_names
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
    Leak,
    PoolVersion,
    Response,
)
from arena.roles import Right, require

# Rows per statement: a response has 15 columns and often some kilobytes.
_BATCH = 500


def bring_in(
    rows: Iterable[DatasetRow | Refusal], *, terms: Terms, track: Track = untracked
) -> ImportReport:
    """Add what the rows say and the database does not have yet: all of it, or nothing.

    What is there already is left as it is, and rows may come in any order. With
    `terms.keep_going` whatever was not refused comes in.

    Raises:
        NotPermitted: the role of `terms.actor` does not allow it.
        IntegrityError: somebody else added some of it meanwhile; nothing came in.
    """
    require(terms.actor, Right.LOAD_CONTENT)
    report = ImportReport()
    plan = make_plan(report.take(rows), report, terms=terms, track=track)
    report.refusals.sort(key=lambda refusal: refusal.place)
    leaks = _leaks(plan, terms, track)
    report.alike = [_words_on(twins) for twins in find_twins(list(plan.challenges.new.values()))]
    report.held = len(leaks)
    report.is_written = not terms.dry_run and (terms.keep_going or not report.refusals)
    if report.is_written and report.added.total():
        _write(plan, leaks, report, terms, track)
    return report


def _words_on(twins: Twins) -> str:
    how = "the same prompt as" if twins.is_same else f"{twins.likeness:.0%} like"
    return f"{twins.new.slug}: {how} {twins.other.slug}"


def _leaks(plan: Plan, terms: Terms, track: Track) -> list[Leak]:
    """What a person is to look at before it is in a match, one per response at most."""
    there = Competitor.objects.all()
    names = known_names([*there, *plan.competitors.new.values()])
    leaks = []
    for response in track(plan.responses, "Looking for names"):
        found = find_leaks(response.content, names, prompt=response.challenge.prompt)
        if found:
            told = [each.as_json() for each in found]
            leaks.append(Leak(response=response, found=told, found_at=terms.now))
    return leaks


def _write(
    plan: Plan, leaks: Sequence[Leak], report: ImportReport, terms: Terms, track: Track
) -> None:
    with _files_of_this_transaction() as kept, transaction.atomic():
        # First, because its row lets one writer in at a time.
        PoolVersion.objects.advance()
        plan.belong_to(terms.content_import or _begun(terms, report))
        for content in track(plan.files, "Keeping files"):
            if keep_file(content):
                kept.append(content.file)
        plan.competitors.write()
        plan.challenges.write()
        for batch in batched(track(plan.responses, "Writing responses"), _BATCH):
            Response.objects.bulk_create(batch)
        for some in batched(leaks, _BATCH):
            Leak.objects.bulk_create(some)
        _write_down(plan, terms)


def _begun(terms: Terms, report: ImportReport) -> ContentImport:
    """The import as it is once this transaction is committed."""
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


def _write_down(plan: Plan, terms: Terms) -> None:
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
    """Files named in the list go again if the rows that need them do not come to be."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        needed = set(Response.objects.filter(file__in=names).values_list("file", flat=True))
        for name in set(names) - needed:
            drop_file(name)
        raise
