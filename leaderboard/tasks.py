"""Celery's door to the ratings; beat knocks every few seconds."""

from celery import shared_task
from django.utils import timezone

from arena.address_hash import forget_addresses
from leaderboard import suspicion
from leaderboard.history import forget_old_runs
from leaderboard.recompute import recompute_boards


@shared_task
def recompute() -> None:
    """Publish what is pending. Running twice is harmless, and the next tick is the retry."""
    recompute_boards()


@shared_task
def forget() -> None:
    """Forget the runs that history does without, and from where matches were opened long ago.
    Running twice is harmless."""
    now = timezone.now()
    forget_old_runs(now=now)
    forget_addresses(now=now)


@shared_task
def look_for_suspicion() -> None:
    """Open reviews of suspicious voters. Running twice is harmless."""
    suspicion.look_for_suspicion(now=timezone.now())
