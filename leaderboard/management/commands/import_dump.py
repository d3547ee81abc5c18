"""`./run manage import_dump DIR`: a dump becomes an arena again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.locks import LockBusy
from leaderboard.restoring import RestoreRefused, restore_dump


class Command(BaseCommand):
    help = (
        "Restore a dump into this arena, which must be empty: content, votes with their origins "
        "and exclusions, how they were served, the ledger with its head, and the boards. Says what "
        "a dump does not have. Refuses a dump that is not whole, and then writes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with manifest.json")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            restored = restore_dump(folder, now=timezone.now(), say=self.stderr.write)
        except LockBusy:
            raise CommandError("Another process keeps recomputing. Try again later.") from None
        except RestoreRefused as refusal:
            raise CommandError(str(refusal)) from None
        for sentence in restored.missing:
            self.stderr.write(sentence)
        sequence, digest = restored.head
        self.stdout.write(
            f"Restored: {restored.numbers['votes']:,} votes, {sequence:,} ledger entries, head "
            f"{digest}"
        )
