"""Names that tasks had in release 0.1: a message sent before an upgrade still finds its task."""

from celery import shared_task

from arena import tasks


@shared_task(name="leaderboard.tasks.carry_on_bulk")
def carry_on_bulk() -> None:
    tasks.carry_on_bulk()


@shared_task(name="leaderboard.tasks.work_on_imports")
def work_on_imports() -> None:
    tasks.work_on_imports()
