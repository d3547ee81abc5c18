"""What is wrong is found, for the command, `/readyz/` and the desk alike."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from arena import visitors
from arena.matches import refresh_snapshot
from arena.models import Kind, PoolSnapshot, VoteEvent, Withdrawal
from arena.roles import Role
from arena.tasks import strip_files
from config import health
from config.embedded.outages import ServerDown, note_servers_down
from leaderboard.doctor import Level, examine, is_ready, warn_of_settings
from leaderboard.doctor.examination import CHECKS
from leaderboard.doctor.machine import MANY_TASKS
from leaderboard.models import RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    cast_votes,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()
    cast_votes(3, now=timezone.now())
    recompute_boards()
    refresh_snapshot(now=timezone.now())


@pytest.fixture(autouse=True)
def _well(settings, tmp_path):
    """Settings under which nothing is wrong."""
    tmp_path.chmod(0o700)
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SECRET_KEY = "a long and random one" * 3
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    health.forget_findings()


def found(name, *, after=timedelta(0)):
    findings = examine(now=timezone.now() + after)
    return next(each for each in findings if each.name == name)


def test_a_well_kept_arena_has_no_findings(arena):
    findings = examine(now=timezone.now())
    assert [each.name for each in findings] == list(CHECKS)
    assert {each.level for each in findings} == {Level.OK}, findings
    assert not any(each.advice for each in findings)


def test_without_a_database_only_the_rest_is_looked_at(monkeypatch):
    def refuse(*_):
        raise OperationalError("no")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "cursor", refuse)
    findings = examine(now=timezone.now())
    assert not is_ready(findings)
    assert "pending" not in {each.name for each in findings}


def test_tables_that_are_missing_stop_serving(monkeypatch):
    monkeypatch.setattr("leaderboard.doctor.machine._migrated", set())
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *_: ["one"])
    finding = found("database")
    assert finding.stops_serving
    assert "migrate" in finding.advice


def test_files_that_voters_do_not_see_are_counted_until_their_responses_are_withdrawn(settings):
    told = make_response(
        make_challenge(), make_competitor(), kind=Kind.IMAGE, file="a.png", media_type="image/png"
    )
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "a.png").write_bytes(b"no picture")
    strip_files()
    assert found("files").level == Level.WARNING
    assert found("files").what.startswith("1 response ")
    Withdrawal.objects.create(response=told, reason="It cannot be shown.")
    assert found("files").level == Level.OK


def test_a_broker_that_does_not_answer_is_an_error(arena, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert found("broker").level == Level.ERROR


def test_tasks_that_pile_up_are_a_warning(arena, monkeypatch):
    many = {"ratings": MANY_TASKS, "default": 1}
    monkeypatch.setattr("leaderboard.doctor.machine.queue_lengths", lambda: many)
    assert found("broker").level == Level.WARNING


def test_a_bundled_server_that_is_down_is_an_error(arena, settings):
    note_servers_down(settings.DATA_DIR, {"worker": ServerDown("exit code 1", 5, "x.log")})
    finding = found("servers")
    assert finding.level == Level.ERROR
    assert "worker" in finding.what
    assert "x.log" in finding.advice


def test_a_worker_that_is_silent_is_an_error(arena):
    assert found("worker", after=timedelta(minutes=5)).level == Level.ERROR
    PoolSnapshot.objects.all().delete()
    assert "ever" in found("worker").what


def test_clocks_that_differ_are_an_error(arena):
    assert found("clock", after=timedelta(seconds=30)).level == Level.ERROR


def test_a_missing_data_folder_is_an_error(arena, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    assert found("storage").level == Level.ERROR


def test_a_data_folder_open_to_others_is_a_warning(arena, tmp_path):
    tmp_path.chmod(0o755)
    assert found("storage").level == Level.WARNING


@pytest.mark.parametrize(("free", "level"), [(1 << 20, Level.ERROR), (500 << 20, Level.WARNING)])
def test_little_room_on_the_disk_is_found(arena, monkeypatch, free, level):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert found("disk").level == level


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("settings", {"DEBUG": True}),
        ("settings", {"SECRET_KEY": "short"}),
        ("settings", {"SITE_URL": "https://arena.example.org", "HTTPS": False}),
        ("frames", {"SITE_URL": "https://arena.example.org"}),
        ("proxy", {"SITE_URL": "https://arena.example.org", "HTTPS": True}),
        ("proxy", {"HTTPS": True}),
    ],
)
def test_settings_that_do_not_work_in_public_are_found(arena, settings, name, changes):
    for setting, value in changes.items():
        setattr(settings, setting, value)
    assert found(name).level != Level.OK


def test_limits_of_one_process_are_a_warning(arena, monkeypatch):
    monkeypatch.setattr(visitors, "limits_are_local", lambda: True)
    assert found("limits").level == Level.WARNING


def test_votes_that_wait_are_found(arena):
    cast_votes(1, now=timezone.now(), seed=9)
    assert found("pending").level == Level.OK
    assert found("pending", after=timedelta(minutes=2)).level == Level.WARNING
    assert found("pending", after=timedelta(minutes=20)).level == Level.ERROR
    assert VoteEvent.objects.pending().count() == 1


def test_a_run_beside_the_ledger_is_an_error(arena):
    run = RatingRun.objects.filter(board__slug="overall").latest("id")
    run.pk, run.head = None, "0" * 64
    run.save(force_insert=True)
    assert found("ledger").level == Level.ERROR


def test_an_arena_without_a_run_that_has_votes_is_a_warning(arena, monkeypatch):
    monkeypatch.setattr("leaderboard.doctor.work._newest_run", lambda: None)
    assert found("run").level == Level.WARNING


def test_the_command_says_what_to_do_and_exits_with_one(arena, settings, capsys):
    call_command("doctor")
    assert "ok      database" in capsys.readouterr().out
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "Start it, and look at REDIS_URL." in capsys.readouterr().out


def test_readyz_says_what_is_wrong_and_serves_on(arena, settings, client):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz/")
    assert answer.status_code == 200
    assert answer.json()["checks"]["broker"]["status"] == "error"
    assert str(settings.DATA_DIR) not in answer.text


def test_readyz_without_a_database_answers_503(client, monkeypatch):
    def refuse(*_):
        raise OperationalError("no")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.headers["Retry-After"]


def test_readyz_looks_only_once_in_a_while(arena, client, django_assert_num_queries):
    client.get("/readyz/")
    with django_assert_num_queries(0):
        client.get("/readyz/")


def test_the_desk_shows_it_to_administrators(arena, settings, client):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    client.force_login(make_staff())
    page = client.get("/staff/status/").text
    assert "Start it, and look at REDIS_URL." in page
    assert 'href="/staff/status/"' in client.get("/staff/").text


@pytest.mark.parametrize("role", Role)
def test_no_role_sees_it(arena, client, role):
    client.force_login(make_staff("otto", role=role))
    assert client.get("/staff/status/").status_code == 403
    assert "/staff/status/" not in client.get("/staff/").text


def test_a_web_process_warns_of_frames_without_an_origin(settings, caplog):
    settings.SITE_URL = "https://arena.example.org"
    settings.HTTPS, settings.TRUSTED_PROXIES = True, 1
    warn_of_settings(now=timezone.now())
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "FRAME_ORIGIN is unset"
    ]


@pytest.mark.parametrize("rule", ["after_session", "never"])
def test_authors_that_are_not_named_but_public_are_found(arena, settings, rule):
    settings.NAME_AUTHORS = rule
    finding = found("naming")
    assert finding.level == Level.WARNING
    assert "responses_public when_retired" in finding.advice
    settings.RESPONSES_PUBLIC = "when_retired"
    assert found("naming").level == Level.OK


def test_reasoning_that_stays_in_texts_is_found(arena, settings):
    settings.REASONING_TRACES = "in_text"
    assert found("reasoning").level == Level.WARNING


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"VOTES_PER_MINUTE_PER_NETWORK": 10}, ["PER_ADDRESS (600)", "PER_NETWORK is 10"]),
        ({"VOTES_PER_MINUTE": 700}, ["VOTES_PER_MINUTE (700)", "PER_ADDRESS is 600"]),
        (
            {"VOTES_PER_MINUTE_PER_ADDRESS": 0, "VOTES_PER_MINUTE_PER_NETWORK": 59},
            ["VOTES_PER_MINUTE (60)", "PER_NETWORK is 59"],
        ),
        ({"SUBMISSIONS_PER_HOUR_PER_NETWORK": 1}, ["SUBMISSIONS_PER_HOUR_PER_NETWORK is 1"]),
        ({"REPORTS_PER_HOUR_PER_ADDRESS": 1}, ["REPORTS_PER_HOUR (20)"]),
        ({"SIGN_IN_FAILURES_PER_NAME": 7}, ["SIGN_IN_FAILURES (8)", "PER_NAME is 7"]),
        ({"SIGN_IN_FAILURES_PER_ADDRESS": 1}, ["SIGN_IN_FAILURES (8)", "PER_ADDRESS is 1"]),
        (
            dict.fromkeys(
                (
                    "VOTES_PER_MINUTE",
                    "VOTES_PER_MINUTE_PER_ADDRESS",
                    "VOTES_PER_MINUTE_PER_NETWORK",
                ),
                0,
            ),
            ["Votes are not limited"],
        ),
    ],
)
def test_a_limit_that_never_applies_is_a_warning_and_in_the_log(
    arena, settings, caplog, changes, words
):
    for name, value in changes.items():
        setattr(settings, name, value)
    finding = found("thresholds")
    assert finding.level == Level.WARNING
    assert all(word in finding.what for word in words)
    warn_of_settings(now=timezone.now())
    assert finding.what in caplog.text


@pytest.mark.parametrize("name", ["VOTES_PER_MINUTE", "VOTES_PER_MINUTE_PER_ADDRESS"])
def test_a_limit_that_is_off_contradicts_none(arena, settings, name):
    setattr(settings, name, 0)
    assert found("thresholds").level == Level.OK


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"PROOF_ABOVE_MATCHES_PER_MINUTE": 1_799}, Level.OK),
        ({"PROOF_ABOVE_MATCHES_PER_MINUTE": 1_800}, Level.WARNING),
        ({"PROOF_ABOVE_MATCHES_PER_MINUTE": 1, "ADDRESS_DAYS": 0}, Level.WARNING),
        ({"PROOF_ABOVE_MATCHES_PER_MINUTE": 0, "ADDRESS_DAYS": 0}, Level.OK),
    ],
)
def test_a_proof_of_work_that_is_never_asked_for_is_a_warning(arena, settings, changes, level):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert found("proof").level == level


def test_subdomains_are_not_bound_to_https_without_it(arena, settings):
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    assert "HSTS_SUBDOMAINS" in found("settings").what
