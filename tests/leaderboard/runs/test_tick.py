from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from arena.locks import only_one
from arena.models import ExclusionRule, Origin, Outcome, Vote, VoteEvent
from arena.moderation import exclude_votes
from leaderboard.models import Board, Entry, LedgerEntry, RatingRun, ResponseTally, Status
from leaderboard.runs import prefetch
from leaderboard.runs.elo_replay import replay_all
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from leaderboard.tasks import recompute, worker_memory
from tests.arrange import NOON, cast_votes, make_arena, make_competitor, serve, vote_on

pytestmark = pytest.mark.django_db


def entries(board="overall"):
    run = RatingRun.objects.newest(Board.objects.get(slug=board))
    return list(Entry.objects.filter(run=run).order_by("position"))


def ratings():
    return [number for e in entries() for number in (e.competitor_id, e.rating, e.lower, e.upper)]


def bring(left, right, *, origin=Origin.IMPORTED, source="elsewhere", outcome=Outcome.LEFT):
    vote = Vote.objects.create(
        left_competitor=left,
        right_competitor=right,
        outcome=outcome,
        origin=origin,
        source=source,
        cast_at=NOON,
    )
    VoteEvent.objects.create(vote=vote, kind="cast", happened_at=NOON)


def exclude(vote):
    exclude_votes(
        votes=Vote.objects.filter(pk=vote.pk),
        rule=ExclusionRule.MANUAL,
        reason="A slip.",
        actor=None,
        now=NOON,
    )


@pytest.fixture(scope="module")
def runs(scene):
    """The first ones of an arena."""
    make_arena(category="poetry")
    cast_votes(10)
    return recompute_boards()


def test_a_tick_publishes_a_run_for_each_board_with_votes(runs):
    assert {run.board.slug for run in runs} == {"overall", "category-poetry", "style-controlled"}
    assert {run.votes for run in runs} == {10}


def test_a_tick_with_nothing_pending_publishes_nothing(runs):
    assert recompute_boards() == []


def test_only_boards_that_changed_get_a_run(runs):
    bring(make_competitor("ada"), make_competitor("bob"))
    assert [run.board.slug for run in recompute_boards()] == ["overall"]


def test_a_run_names_the_ledger_it_was_computed_from(runs):
    run = RatingRun.objects.newest(Board.objects.overall())
    assert (run.sequence, run.head) == LedgerEntry.objects.head()


def test_a_run_says_how_many_votes_were_not_cast_here():
    ada, bob = make_competitor("ada"), make_competitor("bob")
    bring(ada, bob)
    bring(ada, bob, origin=Origin.SIMULATED, source="demo")
    recompute_boards()
    run = RatingRun.objects.get()
    assert (run.votes, run.imported, run.simulated, run.excluded) == (2, 1, 1, 0)


def test_the_winner_stands_above_the_loser():
    ada, bob = make_competitor("ada"), make_competitor("bob")
    for outcome in [Outcome.LEFT] * 3 + [Outcome.RIGHT]:
        bring(ada, bob, outcome=outcome)
    recompute_boards()
    first, second = entries()
    assert (first.competitor, second.competitor) == (ada, bob)
    assert first.rating > 1000 > second.rating
    assert first.elo > 1000 > second.elo


def test_a_model_that_never_lost_has_no_upper_bound():
    bring(make_competitor("ada"), make_competitor("bob"))
    recompute_boards()
    first, second = entries()
    assert first.status == second.status == Status.UNBOUNDED
    assert (first.upper, second.lower) == (None, None)


def test_elo_resumed_tick_by_tick_equals_a_replay():
    make_arena()
    for seed in range(4):
        cast_votes(5, seed=seed)
        recompute_boards()
    board = Board.objects.overall()
    assert {e.competitor_id: e.elo for e in entries()} == pytest.approx(replay_all(board))


def test_ratings_after_many_ticks_equal_those_of_one():
    make_arena()
    memory = WorkerMemory()
    for seed in range(3):
        cast_votes(7, seed=seed)
        recompute_boards(memory)
    by_ticks = ratings()
    recompute_boards(WorkerMemory(), everything=True)
    assert ratings() == pytest.approx(by_ticks, abs=1e-9)


@pytest.mark.django_db(transaction=True)
def test_a_tick_while_another_worker_is_at_it_leaves_everything():
    make_arena()
    cast_votes(2)

    def tick_elsewhere():
        recompute()
        connection.close()

    with only_one("ledger"), ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(tick_elsewhere).result()
        assert not RatingRun.objects.exists()
    recompute()
    assert RatingRun.objects.count() == 3


