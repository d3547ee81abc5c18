"""All tests of all voters, and who is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from leaderboard.integrity.agreement import heedless, surprise
from leaderboard.integrity.ballots import Ballots, Skips
from leaderboard.integrity.crowds import come_at_once, move_together
from leaderboard.integrity.favours import favour_one, seek_one
from leaderboard.integrity.haste import vote_too_fast
from leaderboard.integrity.multiplicity import Selected, select
from leaderboard.integrity.predictions import Predictions, predict, refer
from leaderboard.integrity.sides import prefer_one_side
from leaderboard.integrity.tested import Evidence, Ground, Tested

# Voters with a p-value this small are no longer part of what the others are compared with, and
# everything is asked again, at most so often: many who act alike hide behind one another. It
# accuses nobody, and a few of the honest ones are not missed.
DOUBT = 0.02
MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found.

    Args:
        p: (V, T) p-values, in the order of `Ground`, NaN where a test could not be made.
        selected: who is found, and by which tests.
        taste: the spread of honest tastes, in nats.
        rounds: how often everything was asked.
    """

    p: np.ndarray
    selected: Selected
    taste: float
    rounds: int
    tests: Mapping[Ground, Tested] = field(repr=False)

    def of(self, voter: int) -> dict[Ground, Evidence]:
        """By which tests a voter is found, with evidence."""
        tests = [
            test for test, found in zip(Ground, self.selected.tests[voter], strict=True) if found
        ]
        return {test: self.tests[test].evidence(voter) for test in tests}

    def p_of(self, voter: int, test: Ground) -> float:
        return float(self.p[voter, list(Ground).index(test)])


def examine(ballots: Ballots, skips: Skips, *, level: float) -> Findings:
    """Ask everything of every voter.

    Args:
        ballots: the votes.
        skips: the matches of these voters that they did not vote on.
        level: which share of those found may be honest, in expectation, from 0 to 1.
    """
    # What needs no ratings is asked once.
    first = {Ground.SEEKS_ONE: seek_one(ballots, skips), Ground.BURST: come_at_once(ballots)}
    counted = np.ones(ballots.voters, dtype=bool)
    for rounds in range(1, MOST_ROUNDS + 1):
        predictions, more = _ask(ballots, counted)
        findings = _findings(first | more, predictions, level, rounds)
        honest = ~(findings.selected.p <= DOUBT)
        if (honest == counted).all():
            break
        counted = honest
    return findings


def _ask(ballots: Ballots, counted: np.ndarray) -> tuple[Predictions, dict[Ground, Tested]]:
    """Compare every voter with those who are counted."""
    decisive = ballots.only(ballots.is_decisive)
    predictions = predict(decisive, refer(decisive, counted=counted[: decisive.voters]))
    return predictions, {
        Ground.ONE_SIDE: prefer_one_side(predictions),
        Ground.SURPRISING: surprise(predictions),
        Ground.RANDOM: heedless(predictions),
        Ground.ONE_COMPETITOR: favour_one(predictions),
        Ground.TOO_FAST: vote_too_fast(ballots, counted=counted),
        Ground.TOGETHER: move_together(predictions, ballots),
    }


def _findings(
    tests: Mapping[Ground, Tested], predictions: Predictions, level: float, rounds: int
) -> Findings:
    # Voters at the end who prefer nothing have no place in some columns.
    voters = max(len(test.p) for test in tests.values())
    p = np.full((voters, len(Ground)), np.nan)
    for place, ground in enumerate(Ground):
        column = tests[ground].p
        p[: len(column), place] = column
    return Findings(p, select(p, level=level), predictions.taste, rounds, tests)
