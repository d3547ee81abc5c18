import io

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import Board, BoardTally, Entry, LedgerEntry, RatingRun, ResponseTally
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.appending import append_pending

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rated(scene):
    make_arena()
    cast_votes(12)
    recompute_boards()


def test_what_stands_equals_the_ledger(rated):
    found = rebuild_tallies()
    assert found.agrees
    assert (found.entries, found.head) == LedgerEntry.objects.head()
    assert found.boards == {"overall": 12, "category-reasoning": 12, "style-controlled": 12}


def test_votes_that_wait_are_told(rated):
    cast_votes(3, seed=1)
    assert rebuild_tallies().pending == 3


def test_appended_but_not_yet_rated_is_no_difference(rated):
    cast_votes(3, seed=1)
    append_pending()
    assert rebuild_tallies().agrees


@pytest.mark.parametrize("model", [BoardTally, ResponseTally])
def test_a_wrong_tally_is_found_and_repaired(rated, model):
    model.objects.filter(pk=model.objects.first().pk).update(left=99)
    assert "99" in rebuild_tallies().differences[0]
    rebuild_tallies(repair=True)
    assert rebuild_tallies().agrees


def test_a_missing_tally_is_found(rated):
    ResponseTally.objects.first().delete()
    assert "None, by the ledger" in rebuild_tallies().differences[0]


def test_after_a_repair_the_board_is_published_anew(rated):
    BoardTally.objects.update(left=50)
    cast_votes(1, seed=2)
    recompute_boards()
    rebuild_tallies(repair=True)
    run = RatingRun.objects.newest(Board.objects.overall())
    assert run.votes == 13
    assert sum(e.votes for e in Entry.objects.filter(run=run)) == 26


def test_a_board_at_another_place_than_the_ledger_is_found(rated):
    Board.objects.update(sequence=5)
    assert "stands at 5" in rebuild_tallies().differences[0]


def test_a_broken_chain_is_found(rated, monkeypatch):
    monkeypatch.setattr("leaderboard.runs.rebuild.canonical", lambda *event, version: b"another")
    assert "the chain breaks at entry 1" in rebuild_tallies().differences[0]


def test_a_changed_rating_is_found(rated, monkeypatch):
    monkeypatch.setattr("leaderboard.runs.rebuild.RATING_TOLERANCE", -1.0)
    assert "rating of competitor" in rebuild_tallies().differences[0]


def test_the_command_says_what_it_compared(rated):
    out = io.StringIO()
    call_command("rebuild", stdout=out)
    assert "board overall: 12 votes" in out.getvalue()
    assert "equal the ledger's" in out.getvalue()


def test_the_command_fails_when_something_differs(rated):
    BoardTally.objects.update(left=50)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="--repair"):
        call_command("rebuild", stdout=io.StringIO(), stderr=errors)
    assert "board tally" in errors.getvalue()


def test_the_recompute_command_publishes(rated):
    cast_votes(2, seed=3)
    out = io.StringIO()
    call_command("recompute", stdout=out)
    assert "overall: run" in out.getvalue()
    call_command("recompute", stdout=out)
    assert "Nothing to publish." in out.getvalue()
