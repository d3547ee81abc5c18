import numpy as np
import pytest

from leaderboard.ledger.append import fold_pending
from leaderboard.ledger.backfill import fill_boards
from leaderboard.models import Board
from leaderboard.runs.board_counts import Cubes, read_cube
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
)

pytestmark = pytest.mark.django_db


def follow(cubes):
    Board.objects.complete()
    fill_boards(today=NOON.date())
    for fold in fold_pending():
        cubes.follow(fold)


def same(cube, other):
    return np.array_equal(cube.competitors, other.competitors) and np.array_equal(
        cube.counts, other.counts
    )


def test_a_cube_that_followed_equals_one_that_was_read():
    make_arena()
    cubes = Cubes()
    for seed in range(4):
        cast_votes(5, seed=seed)
        follow(cubes)
        for board in Board.objects.all():
            assert same(cubes.of(board), read_cube(board))


def test_a_cube_makes_room_for_a_newcomer():
    first, *_ = make_arena(competitors=2, challenges=1)
    cubes = Cubes()
    cast_votes(3)
    follow(cubes)
    cubes.of(Board.objects.overall())
    challenge = make_challenge("new")
    make_response(challenge, first)
    make_response(challenge, make_competitor("newcomer"))
    cast_votes(12, seed=1)
    follow(cubes)
    board = Board.objects.overall()
    assert same(cubes.of(board), read_cube(board))


def test_a_cube_that_missed_a_fold_is_read_anew():
    make_arena()
    ours, theirs = Cubes(), Cubes()
    cast_votes(3)
    follow(ours)
    ours.of(Board.objects.overall())
    cast_votes(3, seed=1)
    follow(theirs)
    board = Board.objects.overall()
    assert same(ours.of(board), read_cube(board))


def test_a_cube_of_tallies_written_anew_is_read_anew():
    make_arena()
    cubes = Cubes()
    cast_votes(3)
    follow(cubes)
    board = Board.objects.overall()
    cubes.of(board).counts[:] = 99
    board.generation += 1
    assert same(cubes.of(board), read_cube(board))
