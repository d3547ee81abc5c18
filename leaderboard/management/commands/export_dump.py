"""`./run manage export_dump DIR`: all that the arena publishes, as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.locks import LockBusy
from leaderboard.open_data import DumpRefused, export_dump


class Command(BaseCommand):
    help = (
        "Write challenges, responses, votes, the ledger and the boards as JSON Lines and Parquet "
        "into a new folder, of one moment, while the arena serves. What may not be told yet is "
        "withheld; voters are replaced by a hash of this dump alone."
    )

    # They import every page, which takes more memory than the dump.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is empty or not there yet")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = export_dump(folder.absolute(), now=timezone.now(), say=self.stderr.write)
        except LockBusy:
            raise CommandError("Another process keeps recomputing. Try again later.") from None
        except (DumpRefused, OSError) as error:
            raise CommandError(str(error)) from None
        size = sum(file["bytes"] for file in made["files"])
        head = made["head"]
        self.stdout.write(
            f"{folder}: {size:,} bytes, {head['sequence']:,} ledger entries, {made['withheld']:,} "
            f"of them withheld, head {head['digest']}"
        )
