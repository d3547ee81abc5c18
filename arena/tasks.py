"""The arena's Celery tasks: building the pool, imports, bulk actions, and deleting what is not
needed."""

import logging
import time

from celery import Task, shared_task
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import KombuError
from redis import RedisError

from arena import webhooks
from arena.access import answers
from arena.content import imports
from arena.locks import only_one
from arena.matches import delete_unvoted as delete_unvoted_rows
from arena.matches import refresh_snapshot
from arena.media import make_copies
from arena.models import BulkAction, stored_files
from arena.moderation import carry_on, carry_on_search
from arena.visitors import forget_addresses

logger = logging.getLogger(__name__)

# Seconds a task goes on with an action on many votes before it lets others have the worker.
BULK_SECONDS = 20
# The same of searching responses for names.
LEAK_SECONDS = 20
# The same of deleting rows without votes.
UNVOTED_SECONDS = 20
# The same of stripping files of their metadata.
STRIPPING_SECONDS = 20
# The same of sending messages; one that is on its way then may take as long as an attempt may.
WEBHOOK_SECONDS = 10


@shared_task
def refresh_pool() -> None:
    """Store which pairs may be served if that has changed. Running twice is harmless, and the next
    tick is the retry."""
    refresh_snapshot(now=timezone.now())


@shared_task
def forget() -> None:
    """Forget from where matches were opened long ago, uploaded files nobody needs, answers kept for
    writes that are sent again, old messages to webhooks, and sessions that ended. Running twice is
    harmless."""
    now = timezone.now()
    forget_addresses(now=now)
    imports.forget_uploads(now=now)
    answers.forget_answers(now=now)
    webhooks.forget_deliveries(now=now)
    call_command("clearsessions")


@shared_task
def delete_unvoted() -> None:
    """Delete matches and voters without any vote. Running twice is harmless, and the next hour is
    the retry."""
    with only_one("unvoted") as is_ours:
        if not is_ours:
            return
        until = time.monotonic() + UNVOTED_SECONDS
        deleted = delete_unvoted_rows(
            now=timezone.now(), is_enough=lambda: time.monotonic() > until
        )
    if not deleted.is_complete and (deleted.matches or deleted.voters):
        delete_unvoted.delay()


@shared_task
def strip_files() -> None:
    """Make copies without metadata of files that came in before copies were made, or were restored
    from a backup. Running twice is harmless, and the next run is the retry."""
    with only_one("strip_files") as is_ours:
        if not is_ours:
            return
        until = time.monotonic() + STRIPPING_SECONDS
        is_complete = make_copies(stored_files(), is_enough=lambda: time.monotonic() > until)
    if not is_complete:
        strip_files.delay()


@shared_task
def carry_on_bulk() -> None:
    """Go on with what is to be excluded or reinstated. Running twice is harmless, and the next
    minute goes on where a stopped worker left it."""
    until = time.monotonic() + BULK_SECONDS
    for bulk in BulkAction.objects.unfinished().order_by("id"):
        carry_on(bulk, clock=timezone.now, is_enough=lambda: time.monotonic() > until)
        if time.monotonic() > until:
            carry_on_bulk.delay()
            return


@shared_task
def look_for_leaks() -> None:
    """Search responses for names that are known since they came. Running twice is harmless, and
    the next minute goes on where a stopped worker left it."""
    until = time.monotonic() + LEAK_SECONDS
    with only_one("leaks") as is_ours:
        if is_ours:
            carry_on_search(now=timezone.now(), is_enough=lambda: time.monotonic() > until)


@shared_task
def work_on_imports() -> None:
    """Check, write and undo what was loaded in the browser. Running twice is harmless."""
    with only_one("imports") as is_ours:
        if is_ours:
            for waiting in imports.waiting_for_work():
                imports.work_on(waiting, now=timezone.now())


@shared_task
def deliver_webhooks() -> None:
    """Send the messages that are due. Running twice is harmless, and the next round goes on where
    a stopped worker left it."""
    until = time.monotonic() + WEBHOOK_SECONDS
    with only_one("webhooks") as is_ours:
        if is_ours:
            webhooks.deliver_due(clock=timezone.now, is_enough=lambda: time.monotonic() > until)


def wake(task: "Task[[], None]") -> None:
    """Have the task run now. Should that not reach the worker, beat sends it within a minute, so
    nothing is lost and nobody is shown an error."""
    try:
        task.delay()
    except (KombuError, RedisError, OSError):
        logger.warning("the broker does not answer; %s runs within a minute", task.name)
