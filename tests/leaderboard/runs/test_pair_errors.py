"""The errors of all pairs of a run, packed and read again."""

import numpy as np
import pytest

from leaderboard.models import Board, PairErrors, RatingRun
from leaderboard.runs.board_counts import read_counts
from leaderboard.runs.pair_errors import error_between, keep_pair_errors
from leaderboard.runs.prefetch import rate
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def run(scene) -> RatingRun:
    make_arena(competitors=5)
    cast_votes(40)
    recompute_boards()
    return RatingRun.objects.newest(Board.objects.overall())


def test_each_error_is_that_of_the_covariance(run):
    kept = PairErrors.objects.get()
    counts = read_counts(run.board)
    covariance = rate(run.board, counts).covariance
    ids = counts.competitors.tolist()
    for i, first in enumerate(ids):
        for j, second in enumerate(ids[:i]):
            square = covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]
            assert error_between(kept, first, second).value == pytest.approx(square**0.5, rel=1e-6)
            assert error_between(kept, second, first) == error_between(kept, first, second)


def test_a_later_run_takes_the_place(run):
    cast_votes(10, seed=5)
    recompute_boards()
    kept = PairErrors.objects.get()
    assert kept.run == RatingRun.objects.newest(run.board)
    assert kept.run != run


def test_other_boards_keep_none(run):
    assert Board.objects.count() > 1
    assert set(PairErrors.objects.values_list("board__slug", flat=True)) == {"overall"}


def test_no_order_has_no_error(run):
    ids = np.array([3, 8], dtype=np.int64)
    keep_pair_errors(run, ids, np.full((2, 2), np.nan))
    assert error_between(PairErrors.objects.get(), 3, 8) is None


@pytest.mark.parametrize("pair", [(3, 9), (9, 8), (1, 2), (5, 8)])
def test_who_is_not_in_the_run_has_none(run, pair):
    ids = np.array([3, 8], dtype=np.int64)
    keep_pair_errors(run, ids, np.eye(2))
    assert error_between(PairErrors.objects.get(), *pair) is None
    assert error_between(PairErrors.objects.get(), 8, 3).value == pytest.approx(2**0.5)
