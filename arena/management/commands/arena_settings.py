"""`./run manage arena_settings`: what the arena has chosen, and choosing otherwise."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.arena_settings import change_setting, describe_settings, reset_setting
from arena.errors import SettingRefused


class Command(BaseCommand):
    help = "Show the settings of the arena, set one, or reset one to its default."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", metavar="set | reset")
        setting = actions.add_parser("set", help="store a value in the database")
        setting.add_argument("name", metavar="NAME")
        setting.add_argument("value", metavar="VALUE")
        resetting = actions.add_parser("reset", help="go back to the default")
        resetting.add_argument("name", metavar="NAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._change(options)
        except SettingRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for each in describe_settings():
            if options["action"] is None or each.name == options["name"]:
                self.stdout.write(f"{each.name} = {each.value}  ({each.source})")
                self.stdout.write(f"    {each.meaning}")
                self.stdout.write(f"    It is {each.allowed}.")

    def _change(self, options: dict[str, Any]) -> None:
        name, now = options.get("name", ""), timezone.now()
        if options["action"] == "set":
            change_setting(name=name, value=options["value"], actor=None, now=now)
        elif options["action"] == "reset":
            reset_setting(name=name, actor=None, now=now)
