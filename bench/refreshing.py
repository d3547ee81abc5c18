"""How long opening a match takes while the picture that pairs are drawn from is made anew.

A large arena is served as in production, with a worker beside it. All the while the responses that
may be served change and votes are counted, so the worker stores one picture after the other and the
web process reads them; nothing but the first is made in a request.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from bench.arenas import Arena, cookies, filled, say, send, served, url_of
from bench.servers import ROOT

# Of the slowest percentile to the median.
MOST_RATIO = 3.0
# As beat sends the task, and how often the responses change or votes are counted meanwhile.
TICK_SECONDS, CHANGE_SECONDS = 2.0, 5.0

_COUNT_PAIRS = """
    INSERT INTO arena_pair (first_id, second_id, servings, first_left, last_first_left, votes)
    SELECT least(left_competitor_id, right_competitor_id),
           greatest(left_competitor_id, right_competitor_id), 0, 0, false, count(*)
    FROM arena_vote GROUP BY 1, 2
"""
_CHANGE = (
    "UPDATE arena_poolversion SET number = number + 1",
    "UPDATE arena_pair SET votes = votes + 1 WHERE id % 100 = 0",
)


def measure(*, votes: int, requests: int = 1_000, rounds: int = 8) -> None:
    """Print the times of opening a match, refreshes included, and the ratio to keep below."""
    arena = Arena(
        "refreshed",
        8163,
        competitors=400,
        challenges=5_000,
        votes=votes,
        voters=requests * (rounds + 1),
        is_rated=False,
    )
    with filled(arena), psycopg.connect(url_of(arena), autocommit=True) as connection:
        connection.execute(_COUNT_PAIRS)
        with served(arena), worked(arena):
            open_matches(arena, requests)  # which reads the first picture
            with changing(connection):
                times = [time for _ in range(rounds) for time in open_matches(arena, requests)]
        pictures = connection.execute("SELECT serial FROM arena_poolsnapshot").fetchone()
    report(sorted(times), pictures=pictures[0] if pictures else 0)


def open_matches(arena: Arena, number: int) -> list[float]:
    requests = [("POST", "/matches/", cookies(v), "") for v in arena.take_voters(number)]
    answer = send(arena, requests, connections=4)
    if answer["statuses"] != {"303": number}:
        raise SystemExit(f"opening a match was answered {answer['statuses']}")
    return answer["latencies"]


@contextlib.contextmanager
def worked(arena: Arena) -> Iterator[None]:
    """A Celery worker of this arena, which rates nothing."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker"]
    command += ["--loglevel", "WARNING", "--queues", "default", "--pool", "threads"]
    command += ["--concurrency", "1", "--without-mingle", "--without-gossip"]
    worker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url_of(arena)})
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


@contextlib.contextmanager
def changing(connection: psycopg.Connection) -> Iterator[None]:
    """Let the responses change, and the worker look for it, until the block ends."""
    is_over = threading.Event()
    threads = [
        threading.Thread(target=repeat, args=(is_over, TICK_SECONDS, knock)),
        threading.Thread(target=repeat, args=(is_over, CHANGE_SECONDS, change, connection)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def repeat(
    is_over: threading.Event, seconds: float, work: Callable[..., None], *arguments: Any
) -> None:
    while not is_over.wait(seconds):
        work(*arguments)


def knock() -> None:
    from arena.tasks import refresh_pool

    refresh_pool.apply_async(expires=TICK_SECONDS)


def change(connection: psycopg.Connection) -> None:
    for statement in _CHANGE:
        connection.execute(statement)


def report(times: list[float], *, pictures: int) -> None:
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    say(
        view="open a match, pictures made anew",
        pictures=pictures,
        p50_ms=round(1_000 * p50, 2),
        p99_ms=round(1_000 * p99, 2),
        ratio_p99_to_p50=round(p99 / p50, 2),
        to_stay_below=MOST_RATIO,
    )
