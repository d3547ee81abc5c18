import numpy as np
import pytest

from leaderboard.models import Board
from leaderboard.runs.board_counts import BoardCountsCache, read_counts
from tests.arrange import cast_votes, make_arena, make_challenge, make_competitor, make_response
from tests.leaderboard.appending import append_pending, make_boards

pytestmark = pytest.mark.django_db


def append_to(cache):
    make_boards()
    for change in append_pending():
        cache.apply(change)


def same(counts, other):
    return np.array_equal(counts.competitors, other.competitors) and np.array_equal(
        counts.totals, other.totals
    )


def test_counts_that_changes_were_applied_to_equal_those_that_are_read():
    make_arena()
    cache = BoardCountsCache()
    for seed in range(4):
        cast_votes(5, seed=seed)
        append_to(cache)
        for board in Board.objects.all():
            assert cache.has(board) == (seed > 0)
            assert same(cache.of(board), read_counts(board))


def test_counts_make_room_for_a_newcomer():
    first, *_ = make_arena(competitors=2, challenges=1)
    cache = BoardCountsCache()
    cast_votes(3)
    append_to(cache)
    cache.of(Board.objects.overall())
    challenge = make_challenge("new")
    make_response(challenge, first)
    make_response(challenge, make_competitor("newcomer"))
    cast_votes(12, seed=1)
    append_to(cache)
    board = Board.objects.overall()
    assert cache.has(board)
    assert same(cache.of(board), read_counts(board))


def test_counts_that_missed_a_change_are_read_anew():
    make_arena()
    ours, theirs = BoardCountsCache(), BoardCountsCache()
    cast_votes(3)
    append_to(ours)
    ours.of(Board.objects.overall())
    cast_votes(3, seed=1)
    append_to(theirs)
    board = Board.objects.overall()
    assert same(ours.of(board), read_counts(board))


def test_counts_of_tallies_written_anew_are_read_anew():
    make_arena()
    cache = BoardCountsCache()
    cast_votes(3)
    append_to(cache)
    board = Board.objects.overall()
    cache.of(board).totals[:] = 99
    board.generation += 1
    assert same(cache.of(board), read_counts(board))
