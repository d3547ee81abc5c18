"""`./run manage export_votes --format …`: votes in the formats of others."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.models import Origin
from leaderboard.open_data import (
    PreferenceRules,
    UnknownFilter,
    VoteFilter,
    VoteFormat,
    export_votes,
)


class Command(BaseCommand):
    help = (
        "Write votes that count and may be told, as LMArena's battles, TRL's preferences, CSV or "
        "samples of Inspect: to standard output, or to a file that appears once it is whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        forms = [each.value for each in VoteFormat]
        parser.add_argument("--format", dest="form", choices=forms, required=True)
        parser.add_argument("--output", type=Path, help="the file to write")
        parser.add_argument("--board", help="slug of a board: only votes that it counts")
        parser.add_argument("--since", type=_day, help="first day of votes in UTC: 2026-11-29")
        parser.add_argument("--until", type=_day, help="last day of votes in UTC")
        parser.add_argument("--category", help="slug of a category")
        parser.add_argument("--origin", choices=Origin.values)
        parser.add_argument(
            "--unpaired",
            action="store_true",
            help="for TRL: a row per response with a label; both of two bad ones are false",
        )
        parser.add_argument(
            "--ties", choices=("drop", "both"), default="drop",
            help="for TRL: leave ties out, or prefer each to the other",
        )  # fmt: skip
        parser.add_argument(
            "--majority",
            action="store_true",
            help="for TRL: one row per two responses, with the margin of the majority",
        )

    def handle(self, *args: Any, form: str, output: Path | None, **options: Any) -> None:
        asked = VoteFilter(
            **{name: options[name] for name in ("board", "since", "until", "category", "origin")}
        )
        rules = PreferenceRules(
            unpaired=options["unpaired"],
            ties_both_ways=options["ties"] == "both",
            majority=options["majority"],
        )
        chosen = VoteFormat(form)
        if not chosen.has_preferences and rules != PreferenceRules():
            raise CommandError("--unpaired, --ties and --majority are for the formats of TRL.")
        try:
            lines = export_votes(chosen, asked, rules, now=timezone.now())
            if output is None:
                self._print(lines)
            else:
                _write(output, lines)
        except (UnknownFilter, OSError) as error:
            raise CommandError(str(error)) from None

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line, ending="")


def _write(output: Path, lines: Iterable[str]) -> None:
    """Beside its place, then renamed."""
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(output)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-11-29") from None
