import pytest
from django.db import IntegrityError, transaction

from arena.models import EventKind, Outcome, Pair, VoteEvent
from leaderboard.ledger.append import plan_batch, write
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.events import columns_of, read_events
from leaderboard.models import COUNTS, BoardTally, LedgerEntry, ResponseTally
from tests.arrange import cast_votes, make_arena, pair_of, serve, vote_on
from tests.leaderboard.appending import append_pending, make_boards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _boards(scene):
    make_boards()


def test_every_pending_event_gets_the_next_sequence_number():
    make_arena()
    cast_votes(5)
    append_pending()
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert not VoteEvent.objects.pending().exists()


def test_appending_twice_finds_nothing_the_second_time():
    make_arena()
    cast_votes(2)
    append_pending()
    assert append_pending() == []
    assert LedgerEntry.objects.count() == 2


def test_a_plan_writes_nothing():
    make_arena()
    cast_votes(3)
    plan = plan_batch(EventFacts())
    assert plan.is_last
    assert plan.change.sequence == 3
    assert VoteEvent.objects.pending().count() == 3
    assert not LedgerEntry.objects.exists()
    write(plan)
    assert LedgerEntry.objects.head() == (3, plan.entries["digest"][-1])


def test_a_backlog_is_planned_batch_by_batch(monkeypatch):
    monkeypatch.setattr("leaderboard.ledger.append.BATCH", 2)
    make_arena()
    cast_votes(5)
    assert [len(change.events) for change in append_pending()] == [2, 2, 1]
    assert LedgerEntry.objects.head()[0] == 5


def test_a_plan_is_written_once():
    make_arena()
    cast_votes(3)
    plan = plan_batch(EventFacts())
    write(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(plan)
    assert LedgerEntry.objects.head()[0] == 3
    assert sum(ResponseTally.objects.values_list("left", flat=True)) <= 3


def test_a_vote_is_tallied_as_it_was_shown():
    make_arena(competitors=2, challenges=1)
    match = serve()
    vote_on(match, Outcome.RIGHT)
    append_pending()
    cell = ResponseTally.objects.get(left_response=match.left, right_response=match.right)
    assert [getattr(cell, count) for count in COUNTS] == [0, 1, *[0] * (len(COUNTS) - 2)]


def test_a_vote_counts_on_the_overall_board_and_its_category_s():
    make_arena(category="poetry")
    make_boards()
    vote_on(serve())
    append_pending()
    boards = set(BoardTally.objects.values_list("board__slug", flat=True))
    windows = {"last-7-days", "last-30-days", "last-90-days"}
    assert boards == {"overall", "category-poetry", "style-controlled"} | windows


def test_the_pair_learns_how_many_votes_it_has():
    make_arena(competitors=2, challenges=3)
    match = [vote_on(serve(seed=seed)) and serve(seed=9) for seed in range(2)][-1]
    append_pending()
    assert pair_of(match).votes == 2
    assert Pair.objects.count() == 1


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_own_count(outcome):
    make_arena(competitors=2, challenges=1)
    vote_on(serve(), outcome)
    append_pending()
    cell = BoardTally.objects.get(board__slug="overall")
    assert getattr(cell, outcome.value) == 1
    assert sum(getattr(cell, count) for count in COUNTS) == 1


def test_an_unknown_kind_of_event_is_an_error():
    make_arena()
    cast_votes(1)
    facts = EventFacts()
    (event,) = read_events(VoteEvent.objects.all(), facts)
    with pytest.raises(KeyError, match="vanished"):
        columns_of([event._replace(kind="vanished")], facts, first_sequence=1)
    assert set(EventKind) == {"cast", "excluded", "reinstated"}


def test_appending_costs_the_same_queries_for_few_and_many(django_assert_max_num_queries):
    make_arena()
    append_pending()
    cast_votes(40)
    with django_assert_max_num_queries(25):
        append_pending()
