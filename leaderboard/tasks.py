"""Celery's door to the ratings; beat knocks every few seconds."""

import time

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from arena.content import imports
from arena.locks import only_one
from arena.models import BulkDeed
from arena.moderation import carry_on
from arena.visitors.address_hash import forget_addresses
from leaderboard.reviews import suspicion
from leaderboard.runs.retention import forget_old_runs
from leaderboard.runs.tick import recompute_boards


@shared_task
def recompute() -> None:
    """Publish what is pending. Running twice is harmless, and the next tick is the retry."""
    recompute_boards()


@shared_task
def forget() -> None:
    """Forget the runs that history does without, and from where matches were opened long ago,
    and uploaded files nobody needs. Running twice is harmless."""
    now = timezone.now()
    forget_old_runs(now=now)
    forget_addresses(now=now)
    imports.forget_uploads(now=now)
    call_command("clearsessions")


# Seconds a task goes on with a deed on many votes before it lets others have the worker.
BULK_SECONDS = 20


@shared_task
def carry_on_bulk() -> None:
    """Go on with what is to be excluded or reinstated. Running twice is harmless, and the next
    minute goes on where a stopped worker left it."""
    until = time.monotonic() + BULK_SECONDS
    for deed in BulkDeed.objects.unfinished().order_by("id"):
        carry_on(deed, clock=timezone.now, is_enough=lambda: time.monotonic() > until)
        if time.monotonic() > until:
            carry_on_bulk.delay()
            return


@shared_task
def work_on_imports() -> None:
    """Check, write and undo what was loaded in the browser. Running twice is harmless."""
    with only_one("imports") as is_ours:
        if is_ours:
            for waiting in imports.waiting_for_work():
                imports.work_on(waiting, now=timezone.now())


@shared_task
def look_for_suspicion() -> None:
    """Open reviews of suspicious voters. Running twice is harmless."""
    suspicion.look_for_suspicion(now=timezone.now())
