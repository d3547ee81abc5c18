"""arena-rank: LMArena's package, on JAX."""

from collections.abc import Mapping
from typing import Self

import numpy as np
import pandas as pd
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
from arena_rank.utils.data_utils import ContextualPairDataset, PairDataset
from timing import Folder, Run, Stages, centred, main

POINTS_PER_NAT = 400 / np.log(10)
WINNERS = np.array(["model_a", "model_b", "tie"], dtype=object)


def frame_of(folder: Folder) -> pd.DataFrame:
    """Votes as strings, the only form it accepts."""
    left, right, outcome = folder.votes()
    names = np.array([f"competitor-{place}" for place in range(folder.size)], dtype=object)
    return pd.DataFrame(
        {"model_a": names[left], "model_b": names[right], "winner": WINNERS[outcome]}
    )


def by_place(competitors: list[str], values: np.ndarray, folder: Folder) -> np.ndarray:
    """Values in the order of the workload; the package orders by name."""
    found = np.zeros(folder.size)
    found[[int(name.rpartition("-")[2]) for name in competitors]] = np.asarray(values)
    return found


def board(folder: Folder) -> Run:
    frame = frame_of(folder)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            data = PairDataset.from_pandas(frame)
        return rate(data, stages, folder)

    return run


def strings(folder: Folder) -> Run:
    from pyarrow import parquet  # noqa: F401 - imported before the timing starts

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            frame = pd.read_parquet(folder.path / "votes.parquet")
            data = PairDataset.from_pandas(frame)
        return rate(data, stages, folder)

    return run


def rate(data: PairDataset, stages: Stages, folder: Folder) -> Mapping[str, object]:
    model = BradleyTerry(len(data.competitors))
    with stages("fit"):
        model.fit(data)
        model.params["ratings"].block_until_ready()
    with stages("interval"):
        found = model.compute_ratings_and_cis(data)
        variance = np.asarray(found["variances"]) / POINTS_PER_NAT**2
    theta = by_place(data.competitors, model.params["ratings"], folder)
    errors = np.sqrt(by_place(data.competitors, variance, folder))
    return {"theta": centred(theta), "errors": errors.tolist()}


def resample(folder: Folder) -> Run:
    """In one process, because its pool forks while JAX runs threads, and hangs."""
    data = PairDataset.from_pandas(frame_of(folder))

    def run(stages: Stages) -> Mapping[str, object]:
        import multiprocessing as mp

        mp.Pool = lambda **_: InThisProcess()
        model = BradleyTerry(len(data.competitors)).fit(data)
        with stages("bootstrap"):
            found = model.compute_ratings_and_cis(data, ci_method="bootstrap", num_bootstrap=100)
            variance = np.asarray(found["variances"]) / POINTS_PER_NAT**2
        return {"errors": np.sqrt(by_place(data.competitors, variance, folder)).tolist()}

    return run


class InThisProcess:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def starmap(self, function: object, arguments: list[tuple[object, ...]]) -> list[object]:
        return [function(*each) for each in arguments]


def styled(folder: Folder) -> Run:
    frame = frame_of(folder)
    features = folder.column("features")
    names = [f"feature_{place}" for place in range(features.shape[1])]
    frame[names] = features

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            data = ContextualPairDataset.from_pandas(
                frame, names, reweighted=False, normalize_features=False
            )
        model = ContextualBradleyTerry(len(data.competitors), len(names))
        with stages("fit"):
            model.fit(data)
            model.params["ratings"].block_until_ready()
        with stages("interval"):
            found = model.compute_ratings_and_cis(data)
            np.asarray(found["variances"])
        theta = by_place(data.competitors, model.params["ratings"], folder)
        return {"theta": centred(theta), "style": np.asarray(model.params["coeffs"]).tolist()}

    return run


if __name__ == "__main__":
    main({"bt": board, "strings": strings, "bootstrap": resample, "style": styled})
