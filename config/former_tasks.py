"""Tasks under their names of release 0.1, for messages queued before an upgrade."""

from celery import shared_task

from arena import tasks


@shared_task(name="leaderboard.tasks.carry_on_bulk")
def carry_on_bulk() -> None:
    tasks.carry_on_bulk()


@shared_task(name="leaderboard.tasks.work_on_imports")
def work_on_imports() -> None:
    tasks.work_on_imports()
