"""A dump of an arena of many votes, and its verification: seconds, bytes, and the most memory.

    ./run bench dumps [--votes 1000000 --competitors 100 --most-megabytes 150]

Prints a JSON line for each: filling and counting, the dump (in a process of its own, whose largest
resident set is measured, with what a process takes that only starts Django beside it), the files,
and verify/podium_verify.py on the folder. Then arena-rank, in an environment of its own, reads the
votes of the overall board as LMArena's battles, and the largest difference from the board's ratings
is printed, in points. Exits with 1 if the dump takes more memory than the most.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.peer_runs import ONE_THREAD, NotHere, Peer
from bench.servers import ROOT, fresh_database, use_servers

CHALLENGES = 200
# What a process says of itself at its end; what its parent is told includes the parent's own.
_SAY = """
from pathlib import Path
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""
_IDLE = "import django; django.setup(); import leaderboard.open_data, pyarrow.parquet"
_CHILD = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.core.management import call_command
call_command("export_dump", sys.argv[2], stdout=sys.stderr)
"""
_VERIFY = """
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as done:
    if done.code:
        raise
"""
NAME = "bench_dumps"
PEER = Peer("arena-rank 0.1.1", "battles_arena_rank", ("arena-rank==0.1.1",), "3.12")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--competitors", type=int, default=100)
    options.add_argument("--peer-python", help="an interpreter that has arena-rank already")
    options.add_argument("--most-megabytes", type=float, default=150.0)
    asked = options.parse_args()
    with use_servers(), fresh_database(NAME), tempfile.TemporaryDirectory() as folder:
        fill(asked)
        peak = measure(Path(folder) / "dump")
        compare(Path(folder) / "battles.jsonl", asked.peer_python)
    if peak > asked.most_megabytes:
        raise SystemExit(1)


def fill(asked: argparse.Namespace) -> None:
    from bench import filling
    from leaderboard.models import LedgerEntry
    from leaderboard.runs import recompute_boards

    began = time.perf_counter()
    size = {
        "competitors": asked.competitors,
        "challenges": CHALLENGES,
        "voters": max(1_000, asked.votes // 20),
    }
    filling.fill_content(competitors=asked.competitors, challenges=CHALLENGES)
    filling.fill_voters(first=1, last=size["voters"])
    filling.fill_votes(votes=asked.votes, **size)
    filling.tidy()
    recompute_boards()
    say(filled=LedgerEntry.objects.head()[0], seconds=since(began))


def measure(folder: Path) -> float:
    """The most memory of the dump, in MB."""
    idle, _ = child(_IDLE)
    peak, seconds = child(_CHILD, NAME, str(folder))
    files = json.loads((folder / "manifest.json").read_text())["files"]
    size = {form: total(files, form) for form in ("jsonl.gz", "parquet")}
    say(dump_seconds=seconds, most_megabytes=peak, idle_megabytes=idle, bytes=size)
    script = ROOT / "verify" / "podium_verify.py"
    most, seconds = child(_VERIFY, str(script), str(folder))
    say(verified_seconds=seconds, most_megabytes=most)
    return peak


def compare(path: Path, python: str | None) -> None:
    from django.core.management import call_command

    from leaderboard.models import Entry, RatingRun
    from leaderboard.ratings import POINTS_PER_NAT

    call_command("export_votes", "--format=lmarena", "--board=overall", f"--output={path}")
    script = str(ROOT / "bench" / "peers" / "battles_arena_rank.py")
    try:
        command = [python, script] if python else PEER.command()
    except NotHere as reason:
        say(arena_rank=str(reason))
        return
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(
        [*command, str(path)], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    run = RatingRun.objects.filter(board__slug="overall").latest("id")
    ours = dict(Entry.objects.filter(run=run).values_list("competitor__slug", "theta"))
    mean = sum(theirs.values()) / len(theirs)
    apart = [abs(theirs[name] - mean - ours[name]) * POINTS_PER_NAT for name in theirs]
    say(arena_rank_models=len(theirs), largest_difference_points=float(max(apart)))


def total(files: list[dict[str, object]], form: str) -> int:
    return sum(int(str(file["bytes"])) for file in files if file["format"] == form)


def child(code: str, *arguments: str) -> tuple[float, float]:
    """The most memory of a process in MB, and seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_SAY}", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return round(float(done.stdout.split()[-1]), 1), since(began)


def since(began: float) -> float:
    return round(time.perf_counter() - began, 1)


def say(**measured: object) -> None:
    print(json.dumps(measured), flush=True)


if __name__ == "__main__":
    main()
