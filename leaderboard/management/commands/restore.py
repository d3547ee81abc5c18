"""`./run restore FILE`: a backup into an empty place, proved by a rebuild."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup import BackupFailed, restore_backup


class Command(BaseCommand):
    help = "Restore a backup into an empty place and compare everything with its ledger."
    requires_system_checks = ()  # there may be no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an archive that `backup` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            restored = restore_backup(file)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Restored {file} of {restored.made_at}: {len(restored.files):,} files, "
            f"{restored.ledger:,} ledger entries."
        )
