"""Telling the worker that there is something to do."""

import logging

from celery import Task
from kombu.exceptions import KombuError
from redis import RedisError

logger = logging.getLogger(__name__)


def wake(task: "Task[[], None]") -> None:
    """Have the task run now. Should that not reach the worker, it looks by itself every minute, so
    nothing is lost and nobody is shown an error."""
    try:
        task.delay()
    except (KombuError, RedisError, OSError):
        logger.warning("the broker does not answer; %s runs within a minute", task.name)
