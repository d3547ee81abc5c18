"""`./run manage doctor`: what is wrong, and what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leaderboard.doctor import Finding, Level, examine

_MARKS = {Level.OK: "ok     ", Level.WARNING: "WARNING", Level.ERROR: "ERROR  "}


class Command(BaseCommand):
    help = "Look whether everything works; exits with 1 if something does not."
    requires_system_checks = ()  # they need what is looked at here

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(now=timezone.now())
        for finding in findings:
            self._show(finding)
        if any(finding.level == Level.ERROR for finding in findings):
            sys.exit(1)

    def _show(self, finding: Finding) -> None:
        self.stdout.write(f"{_MARKS[finding.level]} {finding.name}: {finding.what}")
        if finding.advice:
            self.stdout.write(f"        {finding.advice}")
