"""choix: the reference for estimators. It has no intervals and no ties, so a tie is half a win each
in the matrix of wins, which is counted here."""

from collections.abc import Mapping

import choix
import numpy as np
from timing import Folder, Run, Stages, centred, main


def board(folder: Folder) -> Run:
    left, right, outcome = folder.votes()
    size = folder.size

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            key = left.astype(np.int64) * size + right
            won, lost, tied = (
                np.bincount(key[outcome == each], minlength=size * size).reshape(size, size)
                for each in range(3)
            )
            wins = won + lost.T + (tied + tied.T) / 2
        with stages("fit"):
            theta = choix.ilsr_pairwise_dense(wins)
        return {"theta": centred(theta)}

    return run


if __name__ == "__main__":
    main({"bt": board})
