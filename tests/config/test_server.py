"""One server of the supervisor, tried on programs of a line."""

import os
import sys
import time

import pytest

from config.embedded.server import (
    LARGEST_LOG_BYTES,
    LONGEST_PAUSE_SECONDS,
    MOST_CRASHES,
    STEADY_SECONDS,
    Server,
)

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEP
PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"


@pytest.fixture
def server(tmp_path):
    made = []

    def make(*program):
        command = [sys.executable, "-c", *program]
        environment = dict(os.environ)
        made.append(Server("it", command, tmp_path / "it.log", environment, tmp_path))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def wait_until(is_so, seconds=120):
    give_up_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def crash(server):
    server.start()
    wait_until(lambda: not server.is_running)
    return server.clean_up_crash()


def end_of(server):
    crash(server)
    return server.how_it_ended


def test_a_crash_is_told_by_its_exit_code(server):
    assert end_of(server("raise SystemExit(3)")) == "exit code 3"


def test_a_crash_is_told_by_its_signal(server):
    assert end_of(server("import os; os.kill(os.getpid(), 9)")) == "killed by SIGKILL"


def test_each_crash_doubles_the_pause(server):
    one = server("raise SystemExit(3)")
    assert [crash(one) for _ in range(3)] == [0.5, 1, 2]


def test_the_pause_has_a_limit(server):
    one = server("raise SystemExit(3)")
    one.crashes = 1_000
    assert crash(one) == LONGEST_PAUSE_SECONDS


def test_a_server_that_crashes_in_a_row_is_down(server):
    one = server("raise SystemExit(3)")
    for _ in range(MOST_CRASHES):
        assert not one.is_down
        crash(one)
    assert one.is_down


def test_a_crash_after_a_long_run_is_the_first_again(server):
    one = server("")
    one.crashes = MOST_CRASHES
    one.start()
    wait_until(lambda: not one.is_running)
    one.started_at -= STEADY_SECONDS
    assert one.clean_up_crash() == 0.5
    assert not one.is_down


def test_what_does_not_stop_when_asked_is_killed(server, monkeypatch):
    monkeypatch.setattr("config.embedded.server.STOP_SECONDS", 0.3)
    one = server(STUBBORN)
    one.start()
    wait_until(lambda: "up" in one.last_lines())
    one.stop()
    assert not one.is_running


def test_children_of_a_killed_server_do_not_outlive_it(server):
    one = server(PARENT, SLEEP)
    one.start()
    wait_until(lambda: "up" in one.last_lines())
    group = one.process.pid
    os.kill(group, 9)
    wait_until(lambda: not one.is_running)
    one.clean_up_crash()
    wait_until(lambda: not group_exists(group))


def group_exists(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_last_lines_of_a_log_are_its_last_lines(server):
    one = server("for number in range(9): print(number)")
    crash(one)
    assert one.last_lines().split() == ["4", "5", "6", "7", "8"]


def test_a_large_log_is_rotated_at_the_start(server):
    one = server("print('new')")
    one.log.write_bytes(b"old\n" * LARGEST_LOG_BYTES)
    crash(one)
    assert one.log.read_text() == "new\n"


def test_a_large_log_is_rotated_while_the_server_writes(server, monkeypatch):
    one = server("import time; print('old', flush=True); time.sleep(1); print('new')")
    monkeypatch.setattr("config.embedded.server.LARGEST_LOG_BYTES", 1)
    one.start()
    wait_until(lambda: "old" in one.log.read_text())
    one.rotate_log()
    assert one.log.read_text() == ""
    assert "old" in one.log.with_suffix(".old.log").read_text()
    wait_until(lambda: not one.is_running)
    assert one.log.read_text() == "new\n"
