"""Votes made by a rule of whole numbers, the same everywhere and for ever."""

import numpy as np

from leaderboard.ratings import Outcome, Votes

COMPETITORS = 5
VOTERS = 40


def made_votes(number=600):
    """(votes, features): 40 voters of uneven industry, three outcomes, two features of style."""
    state, rows, features = 20_240_601, [], []
    for _ in range(number):
        numbers = []
        for _ in range(6):
            state = (1_103_515_245 * state + 12_345) % 2**31
            numbers.append((state >> 8) % 1_000)
        left, step = numbers[0] % COMPETITORS, 1 + numbers[1] % (COMPETITORS - 1)
        right, voter = (left + step) % COMPETITORS, numbers[2] * numbers[2] * VOTERS // 10**6
        longer, bolder = numbers[3] / 500 - 1, numbers[4] / 500 - 1
        lean = 120 * (right - left) + 150 * longer + 60 * (voter % 3 - 1) * (left - right) + 40
        drawn = numbers[5] - 500
        outcome = Outcome.TIE if abs(drawn - lean) < 130 else Outcome.LEFT
        rows.append((left, right, Outcome.RIGHT if drawn >= lean + 130 else outcome, voter))
        features.append((longer, bolder))
    left, right, outcome, voter = np.array(rows, dtype=np.int64).T
    return Votes(COMPETITORS, left, right, outcome, voter), np.array(features)
