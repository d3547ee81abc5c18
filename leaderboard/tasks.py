"""Celery's door to the ratings; beat knocks every few seconds."""

from celery import shared_task
from django.utils import timezone

from leaderboard.announcing import announce_moves as announce_moves_of_days
from leaderboard.dumps import DumpProcess
from leaderboard.kept import kept
from leaderboard.passes import PassProcess
from leaderboard.reviews import suspicion
from leaderboard.runs import WorkerMemory, forget_old_runs, recompute_boards


@kept.at_most(1)
def worker_memory() -> WorkerMemory:
    """Made by the first tick of this process, after Celery has forked it."""
    return WorkerMemory()


@shared_task
def recompute() -> None:
    """Publish what is pending, on boards that nobody reads a little later. Running twice is
    harmless, and the next tick is the retry."""
    recompute_boards(worker_memory(), unread_wait=True)


@kept.at_most(1)
def pass_process() -> PassProcess:
    """Of this process, after Celery has forked it."""
    return PassProcess()


@shared_task
def measure_errors() -> None:
    """Start a process that measures errors, if some are due. Running twice is harmless."""
    pass_process().start_if_due(now=timezone.now())


@kept.at_most(1)
def dump_process() -> DumpProcess:
    """Of this process, after Celery has forked it."""
    return DumpProcess()


@shared_task
def publish_dump() -> None:
    """Start a process that makes the dump of the day, once its time has come. Running twice is
    harmless."""
    dump_process().start_if_due(now=timezone.now())


@shared_task
def forget() -> None:
    """Forget the runs that history does without. Running twice is harmless."""
    forget_old_runs(now=timezone.now())


@shared_task
def announce_moves() -> None:
    """Tell webhooks of moves in rank. Running twice is harmless."""
    announce_moves_of_days(now=timezone.now())


@shared_task
def look_for_suspicion() -> None:
    """Open reviews of suspicious voters. Running twice is harmless."""
    suspicion.find_suspicious_voters(now=timezone.now())


@shared_task
def look_for_rush() -> None:
    """The same at once, if many voters came from one address. Running twice is harmless."""
    suspicion.inspect_a_rush(now=timezone.now())
