from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from arena.ingest import FORMATS, Terms, import_dataset, read_dataset
from arena.management.importing import Bar, add_import_arguments, hand_over, source_name
from arena.models import ChallengeState

_STATES = (ChallengeState.DRAFT, ChallengeState.PUBLISHED)


class Command(BaseCommand):
    help = "Import challenges, competitors and responses from files or folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=list(FORMATS), required=True)
        parser.add_argument(
            "--state",
            choices=[state.value for state in _STATES],
            default=ChallengeState.PUBLISHED.value,
            help="state of new challenges (default: %(default)s)",
        )
        parser.add_argument(
            "--split-chat-templates",
            action="store_true",
            help="split prompts with tags such as <|im_start|> into turns",
        )
        add_import_arguments(parser, source="the name of the format")

    def handle(self, *_args: Any, **options: Any) -> None:
        track = Bar(self.stderr)
        rows = read_dataset(
            options["paths"],
            name=options["format"],
            track=track,
            splits_templates=options["split_chat_templates"],
        )
        terms = Terms(
            source=source_name(options["source"] or options["format"]),
            now=timezone.now(),
            state=ChallengeState(options["state"]),
            keep_going=options["keep_going"],
            dry_run=options["dry_run"],
            format=options["format"],
        )
        hand_over(
            self,
            lambda: import_dataset(rows, terms=terms, track=track),
            keep_going=terms.keep_going,
            dry_run=terms.dry_run,
        )
