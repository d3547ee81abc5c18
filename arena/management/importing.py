"""What the import commands have in common: their options, a progress bar, the report as lines."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import IntegrityError
from tqdm import tqdm

from arena.ingest import ImportReport, Refused, length_of
from arena.models import Response

# Refusals shown; more than a person reads, and the number of all is said.
_MOST_SHOWN = 50

_PLURALS = {"category": "categories"}


class Bar:
    """A progress bar on a terminal, plain lines elsewhere."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream

    def __call__[T](self, rows: Collection[T], action: str) -> Iterable[T]:
        if not rows:
            return rows
        if not self._stream.isatty():
            self._stream.write(f"{action}: {len(rows):,}", self._plain)
            return rows
        return tqdm(rows, desc=action, leave=False)

    @staticmethod
    def _plain(line: str) -> str:
        return line


def add_import_arguments(parser: ArgumentParser, *, source: str) -> None:
    parser.add_argument("--source", help=f"where this comes from (default: {source})")
    parser.add_argument(
        "--keep-going",
        action="store_true",
        help="bring in what is not refused; without this, nothing comes in if anything is refused",
    )
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")


def source_name(name: str) -> str:
    if len(name) > (limit := length_of(Response, "source")):
        raise CommandError(f"--source has {len(name)} characters; at most {limit} fit.")
    return name


def hand_over(
    command: BaseCommand, action: Callable[[], ImportReport], *, keep_going: bool, dry_run: bool
) -> None:
    """Do the import and say what came of it.

    Raises:
        CommandError: nothing came in.
    """
    try:
        report = action()
    except IntegrityError as error:
        raise CommandError(
            f"Nothing came in, because the database changed meanwhile ({error}). Run it again."
        ) from error
    except (OSError, Refused) as error:
        raise CommandError(f"Nothing came in: {error}") from error
    for line in _refusals(report):
        command.stderr.write(line)
    is_stopped = bool(report.refusals) and not keep_going
    for line in _counts(report, verb=_verb(is_stopped=is_stopped, dry_run=dry_run)):
        command.stdout.write(line)
    if is_stopped:
        raise CommandError(_what_next(dry_run=dry_run))


def _verb(*, is_stopped: bool, dry_run: bool) -> str:
    if is_stopped:
        return "Could have added"
    return "Would add" if dry_run else "Added"


def _what_next(*, dry_run: bool) -> str:
    if dry_run:
        return "Nothing would come in without --keep-going."
    return "Nothing came in. Correct the files, or use --keep-going to bring in the rest."


def _refusals(report: ImportReport) -> Iterator[str]:
    if not report.refusals:
        return
    yield f"Refused {len(report.refusals):,}:"
    for refusal in report.refusals[:_MOST_SHOWN]:
        yield f"  {refusal}"
    if len(report.refusals) > _MOST_SHOWN:
        yield f"  … and {len(report.refusals) - _MOST_SHOWN:,} more."


def _counts(report: ImportReport, *, verb: str) -> Iterator[str]:
    if report.added.total():
        yield f"{verb} {_listed(report.added)}."
    else:
        yield "Nothing to add."
    if report.already_there.total():
        yield f"Already there: {_listed(report.already_there)}."
    if report.left_out:
        total, reasons = report.left_out.total(), _reasons(report.left_out)
        yield f"Left out because they are no votes: {total:,} ({reasons})."
    yield from (f"Note: {sentence}" for sentence in report.notes)
    if report.alike:
        yield f"Nearly the same prompt as another challenge: {len(report.alike):,}"
        yield from (f"  {sentence}" for sentence in report.alike[:_MOST_SHOWN])
    if report.held:
        names = f"{report.held:,} response{'' if report.held == 1 else 's'}"
        yield f"{names} may tell who wrote them and wait at /staff/ for a person to decide."


def _reasons(counts: Counter[str]) -> str:
    return ", ".join(f"{kind}: {number:,}" for kind, number in counts.items())


def _listed(counts: Counter[str]) -> str:
    return ", ".join(
        f"{number:,} {name if number == 1 else _PLURALS.get(name, f'{name}s')}"
        for name, number in counts.items()
        if number
    )
