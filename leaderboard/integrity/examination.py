"""Run all tests on all voters and select the suspicious ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from leaderboard.integrity.agreement import vote_at_random, vote_surprisingly
from leaderboard.integrity.ballots import Ballots, Skips
from leaderboard.integrity.bursts import (
    Bursts,
    arrive_in_burst,
    find_bursts,
    vote_as_one,
    with_crowds,
)
from leaderboard.integrity.crowds import move_together
from leaderboard.integrity.favours import favour_one_competitor, seek_one_competitor
from leaderboard.integrity.haste import vote_too_fast
from leaderboard.integrity.multiplicity import Selected, select
from leaderboard.integrity.predictions import Predictions, fit_reference, predict
from leaderboard.integrity.quarantine import to_quarantine
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
        quarantined: (V,) which of these are certain enough for their votes to wait for a person.
        taste: the spread of honest tastes, in nats.
        rounds: how often the tests were run.
    """

    p: np.ndarray
    selected: Selected
    quarantined: np.ndarray
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
    bursts = find_bursts(ballots)
    first = {
        Ground.SEEKS_ONE: seek_one_competitor(ballots, skips),
        Ground.BURST: arrive_in_burst(bursts),
    }
    crowded = with_crowds(ballots, bursts)
    counted = np.ones(ballots.voters, dtype=bool)
    for rounds in range(1, MOST_ROUNDS + 1):
        predictions, more = _test_all(ballots, crowded, bursts, counted)
        findings = _findings(ballots.voters, first | more, predictions, level, rounds)
        honest = ~(findings.selected.p <= LEFT_OUT_P)
        if (honest == counted).all():
            break
        counted = honest
    return findings


def _test_all(
    ballots: Ballots, crowded: Ballots, bursts: Bursts, counted: np.ndarray
) -> tuple[Predictions, dict[Ground, Tested]]:
    """The tests that compare every voter, and every burst, with the counted voters.

    The columns of `p` are those of the voters, then, but for two tests, those of the bursts.
    """
    decisive = crowded.only(crowded.is_decisive)
    counted = np.concatenate([counted, np.zeros(len(bursts.found), dtype=bool)])
    predictions = predict(decisive, fit_reference(decisive, counted=counted[: decisive.voters]))
    single = {
        Ground.ONE_SIDE: prefer_one_side(predictions),
        Ground.SURPRISING: vote_surprisingly(predictions),
        Ground.RANDOM: vote_at_random(predictions),
        Ground.ONE_COMPETITOR: favour_one_competitor(predictions),
        Ground.TOO_FAST: vote_too_fast(crowded, counted=counted),
    }
    return predictions, single | {
        Ground.TOGETHER: move_together(predictions, ballots),
        Ground.AS_ONE: vote_as_one(bursts, ballots, single, voters=ballots.voters),
    }


def _findings(
    voters: int,
    tests: Mapping[Ground, Tested],
    predictions: Predictions,
    level: float,
    rounds: int,
) -> Findings:
    p = np.full((voters, len(Ground)), np.nan)
    for place, ground in enumerate(Ground):
        column = tests[ground].p[:voters]  # some lack the last voters if these have only ties
        p[: len(column), place] = column
    selected = select(p, level=level)
    quarantined = to_quarantine(p, selected)
    return Findings(p, selected, quarantined, predictions.taste, rounds, tests)
