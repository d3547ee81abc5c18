from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.ingest import VoteTerms, known_names, read_votes, record_votes
from arena.management.importing import Bar, add_import_arguments, hand_over, source_name
from arena.models import Origin
from arena.vote_files import (
    BadInput,
    VoteOptions,
    add_column_options,
    add_file_options,
    add_outcome_options,
    add_row_options,
    vote_options,
    without_packing,
)


class Command(BaseCommand):
    help = "Import votes that were cast elsewhere, from CSV, JSON or Parquet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        add_column_options(parser, first="left")
        parser.add_argument("--key", metavar="COLUMN", help="what identifies a vote in its source")
        add_outcome_options(parser)
        add_file_options(parser, name="--format")
        add_row_options(parser)
        parser.add_argument(
            "--create-competitors",
            action="store_true",
            help="add competitors that are not there yet, by their name",
        )
        parser.add_argument(
            "--simulated",
            action="store_true",
            help="mark the votes as made by a program, wherever they are counted",
        )
        add_import_arguments(parser, source="the name of the file")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["path"]
        track = Bar(self.stderr)
        terms = VoteTerms(
            source=source_name(options["source"] or Path(without_packing(path.name)).stem),
            now=timezone.now(),
            origin=Origin.SIMULATED if options["simulated"] else Origin.IMPORTED,
            create_competitors=options["create_competitors"],
            keep_going=options["keep_going"],
            dry_run=options["dry_run"],
        )
        rows = read_votes(
            path, options=_read(options), known=known_names(), now=terms.now, track=track
        )
        hand_over(
            self,
            lambda: record_votes(rows, terms=terms, track=track),
            keep_going=terms.keep_going,
            dry_run=terms.dry_run,
        )


def _read(options: dict[str, Any]) -> VoteOptions:
    try:
        return vote_options(options)
    except BadInput as error:
        raise CommandError(str(error)) from error
