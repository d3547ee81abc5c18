"""`kill -9` in the middle of 500 votes: is every acknowledged vote counted exactly once?

    ./run bench crashes

For each victim (worker, valkey, web, supervisor, and a valkey that is paused by SIGSTOP) it starts
Podium as `./run demo` does on an empty folder, votes with several clients, kills the victim after
half of the votes, votes on, and then compares the acknowledged votes with the tables, the ledger
and a rebuild.
Prints a JSON line per victim and exits with 1 if anything is missing or counted twice.
"""

import argparse
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PORT = 8171
BROWSERS = 4
VOTES_PER_BROWSER = 20
OUTCOMES = ("left", "right", "tie", "both_bad")
# A part of the command line of each victim.
VICTIMS = {"worker": "celery", "valkey": "valkey-server", "web": "granian", "supervisor": "serve"}


@dataclass(slots=True)
class Podium:
    """A running arena with its own data folder."""

    data: Path
    process: subprocess.Popen[bytes] | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def environment(self) -> dict[str, str]:
        limits = {"VOTES_PER_MINUTE": "0", "VOTES_PER_MINUTE_PER_ADDRESS": "0"}
        return {**os.environ, **limits, "PODIUM_DATA": str(self.data)}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def start(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "config.embedded", str(self.data)], cwd=ROOT, check=True
        )
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--demo", "--bind", f"127.0.0.1:{PORT}"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(is_up, seconds=60)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def processes(self) -> dict[int, str]:
        """Every process that serves this folder, with its command line."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    variables = (entry / "environ").read_bytes()
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue
                if f"PODIUM_DATA={self.data}\0".encode() in variables + b"\0":
                    found[int(entry.name)] = command
        return found

    def strike(self, victim: str, number: int) -> None:
        for process, command in self.processes().items():
            if VICTIMS[victim] in command.split(" --")[0]:
                os.kill(process, number)

    def query(self, statement: str) -> list[Any]:
        with sqlite3.connect(f"file:{self.data / 'podium.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(statement).fetchall()


def is_up() -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False


def wait_until(holds: Callable[[], bool], *, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up_at:
            raise SystemExit(f"{holds.__name__} did not come true in {seconds} s")
        time.sleep(0.1)


def post(path: str, body: dict[str, str], cookie: str) -> tuple[int, dict[str, Any], str]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    connection.request("POST", path, json.dumps(body), headers)
    response = connection.getresponse()
    content = json.loads(response.read())
    set_cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
    return response.status, content, set_cookie or cookie


def insist(podium: Podium, path: str, body: dict[str, str], cookie: str) -> tuple[Any, ...]:
    """Repeat the request until it is answered, as a person who presses the button again."""
    while True:
        try:
            return post(path, body, cookie)
        except (OSError, http.client.HTTPException):
            with podium.lock:
                podium.unanswered += 1
            time.sleep(0.05)


def vote_on(podium: Podium, total: int, seed: int) -> None:
    """Vote as one new browser after another, until `total` votes are acknowledged."""
    rng = random.Random(seed)
    while True:
        cookie = ""
        for _ in range(VOTES_PER_BROWSER):
            if len(podium.acknowledged) >= total:
                return
            _, match, cookie = insist(podium, "/api/v1/matches/", {}, cookie)
            if "id" not in match:
                break
            path, outcome = f"/api/v1/matches/{match['id']}/vote/", rng.choice(OUTCOMES)
            status, _, _ = insist(podium, path, {"outcome": outcome}, cookie)
            if status in {http.HTTPStatus.OK, http.HTTPStatus.CREATED}:
                with podium.lock:
                    podium.acknowledged[match["id"].replace("-", "")] = outcome


def crash(podium: Podium, victim: str) -> None:
    if victim == "stopped valkey":
        podium.strike("valkey", signal.SIGSTOP)
        return
    podium.strike(victim, signal.SIGKILL)
    if victim == "supervisor":
        assert podium.process is not None
        podium.process.wait(10)
        podium.start()


def try_victim(victim: str, votes: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="podium-crash-") as folder:
        podium = Podium(Path(folder))
        podium.start()
        browsers = [
            threading.Thread(target=vote_on, args=(podium, votes, seed)) for seed in range(BROWSERS)
        ]
        for browser in browsers:
            browser.start()
        wait_until(lambda: len(podium.acknowledged) >= votes // 2, seconds=300)
        crash(podium, victim)
        for browser in browsers:
            browser.join()
        podium.strike("valkey", signal.SIGCONT)
        wait_until(lambda: nothing_pending(podium), seconds=60)
        rebuilt = podium.manage("rebuild")
        left = podium.stop()
        return findings(podium, victim, rebuilt.returncode, left)


def nothing_pending(podium: Podium) -> bool:
    return podium.query("SELECT count(*) FROM arena_voteevent WHERE pending") == [(0,)]


def findings(podium: Podium, victim: str, rebuild_exit: int, stop_exit: int) -> dict[str, Any]:
    rows = podium.query(
        "SELECT v.match_id, v.outcome, count(DISTINCT e.id), count(l.sequence) FROM arena_vote v "
        "LEFT JOIN arena_voteevent e ON e.vote_id = v.id "
        "LEFT JOIN leaderboard_ledgerentry l ON l.event_id = e.id "
        "WHERE v.match_id IS NOT NULL GROUP BY v.id"
    )
    recorded = {match: outcome for match, outcome, _, _ in rows}
    found = {
        "victim": victim,
        "acknowledged": len(podium.acknowledged),
        "asked_again": podium.unanswered,
        "votes_in_table": len(rows),
        "lost": len(podium.acknowledged.items() - recorded.items()),
        "counted_twice": len(rows) - len(recorded),
        "not_once_in_ledger": sum((events, entries) != (1, 1) for *_, events, entries in rows),
        "rebuild_agrees": rebuild_exit == 0,
        "stopped_with": stop_exit,
        "processes_left": len(podium.processes()),
    }
    harmless = ("lost", "counted_twice", "not_once_in_ledger", "stopped_with", "processes_left")
    found["passed"] = not any(found[name] for name in harmless) and rebuild_exit == 0
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--votes", type=int, default=500)
    options.add_argument("--victim", choices=[*VICTIMS, "stopped valkey"], action="append")
    asked = options.parse_args()
    passed = True
    for victim in asked.victim or [*VICTIMS, "stopped valkey"]:
        found = try_victim(victim, asked.votes)
        print(json.dumps(found), flush=True)
        passed = passed and bool(found["passed"])
    sys.exit(not passed)


if __name__ == "__main__":
    main()
