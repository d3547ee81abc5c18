"""`./run manage measure_errors`: a pass over the votes by voter and challenge, for boards it is due
on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from leaderboard.passes import make_passes


class Command(BaseCommand):
    help = "Measure errors by voter and by challenge; the next recomputation publishes them."
    requires_system_checks = ()  # a worker starts it again and again

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now", action="store_true", help="boards that changed, though their pass is not due"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for made in make_passes(pause=not options["now"]):
            self.stdout.write(f"{made.board.slug}: pass {made.number}, {made.votes} votes")
