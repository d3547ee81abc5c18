"""Boards that nobody reads are published less often, and as they would have been."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from leaderboard.kept import kept
from leaderboard.models import OVERALL, Board, Entry, RatingRun
from leaderboard.runs import say_read
from leaderboard.runs.elo_replay import replay_all
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db

POETRY = "category-poetry"


@pytest.fixture
def memory(settings):
    """Of a worker that published all boards at noon."""
    settings.UNREAD_BOARD_SECONDS = 60
    cache.clear()
    make_arena(category="poetry")
    memory = WorkerMemory()
    tick(memory, after=0)
    return memory


def tick(memory, *, after, votes=5):
    """The boards that are published so many seconds after noon, when votes have come."""
    cast_votes(votes, seed=after)
    now = NOON + timedelta(seconds=after)
    runs = recompute_boards(memory, clock=lambda: now, unread_wait=True)
    return {run.board.slug: run for run in runs}


def test_a_board_that_nobody_reads_waits_but_the_overall_one_does_not(memory):
    published = tick(memory, after=5)
    assert published[OVERALL].votes == 10
    assert POETRY not in published


def test_a_board_that_nobody_reads_is_published_when_its_run_is_old(memory):
    tick(memory, after=5)
    published = tick(memory, after=60)
    assert published[POETRY].votes == published[OVERALL].votes == 15


def test_a_board_that_somebody_reads_is_published_at_once(memory, client):
    assert client.get(f"/leaderboard/{POETRY}/").status_code == 200
    assert tick(memory, after=5)[POETRY].votes == 10


def test_a_board_that_is_read_through_the_api_is_published_at_once(memory, client):
    assert client.get(reverse("api:board", args=[POETRY])).status_code == 200
    assert tick(memory, after=5)[POETRY].votes == 10


def test_no_board_waits_while_the_cache_does_not_answer(memory, settings, tmp_path):
    nowhere = {"LOCATION": f"unix://{tmp_path}/nothing.sock"}
    settings.CACHES = {"default": settings.CACHES["default"] | nowhere}
    say_read(POETRY)
    assert POETRY in tick(memory, after=5)


def test_no_board_waits_where_staff_want_none_to(memory, settings):
    settings.UNREAD_BOARD_SECONDS = 0
    assert POETRY in tick(memory, after=5)


def test_no_board_waits_for_a_run_of_the_future(memory):
    assert POETRY in tick(memory, after=-3600)


def test_a_process_says_so_once_in_a_while(memory):
    say_read(POETRY)
    cache.clear()
    say_read(POETRY)
    assert POETRY not in tick(memory, after=5)
    kept.clear()
    say_read(POETRY)
    assert POETRY in tick(memory, after=10)


@pytest.mark.parametrize("is_new_worker", [False, True])
def test_a_board_that_waited_is_as_if_it_had_not(memory, is_new_worker):
    for after in (5, 10, 15):
        tick(memory, after=after)
    memory = WorkerMemory() if is_new_worker else memory
    assert POETRY in tick(memory, after=70)
    board = Board.objects.get(slug=POETRY)
    elo = dict(
        Entry.objects.filter(run=RatingRun.objects.newest(board)).values_list("competitor", "elo")
    )
    assert elo == pytest.approx(replay_all(board))
    assert rebuild_tallies().agrees


def test_elo_goes_on_where_another_worker_wrote_meanwhile(memory):
    tick(memory, after=5)
    tick(WorkerMemory(), after=10)
    tick(memory, after=70)
    assert rebuild_tallies().agrees
