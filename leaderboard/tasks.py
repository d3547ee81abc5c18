"""Celery's door to the ratings; beat knocks every few seconds."""

from celery import shared_task

from leaderboard.recompute import recompute_boards


@shared_task
def recompute() -> None:
    """Publish what is pending. Running twice is harmless, and the next tick is the retry."""
    recompute_boards()
