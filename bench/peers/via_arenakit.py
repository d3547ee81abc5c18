"""arenakit: minorisation-maximisation in NumPy, intervals by bootstrap."""

from collections.abc import Mapping

import arenakit
import numpy as np
from arenakit.schema import A_WINS, B_WINS, TIE
from timing import Folder, Run, Stages, centred, main

CODES = np.array([A_WINS, B_WINS, TIE], dtype=np.int8)


def arena_of(folder: Folder) -> arenakit.Arena:
    """Built from columns, like its `subset`: one object per battle would not fit in memory."""
    left, right, outcome = folder.votes()
    arena = object.__new__(arenakit.Arena)
    columns = {"a": left, "b": right, "y": CODES[outcome], "item": None, "voter": None}
    vars(arena).update(columns, models=[str(place) for place in range(folder.size)])
    return arena


def board(folder: Folder) -> Run:
    arena = arena_of(folder)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            counts = arena.counts()
        with stages("fit"):
            found = arenakit.fit_bt(counts, prior=0.0)
        return {"theta": centred(found.scores)}

    return run


def rao_kupper(folder: Folder) -> Run:
    arena = arena_of(folder)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            counts = arena.counts()
        with stages("fit"):
            found = arenakit.fit_rao_kupper(counts, prior=0.0)
        return {"theta": centred(found.scores), "tie": float(np.log(found.tie_theta))}

    return run


def resample(folder: Folder) -> Run:
    arena = arena_of(folder)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("bootstrap"):
            found = arenakit.bootstrap(arena, n_resamples=100)
        return {"errors": found.scores.std(axis=0).tolist()}

    return run


if __name__ == "__main__":
    main({"bt": board, "rao-kupper": rao_kupper, "bootstrap": resample})
