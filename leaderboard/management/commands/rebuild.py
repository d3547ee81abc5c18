"""`./run manage rebuild`: everything again from the ledger, compared with what stands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from arena.locks import LockBusy
from leaderboard.models import LedgerEntry
from leaderboard.runs import Rebuild, rebuild_tallies

# Differences shown one by one; the rest is a number.
MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Recompute tallies and ratings from the ledger and compare them with what stands."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="write the ledger's tallies over those that stand"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total = LedgerEntry.objects.head()[0]
        try:
            with tqdm(total=total, unit=" entries", disable=None, leave=False) as bar:
                found = rebuild_tallies(repair=options["repair"], progress=bar.update)
        except LockBusy:
            raise CommandError("Another process keeps recomputing. Try again later.") from None
        self._say(found)
        if not found.agrees and not options["repair"]:
            raise CommandError("The tables disagree with the ledger; --repair rewrites them.")

    def _say(self, found: Rebuild) -> None:
        self.stdout.write(f"ledger: {found.entries} entries, head {found.head}")
        if found.pending:
            self.stdout.write(f"pending: {found.pending} events have no place in it yet")
        for slug, votes in found.boards.items():
            self.stdout.write(f"board {slug}: {votes} votes, compared")
        for difference in found.differences[:MOST_SHOWN]:
            self.stderr.write(difference)
        if len(found.differences) > MOST_SHOWN:
            self.stderr.write(f"... and {len(found.differences) - MOST_SHOWN} more")
        if found.agrees:
            self.stdout.write(self.style.SUCCESS("Tallies and ratings equal the ledger's."))
