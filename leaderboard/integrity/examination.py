"""Run all tests on all voters and select the suspicious ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from leaderboard.integrity.agreement import vote_at_random, vote_surprisingly
from leaderboard.integrity.ballots import Ballots, Skips
from leaderboard.integrity.crowds import arrive_in_burst, move_together
from leaderboard.integrity.favours import favour_one_competitor, seek_one_competitor
from leaderboard.integrity.haste import vote_too_fast
from leaderboard.integrity.multiplicity import Selected, select
from leaderboard.integrity.predictions import Predictions, fit_reference, predict
from leaderboard.integrity.sides import prefer_one_side
from leaderboard.integrity.tested import Evidence, Ground, Tested

# Voters with a p-value this small are left out of the reference that others are compared with, and
# the tests are repeated, at most so often, since many who act alike mask one another. Being left
# out is no finding.
LEFT_OUT_P = 0.02
MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of an examination.

    Args:
        p: (V, T) p-values, in the order of `Ground`, NaN where a test could not be made.
        selected: which voters are selected, and by which tests.
        taste: the spread of honest tastes, in nats.
        rounds: how often the tests were run.
    """

    p: np.ndarray
    selected: Selected
    taste: float
    rounds: int
    tests: Mapping[Ground, Tested] = field(repr=False)

    def of(self, voter: int) -> dict[Ground, Evidence]:
        """The tests that select a voter, with their evidence."""
        tests = [
            test for test, found in zip(Ground, self.selected.tests[voter], strict=True) if found
        ]
        return {test: self.tests[test].evidence(voter) for test in tests}

    def p_of(self, voter: int, test: Ground) -> float:
        return float(self.p[voter, list(Ground).index(test)])


def examine(ballots: Ballots, skips: Skips, *, level: float) -> Findings:
    """Run every test on every voter.

    Args:
        ballots: the votes.
        skips: the matches of these voters that they did not vote on.
        level: the false discovery rate: the expected share of honest voters among those
            selected, from 0 to 1.
    """
    # Tests that need no ratings are run once.
    first = {
        Ground.SEEKS_ONE: seek_one_competitor(ballots, skips),
        Ground.BURST: arrive_in_burst(ballots),
    }
    counted = np.ones(ballots.voters, dtype=bool)
    for rounds in range(1, MOST_ROUNDS + 1):
        predictions, more = _test_all(ballots, counted)
        findings = _findings(first | more, predictions, level, rounds)
        honest = ~(findings.selected.p <= LEFT_OUT_P)
        if (honest == counted).all():
            break
        counted = honest
    return findings


def _test_all(ballots: Ballots, counted: np.ndarray) -> tuple[Predictions, dict[Ground, Tested]]:
    """The tests that compare every voter with the counted ones."""
    decisive = ballots.only(ballots.is_decisive)
    predictions = predict(decisive, fit_reference(decisive, counted=counted[: decisive.voters]))
    return predictions, {
        Ground.ONE_SIDE: prefer_one_side(predictions),
        Ground.SURPRISING: vote_surprisingly(predictions),
        Ground.RANDOM: vote_at_random(predictions),
        Ground.ONE_COMPETITOR: favour_one_competitor(predictions),
        Ground.TOO_FAST: vote_too_fast(ballots, counted=counted),
        Ground.TOGETHER: move_together(predictions, ballots),
    }


def _findings(
    tests: Mapping[Ground, Tested], predictions: Predictions, level: float, rounds: int
) -> Findings:
    # Some columns lack the last voters if these have only ties.
    voters = max(len(test.p) for test in tests.values())
    p = np.full((voters, len(Ground)), np.nan)
    for place, ground in enumerate(Ground):
        column = tests[ground].p
        p[: len(column), place] = column
    return Findings(p, select(p, level=level), predictions.taste, rounds, tests)
