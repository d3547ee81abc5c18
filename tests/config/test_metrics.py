"""Metrics: off by default, for the token or this machine, counted over several processes."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from arena import measures
from arena.errors import AlreadyVoted
from arena.measures import Measure
from arena.models import Outcome
from arena.visitors import throttling, voters
from config.metrics import counting
from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena, make_voter, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()
    cast_votes(3)
    recompute_boards()
    cast_votes(2, seed=7, now=timezone.now() - timedelta(seconds=90))


@pytest.fixture
def seen(monkeypatch):
    """What is counted during a test."""
    counted = []
    monkeypatch.setattr("arena.measures.counting._observers", [])
    measures.observe(lambda measure, reason, times: counted.append((measure, reason, times)))
    return counted


def value(text, metric):
    return float(re.search(rf"^{re.escape(metric)} (\S+)$", text, re.MULTILINE)[1])


def test_metrics_are_off_by_default(client):
    assert client.get("/metrics").status_code == 404


def test_without_a_token_only_this_machine_may_read_them(client, arena, settings):
    settings.METRICS = True
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401


def test_with_a_token_whoever_has_it_may_read_them(client, arena, settings):
    settings.METRICS, settings.METRICS_TOKEN = True, "a secret"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
    given = {"Authorization": "Bearer a secret"}
    answer = client.get("/metrics", headers=given, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 200


def test_the_state_of_the_work_is_shown(client, arena, settings):
    settings.METRICS = True
    text = client.get("/metrics").text
    assert value(text, "podium_pending_events") == 2
    assert value(text, "podium_seconds_behind") > 80
    assert value(text, 'podium_queue_depth{queue="ratings"}') >= 0
    assert value(text, 'podium_run_duration_seconds{board="overall"}') >= 0
    assert value(text, 'podium_part_up{part="database"}') == 1


def test_a_broker_that_does_not_answer_is_down_in_them(client, arena, settings):
    settings.METRICS = True
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert value(client.get("/metrics").text, 'podium_part_up{part="broker"}') == 0


def test_a_match_and_a_vote_are_counted_once(arena, seen):
    match = serve(now=timezone.now())
    vote_on(match, Outcome.LEFT, now=timezone.now())
    vote_on(match, Outcome.LEFT, now=timezone.now())
    assert seen == [(Measure.MATCH_OPENED, "", 1), (Measure.VOTE_ACCEPTED, "", 1)]


def test_an_expired_match_is_counted(arena, seen):
    voter, now = make_voter(), timezone.now()
    serve(voter, now=now)
    serve(voter, now=now + timedelta(hours=3))
    assert (Measure.MATCH_EXPIRED, "", 1) in seen


@pytest.mark.parametrize(
    ("address", "request_of"),
    [
        ("/matches/{}/vote/", {"data": {"outcome": "right"}}),
        (
            "/api/v1/matches/{}/vote/",
            {"data": {"outcome": "right"}, "content_type": "application/json"},
        ),
    ],
)
def test_a_refused_vote_is_counted_by_its_reason(client, arena, seen, address, request_of):
    voter = make_voter()
    client.cookies[voters.COOKIE] = voters.sign_key(voter.key)
    match = serve(voter, now=timezone.now())
    vote_on(match, Outcome.LEFT, now=timezone.now())
    client.post(address.format(match.id), **request_of)
    assert (Measure.VOTE_REFUSED, AlreadyVoted.code, 1) in seen


def test_a_limit_that_is_hit_is_counted_by_its_action(arena, seen, settings):
    settings.VOTES_PER_MINUTE = 1
    voter, now = make_voter(), timezone.now()
    throttling.admit_vote(voter_id=voter.id, address="192.0.2.7", now=now)
    with pytest.raises(throttling.TooManyRequests):
        throttling.admit_vote(voter_id=voter.id, address="192.0.2.7", now=now)
    assert seen == [(Measure.LIMIT_HIT, "vote", 1)]


ADD = """
import django; django.setup()
from config.metrics import counting; counting.start()
from arena.measures import Measure, count
count(Measure.VOTE_ACCEPTED); count(Measure.VOTE_REFUSED, "match_expired")
from config.metrics.collecting import exposition
print(exposition().decode())
"""


def test_processes_share_their_counters(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for times in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", ADD],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert value(done.stdout, "podium_votes_accepted_total") == times
    assert value(done.stdout, 'podium_votes_refused_total{reason="match_expired"}') == 2


def test_folders_of_servers_that_ended_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(counting, "PLACE", tmp_path)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{counting.PREFIX}{ended.pid}"
    left.mkdir()
    folder = counting.prepare_folder(os.getpid())
    assert not left.exists()
    assert folder.stat().st_mode & 0o777 == 0o700
