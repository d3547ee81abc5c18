"""A minimal Bradley-Terry fit with sandwich errors: NumPy and LAPACK, no checks, no degenerate
data. It shows what the features of a library cost."""

from collections.abc import Mapping

import numpy as np
from scipy.linalg import blas, lapack
from timing import Folder, Run, Stages, centred, main

_CHUNK = 1 << 20


def count(left: np.ndarray, right: np.ndarray, outcome: np.ndarray, size: int) -> np.ndarray:
    """(3, M, M) counts of outcomes by left and right competitor."""
    total = np.zeros(3 * size * size, dtype=np.int64)
    for first in range(0, len(left), _CHUNK):
        some = slice(first, first + _CHUNK)
        key = outcome[some].astype(np.int32)
        for column in (left, right):
            key *= np.int32(size)
            key += column[some]
        total += np.bincount(key, minlength=len(total))
    return total.reshape(3, size, size)


def wins_and_ties(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    wins, ties = counts[0] + counts[1].T, counts[2] + counts[2].T
    return wins.astype(np.float64), ties.astype(np.float64)


def chances(theta: np.ndarray) -> np.ndarray:
    odds = np.exp(theta)
    return odds[:, None] / (odds[:, None] + odds)


def factor(met: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Cholesky factor of the information, made regular by pinning the mean."""
    information = met * chance
    information *= chance - 1
    diagonal = -information.sum(axis=1)
    information[np.diag_indices(len(met))] += diagonal
    information += np.trace(information) / len(met) ** 2
    root, failed = lapack.dpotrf(information, lower=1, overwrite_a=1, clean=0)
    if failed:
        raise ArithmeticError("singular")
    return root


def fit(wins: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """(M,) strengths."""
    score = wins + ties / 2
    met, theta = score + score.T, np.zeros(len(score))
    for _ in range(50):
        chance = chances(theta)
        gradient = (score - met * chance).sum(axis=1)
        step, _ = lapack.dpotrs(factor(met, chance), gradient, lower=1)
        longest = np.abs(step).max()
        theta = theta + step * min(1.0, 1.5 / longest)
        theta -= theta.mean()
        if longest < 1e-5:
            return theta
    raise ArithmeticError("no maximum")


def errors(wins: np.ndarray, ties: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """(M,) sandwich errors."""
    chance = chances(theta)
    inverse, _ = lapack.dpotri(factor(wins + wins.T + ties, chance), lower=1, overwrite_c=1)
    inverse = np.tril(inverse)
    inverse += np.tril(inverse, -1).T
    meat = wins * (1 - chance) ** 2
    meat = meat + meat.T + ties * (0.5 - chance) ** 2
    diagonal = meat.sum(axis=1)
    np.negative(meat, out=meat)
    meat[np.diag_indices(len(meat))] += diagonal
    return np.sqrt(np.einsum("ij,ji->i", inverse, blas.dsymm(1.0, meat, inverse, lower=1)))


def board(folder: Folder) -> Run:
    votes = folder.votes()

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            wins, ties = wins_and_ties(count(*votes, folder.size))
        with stages("fit"):
            theta = fit(wins, ties)
        with stages("interval"):
            found = errors(wins, ties, theta)
        return {"theta": centred(theta), "errors": found.tolist()}

    return run


if __name__ == "__main__":
    main({"bt": board})
