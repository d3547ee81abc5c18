"""Time and memory of ratings, compared with other packages, and how they scale.

    ./run bench ratings [--quick]

Every peer gets the same votes and an environment of its own, which uv makes with a Python of this
machine. For a peer without its Python, or that cannot be installed, the reason is printed.
Prints a JSON line per measurement, then one per claim with its target. A first run includes page
faults and compilation; later runs do not. "cpu" is the processor time of all threads, which other
work on the machine hardly changes.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.peer_runs import (
    ARENA_RANK,
    ARENAKIT,
    CHOIX,
    EVALICA,
    OURS,
    PROTOTYPE,
    Peer,
    Took,
    do,
)
from bench.workloads import W1, W2, W3, Workload, save

BT, STRINGS, BOOTSTRAP, STYLE, ELO = "bt", "strings", "bootstrap", "style", "elo"
DAVIDSON, RAO_KUPPER, THOUSAND = "davidson", "rao-kupper", "elo of 1,000"

JOBS: Mapping[Peer, tuple[str, ...]] = {
    OURS: (BT, "published", STRINGS, BOOTSTRAP, DAVIDSON, RAO_KUPPER, STYLE, ELO, THOUSAND),
    PROTOTYPE: (BT,),
    ARENA_RANK: (BT, STRINGS, STYLE, BOOTSTRAP),
    EVALICA: (BT, ELO, BOOTSTRAP),
    CHOIX: (BT,),
    ARENAKIT: (BT, RAO_KUPPER, BOOTSTRAP),
}
# Jobs that cannot be measured, with the reason.
IMPOSSIBLE: Mapping[tuple[str, str, str], str] = {
    (EVALICA.name, BOOTSTRAP, each.name): (
        "not run: it holds all resamples at once, 9 KB a vote measured at W1, so "
        f"{each.votes * 9_000 / 1e9:.0f} GB"
    )
    for each in (W2, W3)
}
# Numbers of competitors and of votes in the tables of scaling.
SIZES = (60, 125, 250, 500, 1_000, 2_000)
NUMBERS = (100_000, 1_000_000, 10_000_000)

type Results = dict[tuple[str, str, str], Took]


@dataclass(frozen=True, slots=True)
class Claim:
    """The speed to reach: times as fast as a peer, or at most so many times as slow."""

    job: str
    peer: Peer
    work: Workload = W3
    times_faster: float = 0.0
    times_slower: float = 0.0
    peer_job: str = ""

    def check(self, results: Results) -> dict[str, object] | None:
        ours = results.get((OURS.name, self.job, self.work.name))
        theirs = results.get((self.peer.name, self.peer_job or self.job, self.work.name))
        if ours is None or theirs is None:
            return None
        said: dict[str, object] = {
            "claim": f"{self.job} beside {self.peer.name} {self.peer_job}".strip(),
            "workload": self.work.name,
            "to_reach": self._to_reach(),
        }
        if not (ours.ended and theirs.ended):
            return {**said, "reached": None, "why": ours.trouble or f"peer: {theirs.trouble}"}
        ratios = {
            "first": theirs.first["total"] / ours.first["total"],
            "later": theirs.later["total"] / ours.later["total"],
            "cpu_first": theirs.first["cpu"] / ours.first["cpu"],
            "cpu_later": theirs.later["cpu"] / ours.later["cpu"],
        }
        shown = {name: self._shown(ratio) for name, ratio in ratios.items()}
        reached = [name for name, ratio in ratios.items() if self._is_reached(ratio)]
        return {**said, **shown, "reached": len(reached) == len(ratios) or reached}

    def _to_reach(self) -> str:
        if self.times_faster:
            return f"at least {self.times_faster:g} times as fast"
        return f"at most {self.times_slower:g} times as slow"

    def _is_reached(self, ratio: float) -> bool:
        if self.times_faster:
            return ratio >= self.times_faster
        return 1 / ratio <= self.times_slower

    def _shown(self, ratio: float) -> float:
        return round(ratio if self.times_faster else 1 / ratio, 2)


CLAIMS = [
    Claim(BT, ARENA_RANK, times_faster=200),
    *(Claim(BT, PROTOTYPE, work, times_slower=1.5) for work in (W1, W2, W3)),
    *(Claim(STRINGS, ARENA_RANK, work, times_faster=25) for work in (W1, W2, W3)),
    *(
        Claim(BOOTSTRAP, peer, work, times_faster=10)
        for peer in (ARENAKIT, EVALICA, ARENA_RANK)
        for work in (W1, W2, W3)
    ),
    *(
        Claim(job, OURS, work, times_slower=2, peer_job=BT)
        for job in (DAVIDSON, RAO_KUPPER)
        for work in (W1, W2, W3)
    ),
    *(Claim(STYLE, ARENA_RANK, work, times_faster=50) for work in (W1, W2, W3)),
    *(Claim(ELO, EVALICA, work, times_faster=3) for work in (W1, W2, W3)),
]


@dataclass(slots=True)
class Bench:
    """How long to measure, and the results so far."""

    runs: int
    patience: float
    only: frozenset[str]
    results: Results = field(default_factory=dict)

    def measure(self, work: Workload, folder: Path) -> None:
        for peer, jobs in JOBS.items():
            for job in jobs:
                if not self.only or job in self.only:
                    took = self._do(peer, work, folder, job)
                    self.results[peer.name, job, work.name] = took
                    say(who=peer.name, job=job, workload=work.name, **took.shown())

    def _do(self, peer: Peer, work: Workload, folder: Path, job: str) -> Took:
        why = IMPOSSIBLE.get((peer.name, job, work.name))
        if why:
            return Took(trouble=why)
        # Peers that take minutes run only twice.
        runs = self.runs if peer in {OURS, PROTOTYPE} else 2
        return do(peer, folder, job, runs=runs, patience=self.patience)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="W1 alone, stopped after a minute")
    options.add_argument("--workloads", nargs="+", default=["W1", "W2", "W3"])
    options.add_argument("--jobs", nargs="+", default=[], help="only these")
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--patience", type=float, default=300.0, help="seconds a job may take")
    asked = options.parse_args()
    works = [work for work in (W1, W2, W3) if work.name in asked.workloads]
    bench = Bench(asked.runs, asked.patience, frozenset(asked.jobs))
    if asked.quick:
        works, bench = [W1], Bench(3, 60.0, bench.only)
    for work in works:
        with stored(work) as folder:
            bench.measure(work, folder)
            say_differences(bench.results, work)
    for claim in CLAIMS:
        checked = claim.check(bench.results)
        if checked:
            say(**checked)
    say_limits(bench.results)
    if not bench.only or "growth" in bench.only:
        grow(bench, quick=asked.quick)


@contextmanager
def stored(work: Workload, *, whole: bool = True) -> Iterator[Path]:
    """A temporary folder with the votes of a workload."""
    with tempfile.TemporaryDirectory(prefix="podium-bench-") as name:
        save(work, Path(name), whole=whole)
        yield Path(name)


def say_differences(results: Results, work: Workload) -> None:
    """Differences of strengths from peers with the same model, in nats."""
    for (who, job, name), took in results.items():
        ours = results.get((OURS.name, job, work.name))
        if who == OURS.name or name != work.name or "theta" not in took.found or ours is None:
            continue
        ridge = {"note": "another model: it has a ridge"} if job == STYLE else {}
        for what in ("theta", "errors"):
            if what in took.found and what in ours.found:
                largest = np.abs(np.subtract(took.found[what], ours.found[what])).max()
                say(difference_of=what, from_=who, job=job, workload=name, largest=largest, **ridge)


def say_limits(results: Results) -> None:
    for name, job, key, most in (
        ("milliseconds of 1,000 votes of Elo", THOUSAND, "total", 5.0),
        ("megabytes of counts, BT and sandwich", BT, "megabytes", 40.0),
    ):
        took = results.get((OURS.name, job, W3.name))
        if took is not None and took.ended:
            value = took.megabytes if key == "megabytes" else took.later[key]
            say(
                claim=name,
                workload=W3.name,
                to_reach=f"at most {most:g}",
                found=round(value, 2),
                reached=value <= most,
            )


def grow(bench: Bench, *, quick: bool) -> None:
    """Time of fit and sandwich, after counting, by number of competitors and by number of votes."""
    for works in growing(quick=quick):
        times = []
        for work in works:
            with stored(work, whole=False) as folder:
                took = do(OURS, folder, "growth", runs=bench.runs, patience=bench.patience)
            times.append(took.later.get("total", 0.0))
            size = {"votes": work.votes, "competitors": work.competitors}
            say(growth=work.name, **size, **took.shown(), steps=took.found.get("steps"))
        say(growth=works[0].name, ratio_of_last_to_first=round(times[-1] / times[0], 2))


def growing(*, quick: bool) -> Iterator[list[Workload]]:
    sizes, numbers = (SIZES[:4], NUMBERS[:2]) if quick else (SIZES, NUMBERS)
    yield [Workload("by competitors", 1_000_000, size) for size in sizes]
    yield [Workload("by votes", number, 400) for number in numbers]


def say(**what: object) -> None:
    print(json.dumps({name.rstrip("_"): value for name, value in what.items()}), flush=True)


if __name__ == "__main__":
    main()
