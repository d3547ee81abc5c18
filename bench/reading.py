"""Time and memory of reading files of votes, beside pandas and pyarrow reading the same file.

    ./run bench reading [--rows 1000000]

Each reader gets a process of its own, and one file of 1,000,000 votes of 60 models by 20,000 voters
on 500 challenges; the columns of models, outcome, voter and challenge are read and turned into
numbers. Beside CSV, pandas' C parser reads the same columns as texts; beside Parquet, pyarrow does.
Both only make columns: they look at no name and no outcome. Prints a JSON line per
measurement, the best of two, and then one per claim with its ratio and what it is to reach.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

MODELS, VOTERS, CHALLENGES = 60, 20_000, 500
COLUMNS = ("model_a", "model_b", "winner", "judge", "question_id")
TIMES = 2
TO_REACH = 2.0
# Our reader of each form, and what it is compared with.
FORMS: Mapping[str, str | None] = {
    "votes.csv": "pandas",
    "votes.quoted.csv": "pandas",
    "votes.prompts.csv": "pandas",
    "votes.csv.gz": "pandas",
    "votes.parquet": "pyarrow",
    "votes.jsonl": None,
    "votes.json": None,
}


def write_files(folder: Path, rows: int) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    rng = np.random.default_rng(1)
    left = rng.integers(MODELS, size=rows)
    right = (left + rng.integers(1, MODELS, size=rows)) % MODELS
    words = np.array(["model_a", "model_b", "tie", "tie (bothbad)"])
    table = pa.table(
        {
            "model_a": pa.array([f"model-{each}" for each in left.tolist()]),
            "model_b": pa.array([f"model-{each}" for each in right.tolist()]),
            "winner": pa.array(words[rng.choice(4, size=rows, p=[0.38, 0.36, 0.16, 0.1])].tolist()),
            "judge": pa.array([f"voter-{each}" for each in rng.integers(VOTERS, size=rows)]),
            "question_id": pa.array([f"q{each}" for each in rng.integers(CHALLENGES, size=rows)]),
            "tokens_a": pa.array(rng.integers(1_000, size=rows)),
            "tstamp": pa.array(1.7e9 + np.arange(rows)),
        }
    )
    parquet.write_table(table, folder / "votes.parquet")
    plain = csv.WriteOptions(quoting_style="none")
    csv.write_csv(table, folder / "votes.csv", plain)
    csv.write_csv(table, folder / "votes.quoted.csv")
    prompts = table.append_column("prompt", pa.array(['Say "Hi", please\nand go.'] * rows))
    csv.write_csv(prompts, folder / "votes.prompts.csv")
    with pa.CompressedOutputStream(str(folder / "votes.csv.gz"), "gzip") as packed:
        csv.write_csv(table, packed, plain)
    lines = [json.dumps(row) for row in table.to_pylist()]
    (folder / "votes.jsonl").write_text("\n".join(lines))
    (folder / "votes.json").write_text("[" + ",\n".join(lines) + "]")


def read_ours(path: str) -> int:
    from dataclasses import replace

    from arena.vote_files import NameNumbers, VoteOptions, open_votes

    voters, challenges, votes = NameNumbers(), NameNumbers(), 0
    with open_votes(path, VoteOptions()) as file:
        columns = replace(file.judged_columns(), voter="judge", challenge="question_id")
        for batch in file.votes(columns):
            voters.codes(batch.columns["judge"])
            challenges.codes(batch.columns["question_id"])
            votes += len(batch.rows)
    return votes


def read_pandas(path: str) -> int:
    import pandas as pd

    return len(pd.read_csv(path, engine="c", usecols=list(COLUMNS), dtype=str))


def read_pyarrow(path: str) -> int:
    from pyarrow import parquet

    return int(parquet.read_table(path, columns=list(COLUMNS)).num_rows)


READERS: Mapping[str, Callable[[str], int]] = {
    "ours": read_ours,
    "pandas": read_pandas,
    "pyarrow": read_pyarrow,
}


def measure(reader: str, path: str) -> None:
    """Read once, and print what it took: what a process of its own can tell."""
    import gc

    if reader == "ours":
        gc.disable()  # as ./run rate does
    else:
        __import__({"pandas": "pandas", "pyarrow": "pyarrow.parquet"}[reader])
    import arena.vote_files  # noqa: F401 - importing is not reading

    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    rows = READERS[reader](path)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    took = {"rows": rows, "seconds": round(seconds, 3), "cpu": round(cpu, 3)}
    print(json.dumps(took | {"megabytes": most_megabytes()}))


def most_megabytes() -> int:
    """The most memory of this process; `getrusage` has that of its parent, too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def best_of(reader: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.reading", "--reader", reader, "--file", str(path)]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(TIMES)
    ]
    return min(runs, key=lambda run: run["cpu"])


def compare(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), rows)
        for name, peer in FORMS.items():
            path = Path(folder) / name
            ours = best_of("ours", path)
            print(json.dumps({"file": name, "reader": "ours", **ours}), flush=True)
            if peer is None:
                continue
            theirs = best_of(peer, path)
            print(json.dumps({"file": name, "reader": peer, **theirs}), flush=True)
            for what in ("cpu", "megabytes"):
                ratio = round(ours[what] / theirs[what], 2)
                claim = {"claim": f"{what} of {name} beside {peer}", "ratio": ratio}
                reached = {"to_reach": f"<= {TO_REACH}", "reached": ratio <= TO_REACH}
                print(json.dumps(claim | reached), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        measure(options.reader, options.file)
    else:
        compare(options.rows)


if __name__ == "__main__":
    main()
