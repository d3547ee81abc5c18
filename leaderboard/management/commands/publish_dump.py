"""`./run manage publish_dump`: make and publish the dump of today, as every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.locks import LockBusy
from leaderboard.dumps import StorageFailed, publish_dump
from leaderboard.open_data import DumpRefused


class Command(BaseCommand):
    help = (
        "Make the dump of today, store it where DUMP_STORAGE says, and remove those that the rule "
        "does not keep. The worker does so by night; one that is there already stays as it is."
    )

    # They import every page, which takes more memory than the dump.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = publish_dump(now=timezone.now(), say=self.stderr.write, clock=timezone.now)
        except LockBusy:
            raise CommandError("Another process keeps recomputing. Try again later.") from None
        except (DumpRefused, StorageFailed, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made.day}: published")
