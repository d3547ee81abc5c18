"""All checks, in the order in which their findings are shown."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import Error
from django.utils.translation import gettext

from leaderboard.doctor import machine, thresholds, wiring, work
from leaderboard.doctor.finding import Finding, error

logger = logging.getLogger(__name__)

type Check = Callable[[datetime], Finding]

CHECKS: dict[str, Check] = {
    "settings": wiring.settings_in_public,
    "database": machine.database,
    "broker": machine.broker,
    "servers": machine.servers,
    "worker": work.worker,
    "clock": machine.clock,
    "storage": machine.storage,
    "disk": machine.disk,
    "frames": wiring.frames,
    "proxy": wiring.proxy,
    "limits": wiring.limits,
    "thresholds": thresholds.thresholds,
    "pending": work.pending,
    "files": work.files,
    "ledger": work.ledger,
    "run": work.last_run,
    "webhooks": work.webhooks_given_up,
    "dumps": work.dumps,
    "naming": work.naming,
    "reasoning": work.reasoning,
    "proof": thresholds.proof,
}
# Those that cannot be made without it.
OF_THE_DATABASE = {
    name
    for name, check in CHECKS.items()
    if check.__module__ == work.__name__ or check is thresholds.proof
}


def examine(*, now: datetime) -> list[Finding]:
    """The findings of all checks; without a database, those of it are one."""
    return list(_findings(now))


def is_ready(findings: Iterable[Finding]) -> bool:
    """Whether pages can be served."""
    return not any(finding.stops_serving for finding in findings)


def _findings(now: datetime) -> Iterator[Finding]:
    is_database_there = True
    for name, check in CHECKS.items():
        if name in OF_THE_DATABASE and not is_database_there:
            continue
        finding = _made(name, check, now)
        if name == "database":
            is_database_there = not finding.stops_serving
        yield finding


def _made(name: str, check: Check, now: datetime) -> Finding:
    try:
        return check(now)
    except (Error, OSError) as problem:
        logger.warning("the check of %s failed: %s", name, problem)
        what = gettext("This could not be checked: %(error)s.") % {"error": type(problem).__name__}
        return error(name, what, gettext("Look at the log."), stops_serving=name == "database")
