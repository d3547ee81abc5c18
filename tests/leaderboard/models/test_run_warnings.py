"""What the mathematics says of a board is known to those who translate it."""

import numpy as np
import pytest
from django.utils import translation

from leaderboard.models.run_warnings import in_own_language
from leaderboard.ratings import Method, Outcome, OutcomeCounts, Ties, rate_board
from leaderboard.ratings.uncertainty import (
    BORROWED,
    FEW,
    FEW_IN_ALL,
    ONE_CHALLENGE,
    ONE_VOTER,
)

L, R, T, B = Outcome
ISLANDS = [(0, 1, L, 20), (2, 3, L, 20)]
ALL_TIES = [(0, 1, T, 20), (1, 2, T, 20)]
ONE_SIDE = [(0, 1, L, 9), (1, 2, L, 9), (0, 2, L, 9)]
ROUND = [(0, 1, L, 9), (1, 2, L, 9), (2, 0, L, 9)]


def warnings_of(votes, **method):
    counts = np.zeros((4, 4, 4), dtype=np.int64)
    for left, right, outcome, times in votes:
        counts[outcome, left, right] += times
    return rate_board(OutcomeCounts(counts), minimum_votes=10, method=Method(**method)).warnings


@pytest.mark.parametrize(
    ("votes", "method"),
    [
        (ISLANDS, {}),
        (ALL_TIES, {}),
        (ALL_TIES, {"ties": Ties.DAVIDSON}),
        (ROUND, {"ties": Ties.DAVIDSON}),
        (ONE_SIDE, {"side_effect": True}),
    ],
)
def test_every_warning_is_translated(votes, method):
    warnings = warnings_of(votes, **method)
    assert warnings
    with translation.override("de"):
        assert not {in_own_language(warning) for warning in warnings} & set(warnings)


@pytest.mark.parametrize(
    "sentence",
    [
        ONE_VOTER,
        ONE_CHALLENGE,
        *BORROWED.values(),
        *FEW.values(),
        *(sentence.format(3) for sentence in FEW_IN_ALL.values()),
    ],
)
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_what_is_said_of_voters_and_challenges_is_translated(sentence, language):
    with translation.override(language):
        assert in_own_language(sentence) != sentence
        assert ("3" in in_own_language(sentence)) == ("3" in sentence)


def test_what_is_filled_in_is_written_as_readers_write_it():
    with translation.override("fr"):
        said = in_own_language("1,234 votes on responses nobody knows do not count here.")
    assert said.startswith("1\N{NO-BREAK SPACE}234 votes")


def test_an_old_warning_is_told_as_it_was():
    assert in_own_language("Something else.") == "Something else."


def test_a_warning_in_its_former_wording_is_translated_as_the_present_one():
    former = "Some models are joined by no chain of votes; islands have no order."
    present = "Models that no votes connect cannot be ranked against each other."
    with translation.override("de"):
        assert in_own_language(former) == in_own_language(present) != present


def test_a_number_is_written_as_readers_write_it_and_one_is_singular():
    sentence = "{} votes name no voter: each counts as if another voter had cast it."
    assert in_own_language(sentence.format(1)).startswith("1 vote names no voter")
    with translation.override("de"):
        assert in_own_language(sentence.format("14,489")).startswith("14.489 Stimmen")
