"""`./run backup FILE`: the whole arena in one file, while it serves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import BackupFailed, make_backup


class Command(BaseCommand):
    help = "Copy the database and all files into one archive, also while the arena serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to write, such as arena.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            made = make_backup(file, now=timezone.now(), say=self.stderr.write)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        size = file.stat().st_size
        self.stdout.write(
            f"{file}: {size:,} bytes, {len(made.files):,} files, {made.ledger:,} ledger entries. "
            "It holds secrets and votes: keep it where only you can read it."
        )
