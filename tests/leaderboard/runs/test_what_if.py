import pytest

from arena.models import BulkKind, ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.models import OVERALL, Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.what_if import effect_of
from tests.arrange import (
    NOON,
    cast_votes,
    make_challenge,
    make_competitor,
    make_response,
    serve,
    vote_on,
)

pytestmark = pytest.mark.django_db

WHY = {"reason": "A trial.", "actor": None, "now": NOON}


@pytest.fixture(scope="module")
def rated(scene):
    models = [make_competitor(name) for name in ("ada", "bea", "cleo")]
    for number in range(4):
        challenge = make_challenge(f"reasoning-{number}")
        for place, model in enumerate(models):
            words = "**word** and more " * (1 + (number * place) % 5)
            text = f"{'# Title' * ((number + place) % 2)}\n\n{words} {place}"
            make_response(challenge, model, content=text)
    cast_votes(60, seed=3)
    recompute_boards()


@pytest.fixture
def board(rated, request):
    return Board.objects.get(slug=getattr(request, "param", OVERALL))


each_kind_of_board = pytest.mark.parametrize("board", [OVERALL, "style-controlled"], indirect=True)


def published(board):
    run = RatingRun.objects.newest(board)
    return {
        entry.competitor_id: (entry.rating, entry.lower, entry.rank_low, entry.votes)
        for entry in Entry.objects.filter(run=run)
    }


def told(effect, which):
    places = {row.competitor.pk: getattr(row, which) for row in effect.rows}
    return {
        pk: (place.rating, place.lower, place.rank_low, place.votes)
        for pk, place in places.items()
        if place
    }


def close(one, other):
    assert one.keys() == other.keys()
    for key, values in one.items():
        assert values == pytest.approx(other[key], abs=1e-6)


def some():
    return Vote.objects.filter(outcome=Outcome.LEFT)


@each_kind_of_board
def test_what_is_foretold_is_what_comes_and_nothing_is_written(board):
    before = published(board)
    effect = effect_of(votes=some(), kind=BulkKind.EXCLUDE, board=board)
    close(told(effect, "before"), before)
    assert published(board) == before
    exclude_votes(votes=some(), rule=ExclusionRule.MANUAL, **WHY)
    recompute_boards()
    board.refresh_from_db()
    close(told(effect, "after"), published(board))
    assert (effect.votes, effect.total) == (some().count(), 60)
    assert effect.movers


@each_kind_of_board
def test_reinstating_foretells_the_board_as_it_was(board):
    before = published(board)
    exclude_votes(votes=some(), rule=ExclusionRule.MANUAL, **WHY)
    recompute_boards()
    board.refresh_from_db()
    effect = effect_of(votes=some(), kind=BulkKind.REINSTATE, board=board)
    close(told(effect, "after"), before)
    reinstate_votes(votes=some(), **WHY)
    recompute_boards()
    close(published(board), before)


def test_nobody_moves_without_votes(board):
    effect = effect_of(votes=Vote.objects.none(), kind=BulkKind.EXCLUDE, board=board)
    assert (effect.votes, effect.movers) == (0, 0)
    assert told(effect, "before") == told(effect, "after")


def test_votes_that_no_run_has_counted_yet_move_nobody(board):
    late = vote_on(serve(seed=99))
    votes = Vote.objects.filter(pk=late.pk)
    assert effect_of(votes=votes, kind=BulkKind.EXCLUDE, board=board).votes == 0


def test_without_all_votes_nobody_is_left(board):
    effect = effect_of(votes=Vote.objects.all(), kind=BulkKind.EXCLUDE, board=board)
    assert all(row.after is None for row in effect.rows)
    assert effect.movers == 3


def test_a_board_takes_only_its_own_votes(board):
    category = Board.objects.get(slug="category-reasoning")
    effect = effect_of(votes=some(), kind=BulkKind.EXCLUDE, board=category)
    assert effect.votes == some().count()
    window = Board.objects.get(slug="last-7-days")
    assert effect_of(votes=some(), kind=BulkKind.EXCLUDE, board=window).votes in {0, effect.votes}


def test_a_style_controlled_board_without_all_votes_is_empty(board):
    styled = Board.objects.get(slug="style-controlled")
    effect = effect_of(votes=Vote.objects.all(), kind=BulkKind.EXCLUDE, board=styled)
    assert effect.votes == 60
    assert all(row.after is None for row in effect.rows)
