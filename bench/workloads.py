"""Votes to measure with, the same for every peer, from a fixed seed."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20_240_601
TIES = 0.25
FEATURES = ("length", "headers", "bold", "lists")


@dataclass(frozen=True, slots=True)
class Workload:
    name: str
    votes: int
    competitors: int


W1 = Workload("W1", 100_000, 60)
W2 = Workload("W2", 2_000_000, 250)
W3 = Workload("W3", 10_000_000, 400)


def make(work: Workload) -> dict[str, np.ndarray]:
    """Columns `left`, `right` (int32), `outcome` (int8: 0 left, 1 right, 2 tie) and `features`
    (N, 4): Zipf popularity, 25 % ties, strengths with a standard deviation of half a nat."""
    rng = np.random.default_rng(SEED)
    popularity = 1 / np.arange(1, work.competitors + 1)
    popularity = rng.permutation(popularity / popularity.sum())
    left, right = rng.choice(work.competitors, (2, work.votes), p=popularity).astype(np.int32)
    while (same := np.flatnonzero(left == right)).size:
        right[same] = rng.choice(work.competitors, same.size, p=popularity)
    strength = rng.normal(0.0, 0.5, work.competitors)
    features = rng.normal(0.0, 1.0, (work.votes, len(FEATURES)))
    logit = strength[left] - strength[right] + features @ [0.3, 0.1, 0.05, 0.0]
    lost = rng.random(work.votes) * (1 + np.exp(-logit)) > 1
    outcome = np.where(rng.random(work.votes) < TIES, 2, lost).astype(np.int8)
    return {"left": left, "right": right, "outcome": outcome, "features": features}


def save(work: Workload, folder: Path, *, whole: bool = True) -> None:
    """Write a .npy file per column and a Parquet file of strings; without features and strings if
    not `whole`."""
    (folder / "workload.json").write_text(json.dumps({"competitors": work.competitors}))
    votes = make(work)
    for name, column in votes.items():
        if whole or name != "features":
            np.save(folder / f"{name}.npy", column)
    if whole:
        _save_strings(work, folder, votes)


def _save_strings(work: Workload, folder: Path, votes: dict[str, np.ndarray]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    names = pa.array([f"competitor-{place}" for place in range(work.competitors)])
    winners = pa.array(["model_a", "model_b", "tie"])
    columns = (
        ("model_a", names, "left"),
        ("model_b", names, "right"),
        ("winner", winners, "outcome"),
    )
    table = pa.table({name: words.take(pa.array(votes[key])) for name, words, key in columns})
    parquet.write_table(table, folder / "votes.parquet")
