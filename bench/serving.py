"""Requests per second of the real views, beside bare views on the same server in the same rounds.

    ./run bench serving

Two arenas stand side by side, each with its own database and Granian: a small one of 1,000
responses and a large one of 200,000 responses and 1,000,000 votes. Every round asks each view of
each arena in turn, so what the machine does meanwhile falls on all alike. Prints a JSON line per
view and arena, then the ratios: real to bare, and large to small (medians of rounds).
"""

import argparse
import contextlib
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bench.servers import ROOT, fresh_database, use_servers

type Request = tuple[str, str, dict[str, str], str]

CSRF = "x" * 32
FORM = "application/x-www-form-urlencoded"
# What the real view does beside the bare one it is compared with, and the least ratio to reach.
COMPARED = {
    "open a match": ("bare insert", 0.35),
    "cast a vote": ("bare insert", 0.35),
    "open a match (API)": ("bare insert", None),
    "cast a vote (API)": ("bare insert", None),
    "leaderboard": ("bare select", 0.7),
    "leaderboard, not modified": ("bare select", 0.9),
    "leaderboard (API)": ("bare select", None),
}


@dataclass(slots=True)
class Arena:
    """One filled database with its server; voters are used up from `next_voter` on."""

    name: str
    port: int
    competitors: int
    challenges: int
    votes: int
    voters: int
    database: str = ""
    next_voter: int = 1
    etag: str = ""
    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def take_voters(self, number: int) -> range:
        first, self.next_voter = self.next_voter, self.next_voter + number
        return range(first, first + number)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--requests", type=int, default=400, help="per view and round")
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--votes", type=int, default=1_000_000)
    asked = options.parse_args()
    fresh = asked.rounds * asked.requests * 5
    arenas = [
        Arena("small", 8161, competitors=20, challenges=50, votes=2_000, voters=fresh),
        Arena("large", 8162, competitors=200, challenges=1_000, votes=asked.votes, voters=fresh),
    ]
    with use_servers(), contextlib.ExitStack() as stack:
        for arena in arenas:
            stack.enter_context(filled(arena))
            stack.enter_context(served(arena))
        for _ in range(asked.rounds):
            for make in SCENARIOS:
                for arena in arenas:
                    measure(arena, make, asked.requests, asked.connections)
    report(arenas)


def voter_id(number: int) -> uuid.UUID:
    """As the filling statement names them."""
    return uuid.UUID(hashlib.md5(f"voter {number}".encode()).hexdigest())


@contextlib.contextmanager
def filled(arena: Arena) -> Iterator[None]:
    """A database with the arena in it, rated once. Voters who voted come after the fresh ones."""
    from django.db import connection

    from bench import filling
    from leaderboard.runs.tick import recompute_boards

    began = time.perf_counter()
    with fresh_database(f"bench_{arena.name}"):
        busy = max(100, arena.votes // 20)
        filling.fill_content(competitors=arena.competitors, challenges=arena.challenges)
        filling.fill_voters(first=1, last=arena.voters + busy)
        filling.fill_votes(
            votes=arena.votes,
            competitors=arena.competitors,
            challenges=arena.challenges,
            voters=busy,
            first_voter=arena.voters + 1,
        )
        recompute_boards()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_row (id uuid PRIMARY KEY, word text, at timestamptz)"
            )
            cursor.execute("INSERT INTO bench_row VALUES (%s, 'left', now())", [uuid.UUID(int=0)])
        filling.tidy()
        arena.database = str(connection.settings_dict["NAME"])
        say(arena=arena.name, votes=arena.votes, filled_in=round(time.perf_counter() - began, 1))
        yield


