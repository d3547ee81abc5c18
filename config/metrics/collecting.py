"""What is asked of the database and the broker at each scrape, the same for all processes."""

import os
from collections.abc import Iterable, Iterator

import redis
from django.db import Error
from django.db.models import Max
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from arena.models import Match
from leaderboard.doctor import pending_of, queue_lengths
from leaderboard.models import RatingRun


def exposition() -> bytes:
    """All metrics, in the text format of Prometheus."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(StateCollector())
    return generate_latest(registry)


class StateCollector(Collector):
    """Of a part that does not answer there are no metrics, and `podium_part_up` is 0."""

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("podium_part_up", "Whether a part answers.", labels=["part"])
        for part, read in (("database", _of_database), ("broker", _of_broker)):
            try:
                found = list(read())
            except (Error, redis.RedisError, OSError):
                up.add_metric([part], 0)
            else:
                up.add_metric([part], 1)
                yield from found
        yield up


def _of_database() -> Iterator[Metric]:
    now = timezone.now()
    number, seconds = pending_of(now)
    yield _gauge("podium_pending_events", "Votes and exclusions without a place yet.", number)
    yield _gauge("podium_seconds_behind", "Age of the oldest pending event.", seconds)
    late = Match.objects.open().filter(expires_at__lte=now).order_by().count()
    yield _gauge("podium_matches_overdue", "Open matches whose time is over.", late)
    yield _gauge("podium_matches_open", "Open matches.", Match.objects.open().order_by().count())
    duration = GaugeMetricFamily(
        "podium_run_duration_seconds", "How long the newest run took.", labels=["board"]
    )
    newest = RatingRun.objects.order_by().values("board").annotate(last=Max("id")).values("last")
    rows = RatingRun.objects.filter(id__in=newest).order_by("board__slug")
    for slug, begun, ended in rows.values_list("board__slug", "started_at", "finished_at"):
        duration.add_metric([slug], (ended - begun).total_seconds())
    yield duration


def _of_broker() -> Iterator[Metric]:
    depth = GaugeMetricFamily("podium_queue_depth", "Tasks that wait.", labels=["queue"])
    for queue, length in queue_lengths().items():
        depth.add_metric([queue], length)
    yield depth


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)
