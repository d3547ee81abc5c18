"""`./run manage verify`: whether the database says what its ledger says."""

import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from arena.locks import LockBusy
from leaderboard.models import LedgerEntry
from leaderboard.runs import Verification, verify


class Command(BaseCommand):
    help = (
        "Verify the ledger's chain of digests, its entries, the exclusions, and every tally and "
        "rating computed from it. Says what is wrong first, or how much was verified."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=_digest, help="a digest that was published once and must be in the chain"
        )

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        total = LedgerEntry.objects.head()[0]
        try:
            with tqdm(total=total, unit=" entries", disable=None, leave=False) as bar:
                found = verify(now=timezone.now(), head=head, progress=bar.update)
        except LockBusy:
            raise CommandError("Another process keeps recomputing. Try again later.") from None
        if found.wrong:
            more = f" (and {len(found.wrong) - 1:,} more)" if len(found.wrong) > 1 else ""
            raise CommandError(f"{found.wrong[0]}{more}")
        self._say(found)

    def _say(self, found: Verification) -> None:
        rebuilt = found.rebuilt
        old = f", {rebuilt.unsalted:,} of them of the first version" if rebuilt.unsalted else ""
        self.stdout.write(f"ledger: {rebuilt.entries:,} entries{old}, head {rebuilt.head}")
        for slug, votes in rebuilt.boards.items():
            self.stdout.write(f"board {slug}: {votes:,} votes, computed again")
        numbers = (
            f"{found.votes:,} votes, {found.exclusions:,} exclusions, "
            f"{found.withheld:,} entries withheld from publication, {rebuilt.pending:,} pending."
        )
        self.stdout.write(self.style.SUCCESS(f"Verified: {numbers}"))


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ArgumentTypeError("a head is 64 hexadecimal digits")
    return text
