"""Celery's door to the ratings; beat knocks every few seconds."""

from celery import shared_task
from django.utils import timezone

from leaderboard.history import forget_old_runs
from leaderboard.recompute import recompute_boards


@shared_task
def recompute() -> None:
    """Publish what is pending. Running twice is harmless, and the next tick is the retry."""
    recompute_boards()


@shared_task
def forget() -> None:
    """Forget the runs that history does without. Running twice is harmless."""
    forget_old_runs(now=timezone.now())
