"""When passes are due, and the process that makes them."""

import os
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from leaderboard.models import Board, ErrorPass
from leaderboard.passes import PassProcess, boards_due
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def passed(scene):
    make_arena()
    cast_votes(100)
    call_command("recompute")


def due(*, minutes=2.0, slug="overall"):
    now = timezone.now() + timedelta(minutes=minutes)
    return slug in [board.slug for board in boards_due(now=now)]


def vote(number, seed):
    cast_votes(number, seed=seed)
    recompute_boards()


def test_nothing_is_due_while_nothing_changes(passed):
    assert not due(minutes=10_000)


def test_a_pass_is_due_after_a_fiftieth_of_the_votes(passed):
    vote(1, seed=1)
    assert not due()
    vote(1, seed=2)
    assert due()


def test_of_a_large_board_a_pass_is_due_after_the_votes_of_the_setting(passed, settings):
    ErrorPass.objects.update(votes=10**6)
    settings.PASS_VOTES = 3
    vote(2, seed=1)
    assert not due()
    vote(1, seed=2)
    assert due()


def test_a_pass_is_due_after_the_minutes_of_the_setting(passed, settings):
    settings.PASS_MINUTES = 5
    vote(1, seed=1)
    assert not due(minutes=4)
    assert due(minutes=6)


def test_a_pass_is_followed_by_a_pause_of_twenty_times_its_own_time(passed):
    vote(5, seed=1)
    last = ErrorPass.objects.get(board__slug="overall")
    longer = last.started_at - timedelta(minutes=1)
    ErrorPass.objects.update(started_at=longer)
    assert not due(minutes=19)
    assert due(minutes=21)


def test_the_pause_after_a_long_pass_is_one_of_all_boards_but_those_without_a_pass(passed):
    vote(5, seed=1)
    last = ErrorPass.objects.get(board__slug="overall")
    longer, later = timedelta(minutes=1), last.finished_at + timedelta(seconds=10)
    ErrorPass.objects.filter(pk=last.pk).update(started_at=later - longer, finished_at=later)
    assert not due(minutes=19, slug="style-controlled")
    assert due(minutes=21, slug="style-controlled")
    ErrorPass.objects.filter(board__slug="style-controlled").delete()
    assert due(minutes=0, slug="style-controlled")


def test_a_board_that_is_to_speak_of_other_challenges_is_due(passed):
    Board.objects.filter(slug="overall").update(speaks_of="these")
    assert due()


def test_a_board_without_a_pass_is_due(passed):
    ErrorPass.objects.filter(board__slug="overall").delete()
    assert due(minutes=0)


def test_no_process_is_started_where_nothing_is_due(passed):
    assert not PassProcess().start_if_due(now=timezone.now())


def test_a_worker_starts_one_process_at_a_time(passed):
    vote(5, seed=1)
    now = timezone.now() + timedelta(minutes=2)
    waiting = PassProcess((sys.executable, "-c", "import signal; signal.pause()"))
    assert waiting.start_if_due(now=now)
    assert not waiting.start_if_due(now=now)
    waiting.process.kill()
    waiting.process.wait()


def test_a_process_is_followed_by_a_pause_of_twenty_times_what_it_had_of_the_processor(passed):
    vote(5, seed=1)
    now = timezone.now() + timedelta(minutes=2)
    code = "import time\nwhile time.process_time() < 0.3: pass"
    working = PassProcess((sys.executable, "-c", code))
    assert working.start_if_due(now=now)
    os.waitid(os.P_PID, working.process.pid, os.WEXITED | os.WNOWAIT)
    assert not working.start_if_due(now=now)
    assert not working.start_if_due(now=now + timedelta(seconds=5))
    assert working.start_if_due(now=now + timedelta(minutes=2))
    working.process.wait()


def test_after_a_process_that_failed_nothing_is_started_for_five_minutes(passed):
    vote(5, seed=1)
    now = timezone.now() + timedelta(minutes=2)
    failing = PassProcess((sys.executable, "-c", "raise SystemExit(3)"))
    assert failing.start_if_due(now=now)
    failing.process.wait()
    assert not failing.start_if_due(now=now)
    assert not failing.start_if_due(now=now + timedelta(minutes=4))
    assert failing.start_if_due(now=now + timedelta(minutes=6))
    failing.process.wait()
