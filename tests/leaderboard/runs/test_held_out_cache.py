import pytest

from leaderboard.models import Board, RatingRun
from leaderboard.runs import held_out_cache
from leaderboard.runs.board_counts import read_counts
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import cast_votes, make_arena

pytestmark = pytest.mark.django_db


def tick(votes, seed=0, memory=None):
    cast_votes(votes, seed=seed)
    recompute_boards(memory)
    return RatingRun.objects.newest(Board.objects.overall()).held_out


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=4, challenges=20)


@pytest.fixture
def asked(monkeypatch):
    """How often the losses were computed."""
    calls = []
    real = held_out_cache.held_out_losses
    monkeypatch.setattr(
        held_out_cache, "held_out_losses", lambda *a, **k: calls.append(1) or real(*a, **k)
    )
    Board.objects.create(slug="overall", name="Overall")
    return calls


def test_too_few_votes_tell_nothing(arena):
    assert tick(20) is None


def test_a_run_keeps_the_loss_of_each_model_of_ties(arena):
    found = tick(100)
    assert found["votes"] == found["predicted"] == 100
    assert found["loss"].keys() == {"half_win", "davidson", "rao_kupper"}
    assert found["best"] == min(found["loss"], key=found["loss"].get)
    assert found["error"][found["best"]] == 0


def test_losses_are_carried_forward_until_a_tenth_more_votes_came(arena, asked):
    first = tick(100)
    done = len(asked)
    assert tick(9, seed=1) == first
    assert len(asked) == done
    assert tick(1, seed=2)["votes"] == 110


def test_a_worker_computes_the_loss_of_a_large_board_beside_its_ticks(arena, monkeypatch):
    monkeypatch.setattr(held_out_cache, "FEW", 3)
    memory = WorkerMemory()
    assert tick(100, memory=memory) is None
    board = Board.objects.overall()
    at_once = held_out_cache.held_out_of(board, read_counts(board), last=None)
    memory.held_out.wait()
    assert tick(1, seed=1, memory=memory) == at_once
    assert tick(1, seed=2, memory=memory) == at_once


def test_a_loss_that_cannot_be_computed_stops_no_run(arena, monkeypatch):
    from leaderboard.ratings import DidNotConvergeError  # noqa: PLC0415 - what is raised

    def fail(*args, **kwargs):
        raise DidNotConvergeError("no maximum")

    monkeypatch.setattr("leaderboard.runs.held_out_cache.held_out_losses", fail)
    assert tick(100) is None
    assert RatingRun.objects.newest(Board.objects.overall()).votes == 100
