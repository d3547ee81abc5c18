"""Requests per second of the API's reads, beside a bare view of Django REST framework that selects
one row, on the same server in the same rounds.

    ./run bench api

A small arena and a large one stand side by side, as in `bench/serving.py`. Prints a JSON line per
view and arena, then the ratios to the bare view (medians of rounds).
"""

import argparse
import contextlib
import statistics
from collections.abc import Callable

from bench.arenas import Arena, Request, etag_of, filled, say, served
from bench.servers import use_servers
from bench.serving import measure, median_ratio

BARE = "bare DRF view"
# The least ratio to the bare view that each read has to reach.
TO_REACH = 0.8
BOARDS, BOARD = "/api/v1/boards/", "/api/v1/boards/overall/"
ENTRIES = f"{BOARD}entries/?limit=20"
READS = {
    "boards": BOARDS,
    "a board": BOARD,
    "entries": ENTRIES,
}
# For comparison, without a ratio to reach.
OTHERS = {
    "models": "/api/v1/models/?limit=20",
    "challenges": "/api/v1/challenges/?limit=20",
    "a comparison": "/api/v1/compare/bench-1/bench-2/",
    "votes": "/api/v1/votes/?limit=20",
}

type Scenario = Callable[[Arena, int], tuple[str, list[Request], int]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--requests", type=int, default=400, help="per view and round")
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--small", action="store_true", help="without the large arena")
    asked = options.parse_args()
    arenas = [Arena("small", 8171, competitors=20, challenges=50, votes=2_000, voters=10)]
    if not asked.small:
        arenas.append(
            Arena("large", 8172, competitors=200, challenges=1_000, votes=asked.votes, voters=10)
        )
    with use_servers(), contextlib.ExitStack() as stack:
        for arena in arenas:
            stack.enter_context(filled(arena))
            stack.enter_context(served(arena))
        scenarios = {arena.name: list(scenarios_of(arena)) for arena in arenas}
        for _ in range(asked.rounds):
            for number in range(len(scenarios["small"])):
                for arena in arenas:
                    measure(arena, scenarios[arena.name][number], asked.requests, asked.connections)
        report(arenas)


def scenarios_of(arena: Arena) -> list[Scenario]:
    made = [reading(BARE, "/bare/api/", {}, 200)]
    for name, path in (READS | OTHERS).items():
        made.append(reading(name, path, {}, 200))
    for name, path in READS.items():
        headers = {"If-None-Match": etag_of(arena, path)}
        made.append(reading(f"{name}, not modified", path, headers, 304))
    return made


def reading(name: str, path: str, headers: dict[str, str], status: int) -> Scenario:
    def make(arena: Arena, number: int) -> tuple[str, list[Request], int]:
        del arena
        return name, [("GET", path, headers, "")] * number, status

    return make


def report(arenas: list[Arena]) -> None:
    for arena in arenas:
        for name, rates in arena.rates.items():
            times = sorted(arena.latencies[name])
            say(
                arena=arena.name,
                view=name,
                per_second=round(statistics.median(rates)),
                p50_ms=round(1_000 * times[len(times) // 2], 2),
                p99_ms=round(1_000 * times[len(times) * 99 // 100], 2),
            )
        for name, rates in arena.rates.items():
            if name != BARE:
                ratio = median_ratio(rates, arena.rates[BARE])
                has_bound = name not in OTHERS
                bound = {"to_reach": TO_REACH} if has_bound else {}
                say(arena=arena.name, view=name, ratio_to=BARE, ratio=ratio, **bound)


if __name__ == "__main__":
    main()
