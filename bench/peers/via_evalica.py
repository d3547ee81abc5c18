"""evalica: Rust with a Python interface; intervals only by SciPy's bootstrap."""

from collections.abc import Mapping

import evalica
import numpy as np
import pandas as pd
from timing import Folder, Run, Stages, centred, main

WINNERS = np.array([evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw], dtype=object)


def lists_of(folder: Folder) -> tuple[list[int], list[int], list[evalica.Winner]]:
    """Votes as Python lists, which its core requires."""
    left, right, outcome = folder.votes()
    return left.tolist(), right.tolist(), WINNERS[outcome].tolist()


def board(folder: Folder) -> Run:
    votes, index = folder.votes(), pd.RangeIndex(folder.size)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            left, right = votes[0].tolist(), votes[1].tolist()
            winners = WINNERS[votes[2]].tolist()
        with stages("fit"):
            found = evalica.bradley_terry(left, right, winners, index=index, limit=10_000)
        return {"theta": centred(np.log(found.scores.sort_index().to_numpy()))}

    return run


def resample(folder: Folder) -> Run:
    left, right, winners = lists_of(folder)
    index = pd.RangeIndex(folder.size)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("bootstrap"):
            found = evalica.bootstrap(
                evalica.bradley_terry,
                left,
                right,
                winners,
                index=index,
                n_resamples=100,
                bootstrap_method="percentile",
                random_state=1,
            )
        return {"low": found.low.sort_index().to_list()}

    return run


def online(folder: Folder) -> Run:
    left, right, winners = lists_of(folder)
    index = pd.RangeIndex(folder.size)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("replay"):
            found = evalica.elo(left, right, winners, index=index)
        return {"elo": found.scores.sort_index().to_list()}

    return run


if __name__ == "__main__":
    main({"bt": board, "bootstrap": resample, "elo": online})
