"""`./run manage recompute`: apply what is pending, measure errors that are due and publish, without
waiting for the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from leaderboard.passes import make_passes
from leaderboard.runs import recompute_boards


class Command(BaseCommand):
    help = "Apply pending votes to the ledger and publish the boards they changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="publish a run for boards without changes, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        runs = recompute_boards(everything=options["all"])
        if make_passes():
            runs += recompute_boards()
        for run in runs:
            self.stdout.write(f"{run.board.slug}: run {run.pk}, {run.votes} votes")
        if not runs:
            self.stdout.write("Nothing to publish.")
