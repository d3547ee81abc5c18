from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from arena.ingest import PACKED, Columns, VoteTerms, read_votes, record_votes
from arena.management.importing import Bar, add_import_arguments, hand_over, source_name
from arena.models import Origin


class Command(BaseCommand):
    help = "Import votes that were cast elsewhere, from CSV or JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        for column in fields(Columns):
            parser.add_argument(
                f"--{column.name}",
                metavar="COLUMN",
                help=f"column of the file (default: {column.name})",
            )
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
        columns = Columns(**{column.name: options[column.name] for column in fields(Columns)})
        terms = VoteTerms(
            source=source_name(options["source"] or Path(path.name.removesuffix(PACKED)).stem),
            now=timezone.now(),
            origin=Origin.SIMULATED if options["simulated"] else Origin.IMPORTED,
            create_competitors=options["create_competitors"],
            keep_going=options["keep_going"],
            dry_run=options["dry_run"],
        )
        rows = read_votes(path, columns=columns, track=track)
        hand_over(
            self,
            lambda: record_votes(rows, terms=terms, track=track),
            keep_going=terms.keep_going,
            dry_run=terms.dry_run,
        )
