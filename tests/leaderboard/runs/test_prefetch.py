import pytest

from leaderboard.ledger.append import plan_batch, write
from leaderboard.models import Board
from leaderboard.runs import prefetch
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import publish, recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db


@pytest.fixture
def memory():
    """That of a worker whose last tick is followed by five more votes."""
    memory = WorkerMemory()
    make_arena()
    cast_votes(5)
    recompute_boards(memory)
    cast_votes(5, seed=1)
    return memory


def plan_with(memory):
    plan = plan_batch(memory.event_facts)
    memory.apply(plan.change)
    return plan


def test_boards_are_rated_as_they_are_once_the_change_is_written(memory):
    plan = plan_with(memory)
    prefetched = prefetch.start(plan.change, memory)
    overall = Board.objects.overall()
    assert prefetched[overall.pk].counts.votes == 10
    assert prefetched[overall.pk].version != overall.version
    write(plan)
    assert prefetched[overall.pk].version == Board.objects.overall().version


def test_a_run_has_the_ratings_that_were_prefetched(memory):
    plan = plan_with(memory)
    prefetched = prefetch.start(plan.change, memory)
    write(plan)
    board = Board.objects.overall()
    run = publish(board, memory, lambda: NOON, prefetched=prefetched[board.pk])
    rated = prefetched[board.pk].ratings.result()
    assert run.votes == 10
    assert run.log_likelihood == rated.log_likelihood


def test_ratings_of_another_version_are_not_published(memory):
    plan = plan_with(memory)
    prefetched = prefetch.start(plan.change, memory)
    write(plan)
    cast_votes(2, seed=2)
    write(plan_with(memory))
    board = Board.objects.overall()
    assert publish(board, memory, lambda: NOON, prefetched=prefetched[board.pk]).votes == 12


def test_a_worker_that_has_no_counts_prefetches_nothing(memory):
    plan = plan_with(WorkerMemory())
    assert prefetch.start(plan.change, WorkerMemory()) == {}


def test_a_style_controlled_board_is_not_rated_from_tallies_that_are_not_written(memory):
    memory.style_counts.clear()
    recompute_boards(memory)
    assert rebuild_tallies().agrees
