"""Memory of `./run demo` at rest, by role, compared with a bare Python with Django.

    ./run bench memory [--rounds 3] [--samples 5]

A round starts the demo on a data folder and a port of its own, waits until it answers and its
worker is idle, and adds up the PSS (proportional set size, Linux only) of the processes of each
role. The bare process imports Django, reads the same settings and sets up no application. Prints a
JSON line per role, the median over all samples, then the total with its ratio to the bare process
and the limit of that ratio; above it, the exit code is 1.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Variables of the caller that would change which servers start or where the data is.
ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PODIUM_DATA")
READY_SECONDS = 300
# By then tasks that run every minute have run once, so the modules they import are counted.
SETTLE_SECONDS = 75
SAMPLE_SECONDS = 2
# A part of the command line of each server.
ROLES = {"granian": "web", "celery": "worker", "valkey": "valkey"}
SUPERVISOR = "supervisor"
# The ratio of the total at rest to the bare process, and by what factor it may grow. At 588a7b4 it
# was 324.6 over 27.8 MB, on a virtual machine with two cores (Xeon, 2.5 GHz), CPython 3.13.
RATIO_THEN, MAY_GROW = 11.7, 1.25
BARE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
from django.conf import settings
settings.INSTALLED_APPS
print("ready", flush=True)
sys.stdin.read()
"""

type Sample = Mapping[str, float]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--samples", type=int, default=5, help="of each round")
    asked = options.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("./run bench memory reads /proc, which only Linux has.")
    samples = [each for _ in range(asked.rounds) for each in measure(asked.samples)]
    sys.exit(not report(samples))


def measure(number: int) -> list[Sample]:
    """Samples of the memory by role, from one start of the demo."""
    with tempfile.TemporaryDirectory(prefix="podium-memory-") as folder:
        data = Path(folder)
        with running_demo(data) as demo, running_bare(data) as bare:
            time.sleep(SETTLE_SECONDS)
            return list(sampled(demo, bare, number))


def sampled(demo: int, bare: int, number: int) -> Iterator[Sample]:
    for _ in range(number):
        time.sleep(SAMPLE_SECONDS)
        found: dict[str, float] = defaultdict(float)
        for process, role in tree_of(demo):
            found[role] += megabytes_of(process)
        yield {**found, "total": sum(found.values()), "bare": megabytes_of(bare)}


@contextmanager
def running_demo(data: Path) -> Iterator[int]:
    """Start a demo and return the process id of its supervisor; stop it at the end."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    environment["PODIUM_DATA"] = str(data)
    prepare = [sys.executable, "-m", "config.embedded", str(data)]
    subprocess.run(prepare, cwd=ROOT, env=environment, check=True)
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--demo", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(process, port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@contextmanager
def running_bare(data: Path) -> Iterator[int]:
    """Start a Python that imports Django and reads the settings; return its process id."""
    environment = {**os.environ, "SECRET_KEY": "only for measuring", "PODIUM_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-c", BARE],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    if process.stdout.readline() != b"ready\n":
        raise SystemExit("A bare Python with Django does not start here.")
    try:
        yield process.pid
    finally:
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while not answers(port):
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise SystemExit(f"The demo did not answer within {READY_SECONDS} s.")
        time.sleep(0.2)


def answers(port: int) -> bool:
    """Whether the demo answers; requests the two most visited pages, so that their imports are
    measured."""
    try:
        for path in ("/healthz/", "/", "/leaderboard/"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status != http.HTTPStatus.OK:
                return False
    except (OSError, http.client.HTTPException):
        return False
    return True


def tree_of(process: int, role: str = SUPERVISOR) -> Iterator[tuple[int, str]]:
    """The process and its descendants, each with the role found in its command line, else with the
    role of its parent."""
    command = Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    role = next((named for word, named in ROLES.items() if word in command), role)
    yield process, role
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from tree_of(int(child), role)


def megabytes_of(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_024


def report(samples: Sequence[Sample]) -> bool:
    """Print the measurements, and return whether the ratio is within the limit."""
    for role in [*dict.fromkeys(ROLES.values()), SUPERVISOR, "total", "bare"]:
        sizes = [sample.get(role, 0.0) for sample in samples]
        spread = [round(min(sizes), 1), round(max(sizes), 1)]
        say(role=role, pss_megabytes=round(statistics.median(sizes), 1), from_to=spread)
    ratio = statistics.median(sample["total"] / sample["bare"] for sample in samples)
    most = MAY_GROW * RATIO_THEN
    say(
        claim="demo at rest, total to bare",
        ratio=round(ratio, 2),
        to_reach=f"at most {most:.2f}",
        reached=ratio <= most,
    )
    return ratio <= most


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
