"""What the attack bench takes for an attack that got through."""

import json
import time
from contextlib import contextmanager
from threading import Barrier

import pytest

from bench import attack
from bench.attacking import limits, paths
from bench.attacking.arena import Arena, tracebacks
from bench.attacking.attempts import Attempt, summary
from bench.memory import free_port


def test_a_group_counts_what_got_through_and_names_it():
    tried = [Attempt("a door", passed=False), Attempt("a window", passed=True, seen=200)]
    found = summary("house", tried, 1.26)
    assert found == {
        "group": "house",
        "tried": 2,
        "passed": 1,
        "seconds": 1.3,
        "through": ["a window: 200"],
    }


@pytest.mark.parametrize(
    ("location", "elsewhere"),
    [
        ("", False),
        ("/leaderboard/", False),
        ("http://127.0.0.1:8000/", False),
        ("https://evil.example/", True),
        ("//evil.example/", True),
        ("/\\evil.example", True),
        ("javascript:alert(1)", True),
    ],
)
def test_a_redirect_to_another_site_is_seen(location, elsewhere):
    assert paths._is_elsewhere(location) is elsewhere


@pytest.mark.parametrize("body", [b"x\nroot:x:0:0:root:/root", b"SQLite format 3\0"])
def test_a_file_that_no_page_holds_is_recognised(body):
    assert paths._holds_a_secret(body)
    assert not paths._holds_a_secret(b"<h1>Not found</h1>")


def test_windows_of_a_minute_that_were_touched_are_counted(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 125.0)
    assert [limits._minutes_since(began) for began in (121.0, 119.0, 1.0)] == [1, 2, 3]


def test_a_traceback_in_any_log_is_found_unless_it_is_a_refusal(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "attack.log").write_text("fine\n")
    text = 'Traceback (most recent call last):\n  File "a"\n    b\n{}: c\n'
    cause = text.format("KeyError") + "\nThe above exception was the direct cause of the …\n\n"
    refused = cause + text.format("django.core.exceptions.DisallowedHost")
    (tmp_path / "logs" / "web.log").write_text(f"one\n{text.format('ValueError')}two\n{refused}")
    assert tracebacks(tmp_path) == ["ValueError: c"]


@pytest.mark.parametrize("passed", [True, False])
def test_the_bench_fails_if_anything_got_through(monkeypatch, capsys, passed):
    found = summary("replay", [Attempt("again", passed=passed)], 1)
    monkeypatch.setattr(attack, "attack", lambda _: iter([found]))
    monkeypatch.setattr("sys.argv", ["attack"])
    with pytest.raises(SystemExit) as ended:
        attack.main()
    assert ended.value.code == passed
    claim = json.loads(capsys.readouterr().out)
    assert (claim["tried"], claim["passed"], claim["reached"]) == (1, int(passed), not passed)


def test_all_groups_of_attacks_are_there():
    wanted = {
        "replay", "races", "forged ids", "fresh cookies", "header spoofing", "slow senders",
        "slow readers", "huge and deep bodies", "path tricks", "other sites' forms", "metadata",
    }  # fmt: skip
    assert wanted <= set(attack.GROUPS)


def test_an_arena_that_is_gone_is_not_up(tmp_path):
    assert not Arena(tmp_path, free_port()).is_up()


@pytest.fixture
def groups(monkeypatch, tmp_path):
    """Serves arenas that are gone, and has them attacked by these groups."""

    (tmp_path / "attack.log").touch()

    @contextmanager
    def all_served(settings):
        yield [Arena(tmp_path, free_port()) for _ in settings]

    def put(*arenas, alone):
        monkeypatch.setattr(attack, "all_served", all_served)
        monkeypatch.setattr(attack, "ARENAS", dict(enumerate(arenas)))
        monkeypatch.setattr(attack, "ALONE", {alone})

    return put


def test_groups_of_different_arenas_run_side_by_side(groups):
    both = Barrier(2)

    def wait(_):
        both.wait(timeout=30)
        yield Attempt("side by side", passed=False)

    groups({"one": wait}, {"another": wait}, alone="slow")
    assert [each["group"] for each in attack.attack(["one", "another"])] == ["one", "another"]


def test_a_group_that_asks_how_long_a_visitor_waits_runs_after_all_others(groups):
    ran = []

    def note(name):
        return lambda _: iter([Attempt(name, passed=bool(ran.append(name)))])

    groups({"slow": note("slow"), "one": note("one")}, {"other": note("other")}, alone="slow")
    list(attack.attack(["slow", "one", "other"]))
    assert sorted(ran[:2]) == ["one", "other"]
    assert ran[2:] == ["slow"]


def test_groups_that_run_alone_are_there():
    assert set(attack.GROUPS) > attack.ALONE
