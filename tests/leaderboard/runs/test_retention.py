from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.retention import forget_old_runs
from leaderboard.runs.tick import recompute_boards
from leaderboard.tasks import forget
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.views.runs import publish_again

pytestmark = pytest.mark.django_db

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def rated(scene):
    make_arena(competitors=2)
    cast_votes(3)
    recompute_boards()


@pytest.fixture
def overall(rated):
    return Board.objects.overall()


def run_at(moment):
    run = publish_again(started_at=moment, finished_at=moment)
    newest = Entry.objects.filter(run__board=run.board).latest("id")
    kept = {f.name: getattr(newest, f.name) for f in Entry._meta.concrete_fields if f.name != "id"}
    Entry.objects.create(**kept | {"run": run})
    return run


def kept():
    return set(RatingRun.objects.values_list("id", flat=True))


def test_of_an_old_day_the_last_run_is_kept(overall):
    old = [run_at(NOON - 9 * DAY + timedelta(hours=hour)) for hour in (-3, 0, 3)]
    assert forget_old_runs(now=NOON) == 2
    assert {run.pk for run in old} & kept() == {old[-1].pk}
    assert not Entry.objects.filter(run__in=[old[0].pk, old[1].pk]).exists()


def test_of_the_last_week_every_run_is_kept(overall):
    for hour in (1, 2, 3):
        run_at(NOON - 6 * DAY + timedelta(hours=hour))
    before = kept()
    assert forget_old_runs(now=NOON) == 0
    assert kept() == before


def test_days_are_those_of_utc(overall):
    midnight = NOON.replace(hour=0) - 8 * DAY
    runs = [run_at(midnight - timedelta(minutes=1)), run_at(midnight + timedelta(minutes=1))]
    assert forget_old_runs(now=NOON) == 0
    assert {run.pk for run in runs} <= kept()


def test_boards_do_not_speak_for_each_other(overall):
    old = run_at(NOON - 9 * DAY)
    later = NOON - 9 * DAY + timedelta(hours=1)
    other = Board.objects.get(slug="style-controlled")
    publish_again(board=other, started_at=later, finished_at=later)
    assert forget_old_runs(now=NOON) == 0
    assert old.pk in kept()


def test_the_task_forgets(overall):
    run_at(NOON - 9 * DAY - timedelta(hours=1))
    run_at(NOON - 9 * DAY)
    before = len(kept())
    forget()
    assert len(kept()) == before - 1


@pytest.mark.parametrize("hours", [[-6 * 24, -6 * 24 + 1], [-9 * 24]])
def test_the_database_refuses_to_delete_any_other_run(overall, hours):
    first, *_ = [run_at(NOON + timedelta(hours=hour)) for hour in hours]
    for rows in (Entry.objects.filter(run=first), RatingRun.objects.filter(pk=first.pk)):
        with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
            rows._raw_delete("default")
    assert first.pk in kept()


def test_a_clock_that_is_ahead_does_not_make_the_database_forget(overall):
    run_at(NOON - 2 * DAY - timedelta(hours=1))
    run_at(NOON - 2 * DAY)
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        forget_old_runs(now=NOON + 30 * DAY)


def test_the_daily_runs_are_the_last_of_each_day(overall):
    days = [
        [run_at(NOON - 9 * DAY + timedelta(hours=hour)) for hour in (0, 1)],
        [run_at(NOON - 3 * DAY)],
    ]
    daily = list(RatingRun.objects.daily(overall))
    assert daily[:2] == [days[0][-1], days[1][-1]]
    assert len(daily) == 3
