"""What is excluded leaves the ratings, what is reinstated comes back to exactly where it was."""

import pytest

from arena.models import ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.models import COUNTS, Board, BoardTally, Entry, LedgerEntry, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db

# Elo follows the order of the events, so it alone may end elsewhere.
RATED = [
    field.name for field in Entry._meta.concrete_fields if field.name not in {"id", "run", "elo"}
]


@pytest.fixture(scope="module")
def rated(scene):
    make_arena(competitors=4, category="poetry")
    cast_votes(40)
    recompute_boards()


@pytest.fixture
def votes(rated):
    return Vote.objects.filter(outcome=Outcome.LEFT)


def exclude(votes):
    how = {"rule": ExclusionRule.MANIPULATION, "reason": "One hand.", "actor": None}
    exclude_votes(votes=votes, now=NOON, **how)
    recompute_boards()


def reinstate(votes):
    reinstate_votes(votes=votes, reason="Many hands.", actor=None, now=NOON)
    recompute_boards()


def newest(board):
    return RatingRun.objects.newest(Board.objects.get(slug=board))


def ratings():
    """All that the newest run of each board says of the competitors."""
    runs = [newest("overall"), newest("category-poetry")]
    return list(Entry.objects.filter(run__in=runs).order_by("run", "position").values(*RATED))


def alike(ratings):
    """Where a fit begins shows in the last digits."""
    return [pytest.approx(entry, abs=1e-9) for entry in ratings]


def tallies():
    return list(BoardTally.objects.order_by("pk").values(*COUNTS))


@pytest.mark.parametrize("board", ["overall", "category-poetry"])
def test_the_board_counts_no_excluded_vote(votes, board):
    number = votes.count()
    exclude(votes)
    run = newest(board)
    assert (run.votes, run.excluded) == (40 - number, number)


def test_the_ratings_without_excluded_votes_are_those_of_the_others_alone(votes):
    before = ratings()
    exclude(votes)
    assert ratings() != before
    assert (
        sum(entry["wins"] for entry in ratings())
        == 2 * Vote.objects.filter(outcome="right").count()
    )


def test_reinstating_gives_the_same_ratings(votes):
    before = ratings()
    exclude(votes)
    assert ratings() != alike(before)
    reinstate(votes)
    assert ratings() == alike(before)


def test_reinstating_gives_the_identical_tallies(votes):
    before = tallies()
    exclude(votes)
    assert tallies() != before
    reinstate(votes)
    assert tallies() == before


def test_excluding_and_reinstating_between_two_ticks_changes_nothing(votes):
    before = ratings()
    exclude_votes(votes=votes, rule=ExclusionRule.MANUAL, reason="A slip.", actor=None, now=NOON)
    reinstate(votes)
    assert ratings() == alike(before)


def test_the_ledger_keeps_both_deeds(votes):
    number = votes.count()
    exclude(votes)
    reinstate(votes)
    assert LedgerEntry.objects.count() == 40 + 2 * number


def test_the_ledger_rebuilds_to_what_stands(votes):
    exclude(votes)
    assert rebuild_tallies().differences == []
    reinstate(votes)
    assert rebuild_tallies().differences == []
