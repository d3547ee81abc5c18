"""`celery worker --beat-thread`: beat inside the worker, as a thread instead of a child process.

Celery's own `--beat` forks: the child closes all files of the worker by number and opens its
schedule; then the connections it inherited are closed, by number once more, which are the
schedule's files by now. docs/decisions/0055 says more.
"""

import logging
import threading
from typing import Any, override

import click
from celery import Celery, bootsteps
from celery.beat import Service
from celery.platforms import EX_FAILURE
from celery.worker import state

LOG = logging.getLogger(__name__)
OPTION = click.Option(("--beat-thread",), is_flag=True, help="Run beat in a thread.")
SECONDS_TO_STOP = 1


class BeatThread(threading.Thread):
    def __init__(self, app: Celery, schedule: str | None) -> None:
        super().__init__(name="beat", daemon=True)
        self.service = Service(
            app,
            max_interval=SECONDS_TO_STOP,
            schedule_filename=schedule,
            remote_control=False,  # type: ignore[call-arg]  # the worker answers
        )

    @override
    def run(self) -> None:
        try:
            self.service.start()
        except Exception:
            # No vote would be counted any more: the worker ends, and whoever started it sees it.
            LOG.exception("beat failed; the worker stops")
            state.should_stop = EX_FAILURE  # type: ignore[assignment]

    def stop(self) -> None:
        self.service.stop()
        self.join()


class BeatInThread(bootsteps.StartStopStep):
    label = "Beat thread"
    conditional = True

    def __init__(self, worker: Any, *, beat_thread: bool, **options: Any) -> None:
        super().__init__(worker, **options)
        self.enabled = beat_thread

    @override
    def create(self, worker: Any) -> BeatThread:  # type: ignore[override]
        return BeatThread(worker.app, worker.schedule_filename)


def add_to(app: Celery) -> None:
    app.user_options["worker"].add(OPTION)
    app.steps["worker"].add(BeatInThread)
