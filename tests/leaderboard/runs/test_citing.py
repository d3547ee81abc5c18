"""A run that is cited is kept for ever."""

from datetime import timedelta

import pytest

from arena.errors import TooManyRequests
from leaderboard.models import Board, CitedRun, RatingRun
from leaderboard.runs import cite_run, citing, forget_old_runs, is_kept
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.views.runs import publish_again

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def rated(scene) -> Board:
    make_arena(competitors=2)
    cast_votes(3)
    recompute_boards()
    return Board.objects.overall()


def run_at(at) -> RatingRun:
    return publish_again(started_at=at, finished_at=at)


def test_a_cited_run_is_not_forgotten_with_those_of_its_day(rated):
    cited, other, last = (run_at(NOON + timedelta(hours=hour)) for hour in range(3))
    cite_run(cited, now=NOON + timedelta(hours=4))
    forget_old_runs(now=NOON + 9 * DAY)
    kept = set(RatingRun.objects.filter(board=rated).values_list("pk", flat=True))
    assert {cited.pk, last.pk} <= kept
    assert other.pk not in kept


def test_the_last_run_of_a_day_that_is_over_is_kept_without_being_cited(rated):
    run_at(NOON)
    last = run_at(NOON + timedelta(hours=1))
    assert not is_kept(last, now=NOON + timedelta(hours=2))
    assert is_kept(last, now=NOON + DAY)
    cite_run(last, now=NOON + DAY)
    assert not CitedRun.objects.exists()


def test_citing_twice_changes_nothing(rated):
    run = run_at(NOON)
    for _ in range(2):
        cite_run(run, now=NOON)
    assert CitedRun.objects.count() == 1
    assert is_kept(run, now=NOON)


def test_a_day_has_a_limit_and_the_next_begins_anew(rated, monkeypatch):
    monkeypatch.setattr(citing, "MOST_CITED_A_DAY", 1)
    first, second = run_at(NOON), run_at(NOON)
    run_at(NOON)
    cite_run(first, now=NOON)
    with pytest.raises(TooManyRequests) as refused:
        cite_run(second, now=NOON)
    assert refused.value.retry_after_seconds == 12 * 3_600 + 1
    cite_run(second, now=NOON + DAY)
    assert CitedRun.objects.count() == 2