@contextlib.contextmanager
def served(arena: Arena) -> Iterator[None]:
    """Granian as in production: one worker process, four threads."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(arena.port), "--workers", "1", "--blocking-threads", "4"]
    command += ["--no-ws", "--log-level", "warning", "config.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url_of(arena)})
    try:
        wait_for(f"http://127.0.0.1:{arena.port}/healthz/")
        with urllib.request.urlopen(f"http://127.0.0.1:{arena.port}/leaderboard/") as page:
            arena.etag = page.headers["ETag"]
        yield
    finally:
        server.terminate()
        server.wait(20)


def url_of(arena: Arena) -> str:
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{arena.database}" + (f"?{query}" if query else "")


def wait_for(url: str) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)
        else:
            return


def cookies(number: int) -> dict[str, str]:
    from arena.visitors import voters

    sealed = voters.seal(voter_id(number))
    return {"Cookie": f"{voters.COOKIE}={sealed}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def bare_insert(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "bare insert", [("POST", "/bare/insert/", {}, "")] * number, 201


def bare_select(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "bare select", [("GET", "/bare/select/", {}, "")] * number, 200


def open_match(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [("POST", "/matches/", cookies(v), "") for v in arena.take_voters(number)]
    return "open a match", requests, 303


def open_match_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [
        ("POST", "/api/v1/matches/", {**cookies(v), "Content-Type": "application/json"}, "{}")
        for v in arena.take_voters(number)
    ]
    return "open a match (API)", requests, 201


def cast_vote(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    requests = [
        ("POST", f"/matches/{match}/vote/", {**cookies(v), "Content-Type": FORM}, "outcome=left")
        for v, match in opened(arena, number)
    ]
    return "cast a vote", requests, 303


def cast_vote_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    json_type = {"Content-Type": "application/json"}
    requests = [
        ("POST", f"/api/v1/matches/{m}/vote/", {**cookies(v), **json_type}, '{"outcome":"left"}')
        for v, m in opened(arena, number)
    ]
    return "cast a vote (API)", requests, 201


def opened(arena: Arena, number: int) -> list[tuple[int, str]]:
    """Fresh voters with a match each, opened beforehand."""
    voters = arena.take_voters(number)
    requests = [("POST", "/matches/", cookies(voter), "") for voter in voters]
    send(arena, requests, connections=4)
    return [(voter, match_of(arena, voter)) for voter in voters]


def match_of(arena: Arena, voter: int) -> str:
    if arena.name not in _connections:
        _connections[arena.name] = psycopg.connect(url_of(arena), autocommit=True)
    found = _connections[arena.name].execute(
        "SELECT id FROM arena_match WHERE voter_id = %s", [voter_id(voter)]
    )
    return str(found.fetchone()[0])


_connections: dict[str, psycopg.Connection[Any]] = {}


def read_board(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "leaderboard", [("GET", "/leaderboard/", {}, "")] * number, 200


def read_board_by_api(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    del arena
    return "leaderboard (API)", [("GET", "/api/v1/boards/overall/", {}, "")] * number, 200


def read_board_again(arena: Arena, number: int) -> tuple[str, list[Request], int]:
    headers = {"If-None-Match": arena.etag}
    return "leaderboard, not modified", [("GET", "/leaderboard/", headers, "")] * number, 304


SCENARIOS: list[Callable[[Arena, int], tuple[str, list[Request], int]]] = [
    bare_insert,
    open_match,
    cast_vote,
    open_match_by_api,
    cast_vote_by_api,
    bare_select,
    read_board,
    read_board_again,
    read_board_by_api,
]


def send(arena: Arena, requests: list[Request], *, connections: int) -> dict[str, Any]:
    job = {"port": arena.port, "connections": connections, "requests": requests}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return json.loads(done.stdout)


def measure(
    arena: Arena,
    make: Callable[[Arena, int], tuple[str, list[Request], int]],
    number: int,
    connections: int,
) -> None:
    name, requests, expected = make(arena, number)
    answer = send(arena, requests, connections=connections)
    if answer["statuses"] != {str(expected): number}:
        raise SystemExit(f"{name} on the {arena.name} arena answered {answer['statuses']}")
    arena.rates[name].append(number / answer["seconds"])
    arena.latencies[name] += answer["latencies"]


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
        for name, (bare, least) in COMPARED.items():
            ratio = median_ratio(arena.rates[name], arena.rates[bare])
            say(arena=arena.name, view=name, ratio_to=bare, ratio=ratio, to_reach=least)
    small, large = arenas
    for name in small.rates:
        say(view=name, ratio_large_to_small=median_ratio(large.rates[name], small.rates[name]))


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    """Median over rounds of what was measured one after the other."""
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
