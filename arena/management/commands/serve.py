from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from config.embedded import valkey_socket
from config.embedded.address import Address
from config.embedded.errors import CannotStart
from config.embedded.supervisor import Supervisor


class Command(BaseCommand):
    help = "Serve Podium with its bundled servers until Ctrl-C."
    requires_system_checks = ()  # migrate, the first thing served, makes them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument("--demo", action="store_true", help="fill it with demo content first")

    def handle(self, *, bind: str, demo: bool, **options: Any) -> None:
        first = [["migrate", "--no-input"]]
        if demo:
            first += [["seed_demo"], ["recompute"]]
        bundled = f"unix://{valkey_socket(settings.DATA_DIR)}"
        try:
            Supervisor(
                data=settings.DATA_DIR,
                address=Address.parse(bind),
                own_valkey=bundled == settings.REDIS_URL,
                first=first,
                say=self.say,
            ).run()
        except CannotStart as error:
            raise SystemExit(str(error)) from None

    def say(self, line: str) -> None:
        with suppress(BrokenPipeError):  # whoever started us may have stopped listening
            self.stdout.write(line)
            self.stdout.flush()
