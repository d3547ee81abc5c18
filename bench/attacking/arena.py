"""The arena that is attacked: the demo's content on loopback, with its own data folder."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.attacking.browser import Browser
from bench.memory import ELSEWHERE, READY_SECONDS, free_port

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 60
# Of an exception that did not lead to another one.
LAST_LINE = r"^Traceback .*\n(?:[ +].*\n)*(\S.*)(?!.|\n\n(?:The above|During handling))"
# Refusals that Django logs with a traceback.
REFUSED = re.compile(
    r"django\.core\.exceptions\.(DisallowedHost|TooMany\w+Sent|RequestDataTooBig|Suspicious\w+)"
)


@dataclass(slots=True)
class Arena:
    """A running arena. `limit` is that of votes per minute and address; 0 is none."""

    data: Path
    port: int
    limit: int = 0

    def query(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        path = f"file:{self.data / 'podium.sqlite3'}?mode=ro"
        with sqlite3.connect(path, uri=True, timeout=30) as database:
            return database.execute(statement, parameters).fetchall()

    def browser(self, *, source: str = "127.0.0.1") -> Browser:
        return Browser(self.port, source=source)

    def votes_on(self, match: str) -> list[str]:
        """Outcomes of the votes on a match; there may be one."""
        key = match.replace("-", "")
        rows = self.query("SELECT outcome FROM arena_vote WHERE match_id = ?", key)
        return [outcome for (outcome,) in rows]

    def ending_of(self, match: str) -> str | None:
        rows = self.query("SELECT ending FROM arena_match WHERE id = ?", match.replace("-", ""))
        ending: str | None = rows[0][0] if rows else "deleted"
        return ending

    def is_up(self) -> bool:
        reply = self.browser().get("/healthz/")
        return reply.status == 200 and reply.seconds < 1


def fill(data: Path) -> None:
    """Make a data folder with the content of the demo."""
    environment = _environment(data)
    for command in (
        ("-m", "config.embedded", str(data)),
        ("manage.py", "migrate", "--no-input", "--verbosity", "0"),
        ("manage.py", "seed_demo", "--verbosity", "0"),
        ("manage.py", "recompute"),
    ):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout.decode()}")


@contextmanager
def served(
    data: Path, *, limit: int = 0, proxies: int = 0, more: Mapping[str, str] | None = None
) -> Iterator[Arena]:
    """Serve a filled data folder, and stop it at the end.

    Args:
        limit: of votes per minute and address; three times that per network.
        more: other settings.
    """
    environment = _environment(data) | {
        "TRUSTED_PROXIES": str(proxies),
        "VOTES_PER_MINUTE": "0",
        "VOTES_PER_MINUTE_PER_ADDRESS": str(limit),
        "VOTES_PER_MINUTE_PER_NETWORK": str(3 * limit),
        **(more or {}),
    }
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--bind", f"127.0.0.1:{port}"]
    with (data / "attack.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    arena = Arena(data, port, limit)
    try:
        _wait_until_up(process, arena)
        yield arena
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return kept | {"PODIUM_DATA": str(data)}


def _wait_until_up(process: "subprocess.Popen[bytes]", arena: Arena) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while not arena.is_up():
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise SystemExit(f"The arena did not answer within {READY_SECONDS} s.")
        time.sleep(0.2)


def tracebacks(data: Path) -> list[str]:
    """The last line of each traceback in the logs, none of which an attack may cause."""
    found: list[str] = []
    for path in [data / "attack.log", *(data / "logs").glob("*.log")]:
        text = path.read_text(errors="replace")
        found += re.findall(LAST_LINE, text, re.MULTILINE)
    return [each for each in found if not REFUSED.match(each)]
