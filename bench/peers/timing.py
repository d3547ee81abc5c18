"""Timing of the scripts in this folder. Each runs in an environment of its own:

    python bench/peers/via_NAME.py FOLDER JOB RUNS

It loads the votes of a folder, runs a job RUNS times, and prints a line of JSON: the seconds of
each stage of each run, the processor time of all threads as "cpu", which a busy machine hardly
changes, and the peak memory of the first run beyond the loaded votes.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np


class Stages:
    """The seconds of each stage of one run."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began


class Folder:
    """Votes of a workload."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = int(json.loads((path / "workload.json").read_text())["competitors"])

    def column(self, name: str) -> np.ndarray:
        return np.load(self.path / f"{name}.npy")

    def votes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.column("left"), self.column("right"), self.column("outcome")


type Run = Callable[[Stages], Mapping[str, object]]


def main(jobs: Mapping[str, Callable[[Folder], Run]]) -> None:
    """Run one of `jobs`. A job loads its data and returns the function to measure, which
    returns the numbers to compare."""
    path, name, runs = sys.argv[1:]
    run = jobs[name](Folder(Path(path)))
    seconds = []
    before = _forget_peak()
    for number in range(int(runs)):
        stages = Stages()
        began, worked = time.perf_counter(), time.process_time()
        found = run(stages)
        total, cpu = time.perf_counter() - began, time.process_time() - worked
        seconds.append({**stages.seconds, "total": total, "cpu": cpu})
        if number == 0:
            megabytes = (_kilobytes("VmHWM") - before) / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, **found}))


def _forget_peak() -> int:
    """Reset the peak of the memory, and return the memory in use, in kilobytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return _kilobytes("VmRSS")


def _kilobytes(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    raise LookupError(field)


def centred(theta: object) -> list[float]:
    """Strengths in nats, shifted to mean 0."""
    strengths = np.asarray(theta, dtype=np.float64)
    return (strengths - strengths.mean()).tolist()
