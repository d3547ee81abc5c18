"""Runs a job of each peer on the same votes, in a process and an environment of its own."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.interpreters import find_python

ROOT = Path(__file__).parent.parent
# One thread, so that algorithms are compared; JAX's own threads cannot be limited.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "JAX_PLATFORMS": "cpu"}


@dataclass(frozen=True, slots=True)
class Peer:
    """A script of `bench/peers/`, and the packages and the Python it needs; ours needs none but
    this one."""

    name: str
    script: str
    packages: tuple[str, ...] = ()
    python: str = "3.13"

    def command(self) -> list[str]:
        """How its script is started.

        Raises:
            NotHere: uv or the Python it needs is not on this machine.
        """
        script = str(ROOT / "bench" / "peers" / f"{self.script}.py")
        if not self.packages:
            return [sys.executable, script]
        uv = _find_uv()
        python = find_python(self.python, uv=uv)
        if python is None:
            raise NotHere(
                f"It needs Python {self.python}, which is not here: install it "
                f"(uv python install {self.python}, or pyenv install {self.python}) and try again."
            )
        wanted = [part for package in self.packages for part in ("--with", package)]
        alone = ["run", "--quiet", "--isolated", "--no-project", "--no-python-downloads"]
        return [uv, *alone, "--python", str(python), *wanted, "python", script]


class NotHere(Exception):
    """Something a peer needs is not installed; the message says how to install it."""


def _find_uv() -> str:
    for uv in (shutil.which("uv"), str(ROOT / ".uv" / "bin" / "uv")):
        if uv and os.access(uv, os.X_OK):
            return uv
    raise NotHere("It needs uv, which is not here: install it (pip install uv) and try again.")


OURS = Peer("podium", "via_podium")
PROTOTYPE = Peer("prototype", "prototype", ("numpy", "scipy"))
ARENA_RANK = Peer("arena-rank 0.1.1", "via_arena_rank", ("arena-rank==0.1.1",), "3.12")
EVALICA = Peer("evalica 0.4.2", "via_evalica", ("evalica==0.4.2",))
CHOIX = Peer("choix 0.4.1", "via_choix", ("choix==0.4.1",))
ARENAKIT = Peer("arenakit 0.1.1", "via_arenakit", ("arenakit==0.1.1",))


@dataclass(frozen=True, slots=True)
class Took:
    """Cost of a job: milliseconds of the first run in a fresh process, with compilation, and the
    median of the later ones; megabytes beyond the loaded votes. If the job failed, `trouble` is
    the reason."""

    first: Mapping[str, float] = field(default_factory=dict)
    later: Mapping[str, float] = field(default_factory=dict)
    megabytes: float = 0.0
    found: Mapping[str, Any] = field(default_factory=dict)
    trouble: str = ""

    @property
    def ended(self) -> bool:
        return not self.trouble

    def shown(self) -> dict[str, object]:
        if self.trouble:
            return {"trouble": self.trouble}
        times = {"first_ms": self.first, "later_ms": self.later}
        return {**times, "added_megabytes": round(self.megabytes, 1)}


def do(peer: Peer, folder: Path, job: str, *, runs: int, patience: float) -> Took:
    """Run a job of a peer.

    Args:
        patience: seconds after which it is stopped.
    """
    try:
        command = [*peer.command(), str(folder), job, str(runs)]
    except NotHere as reason:
        return Took(trouble=str(reason))
    environment = {**os.environ, **ONE_THREAD}
    if not peer.packages:
        environment["PYTHONPATH"] = str(ROOT)
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return Took(trouble=f"stopped after {patience:.0f} s")
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return Took(trouble=lines[-1].strip() if lines else f"ended with {done.returncode}")
    return _read(json.loads(done.stdout.splitlines()[-1]))


def _read(said: dict[str, Any]) -> Took:
    first, *later = said.pop("seconds")
    megabytes = float(said.pop("megabytes"))
    return Took(_milliseconds([first]), _milliseconds(later or [first]), megabytes, said)


def _milliseconds(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {
        stage: round(1_000 * statistics.median(run[stage] for run in runs), 3) for stage in runs[0]
    }
