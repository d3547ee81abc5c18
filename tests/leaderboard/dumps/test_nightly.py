"""The dump that is made every night."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from arena.arena_settings import change_setting
from arena.locks import only_one
from leaderboard.doctor.work import dumps
from leaderboard.dumps import DumpProcess, is_due, publish_dump
from leaderboard.models import PublishedDump
from leaderboard.open_data import DumpRefused
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.open_data.making import manifest_of
from tests.leaderboard.open_data.verifying import podium_verify

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 6, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()
    cast_votes(4)
    recompute_boards()


@pytest.fixture
def root(arena, settings, tmp_path):
    settings.DUMP_STORAGE = str(tmp_path / "dumps")
    return tmp_path / "dumps"


def turn_off():
    change_setting(name="publish_dumps", value="off", actor=None, now=NIGHT)


def test_the_dump_of_a_day_is_whole_and_noted_with_its_manifest(root):
    made = publish_dump(now=NIGHT)
    assert made.manifest == manifest_of(root / "2026-06-02")
    assert podium_verify.verify(root / "2026-06-02").votes == 4
    assert [each.day for each in PublishedDump.objects.whole()] == [NIGHT.date()]


def test_a_dump_that_is_there_stays_as_it_is(root):
    publish_dump(now=NIGHT)
    before = manifest_of(root / "2026-06-02")
    assert publish_dump(now=NIGHT + timedelta(hours=2)).manifest == before
    assert manifest_of(root / "2026-06-02") == before


def test_dumps_beyond_the_rule_are_removed_with_their_rows(root, settings):
    settings.DUMPS_DAILY, settings.DUMPS_WEEKLY, settings.DUMPS_MONTHLY = 2, 0, 0
    for number in range(4):
        publish_dump(now=NIGHT + number * DAY)
    assert sorted(path.name for path in root.iterdir()) == ["2026-06-04", "2026-06-05"]
    assert [str(each.day) for each in PublishedDump.objects.all()] == ["2026-06-05", "2026-06-04"]


def test_what_an_interrupted_night_left_is_removed_by_the_next(root):
    half = root / ".2026-06-01.partial"
    half.mkdir(parents=True)
    (half / "votes.jsonl.gz").write_bytes(b"half")
    PublishedDump.objects.begin((NIGHT - DAY).date(), now=NIGHT - DAY)
    publish_dump(now=NIGHT)
    assert [path.name for path in root.iterdir()] == ["2026-06-02"]
    assert PublishedDump.objects.get().day == NIGHT.date()


def test_a_dump_that_nobody_was_told_of_is_made_again(root):
    publish_dump(now=NIGHT)
    PublishedDump.objects.all().delete()
    publish_dump(now=NIGHT)
    assert PublishedDump.objects.get().manifest == manifest_of(root / "2026-06-02")


def test_a_row_whose_dump_is_gone_goes(root):
    PublishedDump.objects.create(
        day=(NIGHT - DAY).date(), started_at=NIGHT - DAY, finished_at=NIGHT - DAY, manifest={}
    )
    publish_dump(now=NIGHT)
    assert PublishedDump.objects.get().day == NIGHT.date()


def test_a_night_that_failed_says_why_to_staff_and_not_to_everybody(root):
    root.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="File exists"):
        publish_dump(now=NIGHT)
    found = dumps(NIGHT)
    assert (found.level, found.what) == ("warning", "The dump of 2026-06-02 could not be made.")
    assert "File exists" in found.advice
    assert str(root) not in found.what
    root.unlink()
    publish_dump(now=NIGHT + timedelta(hours=1))
    assert dumps(NIGHT).what == "The newest dump is of 2026-06-02."


@pytest.mark.parametrize(("hours", "level"), [(20, "ok"), (40, "warning")])
def test_a_night_without_a_dump_is_noticed(root, hours, level):
    publish_dump(now=NIGHT)
    assert dumps(NIGHT + timedelta(hours=hours)).level == level


@pytest.fixture
def _other_process():
    """Another connection that makes a dump."""
    has_lock, is_over = threading.Event(), threading.Event()

    def hold():
        with only_one("nightly_dump"):
            has_lock.set()
            is_over.wait(60)
        connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        held = thread.submit(hold)
        assert has_lock.wait(60)
        yield
        is_over.set()
        held.result()


@pytest.mark.usefixtures("_other_process")
def test_two_are_never_made_at_once(root):
    with pytest.raises(DumpRefused, match="Another dump"):
        publish_dump(now=NIGHT)


def test_an_arena_that_turned_dumps_off_makes_none(root):
    turn_off()
    assert not is_due(now=NIGHT)
    with pytest.raises(CommandError, match="publishes no dumps"):
        call_command("publish_dump")
    assert not root.exists()
    assert dumps(NIGHT).what == "This arena publishes no dumps."


def test_it_is_due_once_its_time_has_come_and_again_an_hour_after_a_failure(root):
    assert not is_due(now=NIGHT.replace(hour=2, minute=29))
    assert is_due(now=NIGHT)
    PublishedDump.objects.begin(NIGHT.date(), now=NIGHT)
    assert not is_due(now=NIGHT + timedelta(minutes=59))
    assert is_due(now=NIGHT + timedelta(minutes=61))
    publish_dump(now=NIGHT + timedelta(hours=2))
    assert not is_due(now=NIGHT + timedelta(hours=4))


def test_the_worker_starts_one_process_at_a_time(root, tmp_path):
    made = tmp_path / "started"
    code = f"open({str(made)!r}, 'a').write('x'); import sys; sys.stdin.read()"
    process = DumpProcess((sys.executable, "-c", code))
    assert process.start_if_due(now=NIGHT)
    process.process.wait(60)
    assert Path(made).read_text() == "x"
    PublishedDump.objects.begin(NIGHT.date(), now=NIGHT)
    assert not process.start_if_due(now=NIGHT)