def test_the_task_remembers_counts_from_tick_to_tick():
    make_arena()
    cast_votes(2)
    recompute()
    counts = worker_memory().board_counts.of(Board.objects.overall())
    cast_votes(3, seed=1)
    recompute()
    assert worker_memory().board_counts.of(Board.objects.overall()) is counts
    assert counts.votes == 5


def test_a_failed_run_leaves_the_last_one_standing(runs, monkeypatch):
    before = entries()
    cast_votes(5, seed=1)

    def fail(*args, **kwargs):
        raise ArithmeticError("no maximum")

    monkeypatch.setattr("leaderboard.runs.prefetch.rate", fail)
    with pytest.raises(ArithmeticError):
        recompute_boards()
    assert entries() == before
    monkeypatch.undo()
    assert recompute_boards()[0].votes == 15


def test_a_board_that_cannot_be_rated_does_not_hold_up_the_others(monkeypatch):
    make_arena(category="poetry")
    cast_votes(5)
    real = prefetch.rate

    def fail_on_overall(board, *args, **kwargs):
        if board.slug == "overall":
            raise ArithmeticError("no maximum")
        return real(board, *args, **kwargs)

    monkeypatch.setattr("leaderboard.runs.prefetch.rate", fail_on_overall)
    with pytest.raises(ArithmeticError):
        recompute_boards()
    published = set(RatingRun.objects.values_list("board__slug", flat=True))
    assert published == {"category-poetry", "style-controlled"}


def test_a_run_takes_the_time_from_the_clock_it_is_given():
    make_arena()
    cast_votes(1)
    ticks = iter([NOON + timedelta(seconds=second) for second in range(20)])
    run = recompute_boards(clock=lambda: next(ticks))[0]
    assert run.started_at == NOON + timedelta(seconds=1)
    assert run.finished_at == NOON + timedelta(seconds=2)


def test_a_recomputation_costs_the_same_queries_for_few_and_many():
    make_arena()
    memory, used = WorkerMemory(), []
    for seed, number in enumerate((50, 2, 50)):
        cast_votes(number, seed=seed)
        with CaptureQueriesContext(connection) as queries:
            recompute_boards(memory)
        used.append(len(queries))
    assert used[1] == used[2] < used[0]


def test_rating_begins_before_the_tallies_are_written():
    make_arena()
    memory = WorkerMemory()
    cast_votes(5)
    recompute_boards(memory)
    cast_votes(5, seed=1)
    with CaptureQueriesContext(connection) as queries:
        recompute_boards(memory)
    statements = [each["sql"] for each in queries]
    # A rating begins with the last run.
    begun = [place for place, sql in enumerate(statements) if _selects(sql, '"log_likelihood"')]
    written = [place for place, sql in enumerate(statements) if "leaderboard_boardtally" in sql]
    assert max(begun) < min(written)


def _selects(sql, column):
    return sql.startswith("SELECT") and column in sql


def test_a_write_that_fails_leaves_nothing_applied():
    make_arena()
    memory = WorkerMemory()
    votes = cast_votes(5)
    recompute_boards(memory)
    board = Board.objects.overall()
    cells = list(ResponseTally.objects.values())
    ResponseTally.objects.update(left=0, right=0, tie=0, both_bad=0)
    exclude(votes[0])  # which leaves fewer votes than none
    with pytest.raises(IntegrityError):
        recompute_boards(memory)
    assert VoteEvent.objects.pending().count() == 1
    board.sequence += 1
    assert not memory.board_counts.has(board)
    ResponseTally.objects.all().delete()
    ResponseTally.objects.bulk_create(ResponseTally(**cell) for cell in cells)
    assert recompute_boards(memory)[0].votes == 4
    assert rebuild_tallies().agrees


def test_a_backlog_of_many_batches_is_written_and_rated(monkeypatch):
    monkeypatch.setattr("leaderboard.ledger.append.BATCH", 2)
    make_arena()
    memory = WorkerMemory()
    for seed, number in enumerate((4, 50)):  # the second has more batches than are kept for Elo
        cast_votes(number, seed=seed)
        recompute_boards(memory)
    assert RatingRun.objects.newest(Board.objects.overall()).votes == 54
    assert rebuild_tallies().agrees


def test_one_vote_moves_a_board():
    make_arena(competitors=2, challenges=2)
    vote_on(serve(), Outcome.LEFT)
    recompute_boards()
    assert entries()[0].wins == 1
