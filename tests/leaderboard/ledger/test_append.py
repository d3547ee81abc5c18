import hashlib
import json

import pytest

from arena.models import EventKind, Outcome, Pair, VoteEvent
from leaderboard.ledger.append import fold_pending
from leaderboard.ledger.backfill import fill_boards
from leaderboard.ledger.events import canonical, columns_of, read_events
from leaderboard.models import COUNTS, GENESIS, Board, BoardTally, LedgerEntry, ResponseTally
from tests.arrange import NOON, cast_votes, make_arena, pair_of, serve, vote_on

pytestmark = pytest.mark.django_db


def fold():
    Board.objects.complete()
    fill_boards(today=NOON.date())
    return list(fold_pending())


def test_every_pending_event_gets_the_next_sequence_number():
    make_arena()
    cast_votes(5)
    fold()
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert not VoteEvent.objects.pending().exists()


def test_a_second_fold_finds_nothing():
    make_arena()
    cast_votes(2)
    fold()
    assert fold() == []
    assert LedgerEntry.objects.count() == 2


def test_the_digest_chain_is_sha256_over_canonical_events():
    make_arena()
    cast_votes(3)
    fold()
    digest = GENESIS
    for event in read_events(VoteEvent.objects.order_by("ledger_entry__sequence")):
        digest = hashlib.sha256(bytes.fromhex(digest) + canonical(event)).hexdigest()
    assert LedgerEntry.objects.head() == (3, digest)


def test_a_canonical_event_does_not_tell_who_voted():
    make_arena()
    vote = cast_votes(1)[0]
    (event,) = read_events(VoteEvent.objects.all())
    assert str(vote.voter_id) not in canonical(event).decode()
    assert json.loads(canonical(event))["vote"] == vote.pk


def test_a_vote_is_tallied_as_it_was_shown():
    make_arena(competitors=2, challenges=1)
    match = serve()
    vote_on(match, Outcome.RIGHT)
    fold()
    cell = ResponseTally.objects.get(left_response=match.left, right_response=match.right)
    assert [getattr(cell, count) for count in COUNTS] == [0, 1, 0, 0, 0, 0, 0]


def test_a_vote_counts_on_the_overall_board_and_its_category_s():
    make_arena(category="poetry")
    vote_on(serve())
    fold()
    boards = set(BoardTally.objects.values_list("board__slug", flat=True))
    windows = {"last-7-days", "last-30-days", "last-90-days"}
    assert boards == {"overall", "category-poetry", "style-controlled"} | windows


def test_the_pair_learns_how_many_votes_it_has():
    make_arena(competitors=2, challenges=3)
    match = [vote_on(serve(seed=seed)) and serve(seed=9) for seed in range(2)][-1]
    fold()
    assert pair_of(match).votes == 2
    assert Pair.objects.count() == 1


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_own_count(outcome):
    make_arena(competitors=2, challenges=1)
    vote_on(serve(), outcome)
    fold()
    cell = BoardTally.objects.get(board__slug="overall")
    assert getattr(cell, outcome.value) == 1
    assert sum(getattr(cell, count) for count in COUNTS) == 1


def test_an_unknown_kind_of_event_is_an_error():
    make_arena()
    cast_votes(1)
    (event,) = read_events(VoteEvent.objects.all())
    with pytest.raises(KeyError, match="vanished"):
        columns_of([event._replace(kind="vanished")], first_sequence=1)
    assert set(EventKind) == {"cast", "excluded", "reinstated"}


def test_folding_costs_the_same_queries_for_few_and_many(django_assert_max_num_queries):
    make_arena()
    fold()
    cast_votes(40)
    with django_assert_max_num_queries(25):
        list(fold_pending())
