"""Arenas that are served side by side: each with a database, a Granian, and voters to use up."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bench.servers import ROOT, fresh_database

type Request = tuple[str, str, dict[str, str], str]

CSRF = "x" * 32


@dataclass(slots=True)
class Arena:
    """One filled database with its server; voters are used up from `next_voter` on."""

    name: str
    port: int
    competitors: int
    challenges: int
    votes: int
    voters: int
    is_rated: bool = True
    database: str = ""
    next_voter: int = 1
    etag: str = ""
    api_etag: str = ""
    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def take_voters(self, number: int) -> range:
        first, self.next_voter = self.next_voter, self.next_voter + number
        return range(first, first + number)


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
        if arena.is_rated:
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
    """The web server as `serve` starts it."""
    from config.embedded.address import Address
    from config.embedded.servers import web_command

    command = web_command(Address("127.0.0.1", arena.port))
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url_of(arena)})
    try:
        wait_for(f"http://127.0.0.1:{arena.port}/healthz/")
        if arena.is_rated:
            arena.etag = etag_of(arena, "/leaderboard/")
            arena.api_etag = etag_of(arena, "/api/v1/boards/overall/")
        yield
    finally:
        server.terminate()
        server.wait(20)


def etag_of(arena: Arena, path: str) -> str:
    # By the name that the load uses: answers have links, which begin with it.
    asked = urllib.request.Request(
        f"http://127.0.0.1:{arena.port}{path}", headers={"Host": "127.0.0.1"}
    )
    with urllib.request.urlopen(asked) as answer:
        return answer.headers["ETag"]


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

    sealed = voters.sign_key(voter_id(number))
    return {"Cookie": f"{voters.COOKIE}={sealed}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


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


def send(arena: Arena, requests: list[Request], *, connections: int) -> dict[str, Any]:
    job = {"port": arena.port, "connections": connections, "requests": requests}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return json.loads(done.stdout)


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)
