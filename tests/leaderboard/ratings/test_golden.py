"""Published data and what R's BradleyTerry2 and glm give for it, retyped as facts."""

import numpy as np
import pytest

from leaderboard.ratings.bradley_terry import fit, pinned_information, win_probabilities

# Citations between statistics journals: Stigler, Statistical Science 9 (1994), in BradleyTerry2.
# Biometrika, Comm Statist, JASA, JRSS-B; row cited over column.
CITATIONS = np.array(
    [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]], dtype=float
)
CITATIONS_THETA = [-2.94907249684391, -0.479569769751992, 0.268954055819472]
CITATIONS_SE = [0.102545335369857, 0.0605887292396263, 0.0708299651057058]

# American League 1987, both grounds added: Agresti, Categorical Data Analysis (2002), p. 437.
# Baltimore, Boston, Cleveland, Detroit, Milwaukee, New York, Toronto.
BASEBALL = np.array(
    [
        [0, 1, 7, 4, 2, 3, 1],
        [12, 0, 7, 2, 6, 7, 6],
        [6, 6, 0, 4, 4, 6, 5],
        [9, 11, 9, 0, 6, 5, 7],
        [11, 7, 9, 7, 0, 7, 9],
        [10, 6, 7, 8, 6, 0, 6],
        [12, 7, 8, 6, 4, 7, 0],
    ],
    dtype=float,
)
# Springall, Applied Statistics 22 (1973): nine flavours; (row, column, win, loss, tie).
SPRINGALL = """
1 2 2 16 7|1 3 0 21 1|1 4 5 10 10|1 5 2 15 7|1 6 0 22 2|1 7 12 3 9|1 8 13 9 5|1 9 10 12 3
2 3 6 11 5|2 4 17 2 7|2 5 9 6 8|2 6 8 12 6|2 7 24 2 0|2 8 16 3 5|2 9 15 2 7
3 4 22 2 4|3 5 14 4 5|3 6 11 4 7|3 7 24 1 3|3 8 22 0 3|3 9 17 2 6
4 5 3 14 9|4 6 2 18 4|4 7 12 6 5|4 8 10 6 6|4 9 8 9 11
5 6 5 11 9|5 7 20 0 2|5 8 15 2 5|5 9 13 5 9
6 7 27 1 0|6 8 19 1 5|6 9 18 2 2|7 8 2 13 8|7 9 2 21 5|8 9 6 8 8
"""
SPRINGALL_THETA = [
    1.53978484285418,
    2.22369100900998,
    0.269573467210444,
    1.28454210086647,
    1.92377895398284,
    -0.862258588471068,
    -0.00274928709032439,
    0.412568898523453,
]


def springall():
    scores = np.zeros((9, 9))
    for line in SPRINGALL.replace("\n", "|").split("|"):
        if line.strip():
            row, column, win, loss, tie = map(int, line.split())
            scores[row - 1, column - 1] = win + tie / 2
            scores[column - 1, row - 1] = loss + tie / 2
    return scores


def model_errors(scores, theta):
    """Of each against the first, by the model's own information."""
    inverse = np.linalg.inv(pinned_information(scores + scores.T, win_probabilities(theta)))
    variance = np.diagonal(inverse)
    return np.sqrt(variance + variance[0] - 2 * inverse[0])[1:]


def test_citations_agree_with_r():
    fitted = fit(CITATIONS)
    assert fitted.theta[1:] - fitted.theta[0] == pytest.approx(CITATIONS_THETA, abs=1e-8)
    assert model_errors(CITATIONS, fitted.theta) == pytest.approx(CITATIONS_SE, abs=4e-6)


def test_springall_with_half_ties_agrees_with_r():
    fitted = fit(springall())
    assert fitted.theta[1:] - fitted.theta[0] == pytest.approx(SPRINGALL_THETA, abs=1e-8)


def test_baseball_agrees_with_r():
    fitted = fit(BASEBALL)
    expected = [
        1.10769770537234,
        0.683852769153276,
        1.43640843180581,
        1.58135587665478,
        1.24761784513494,
        1.29448512390533,
    ]
    assert fitted.theta[1:] - fitted.theta[0] == pytest.approx(expected, abs=1e-8)
    assert fitted.log_likelihood < 0
