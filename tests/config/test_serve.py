"""`serve` for real: Valkey, web and worker in a data folder of their own."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from config.embedded.folder import lock, prepare_folder

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW_SENDERS = 200
HEAD = "POST /matches/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
# A mount that nobody else sees.
ALONE = ("unshare", "--user", "--map-root-user", "--mount")
# A folder is copied into memory, which is then made read-only.
SERVE_READ_ONLY = """
mount -t tmpfs none "$2" && cp -a "$1/." "$2" && mount -o remount,ro "$2" || exit 3
exec "$3" manage.py serve --bind "$4"
"""
may_mount = (
    shutil.which("unshare")
    and not subprocess.run(
        [*ALONE, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False
    ).returncode
)
needs_mount = pytest.mark.skipif(not may_mount, reason="no file system can be mounted here")


class Podium:
    """A `serve` of our own, which stops with the test."""

    def __init__(self, data):
        self.data = data
        prepare_folder(data)
        self.bind = free_address()
        self.process = serve(data, self.bind)
        self.said = ""

    def wait_for(self, words):
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return
        raise AssertionError(f"It never said {words!r}:\n{self.said}")

    def get(self, path):
        with urllib.request.urlopen(f"http://{self.bind}{path}", timeout=120) as answer:
            return answer.status

    def answers(self):
        try:
            return self.get("/healthz/") == 200
        except OSError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=120)[0]
        return self.process.returncode


def free_address():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def serve(data, bind):
    return start([sys.executable, "manage.py", "serve", "--bind", bind], data)


def start(command, data):
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | {"PODIUM_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def processes_of(data):
    """Everything that was started for this data folder, whoever its parent is now."""
    mark = f"PODIUM_DATA={data}".encode()
    return [pid for pid in every_process() if mark in read(pid, "environ").split(b"\0")]


def every_process():
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""  # it has just ended


def open_files(pid):
    folder = Path(f"/proc/{pid}/fd")
    with contextlib.suppress(OSError):  # one that has just been closed
        return [str(path.readlink()) for path in folder.iterdir()]
    return []


def server_named(word, podium):
    """A child of the supervisor, or none while it is being started again."""
    parent = podium.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next((int(pid) for pid in children if word in read(pid, "cmdline")), None)


def nothing_is_left(data):
    # Servers hold this lock; Valkey writes its title over its environment.
    lock(data / "servers.lock").close()
    return processes_of(data) == []


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    data = tmp_path_factory.mktemp("running")
    podium = Podium(data)
    podium.wait_for("is ready")
    yield podium
    podium.stop()
    shutil.rmtree(data)


def test_ctrl_c_during_the_start_leaves_nothing(tmp_path):
    podium = Podium(tmp_path)
    while not (tmp_path / "valkey.sock").exists():
        time.sleep(0.01)
    assert podium.stop() == 0
    assert nothing_is_left(tmp_path)


def copy_database(source, target):
    """While it is used."""
    name = "podium.sqlite3"
    with (
        closing(sqlite3.connect(source / name)) as ours,
        closing(sqlite3.connect(target / name)) as copy,
    ):
        ours.backup(copy)


def test_after_a_killed_supervisor_the_next_one_works_and_stops_by_ctrl_c(running, tmp_path):
    copy_database(running.data, tmp_path)  # making one anew would take most of the time
    first = Podium(tmp_path)
    first.wait_for("is ready")
    first.process.kill()
    first.process.communicate()
    second = Podium(tmp_path)
    second.wait_for("is ready")
    assert second.get("/healthz/") == 200
    assert second.stop() == 0
    assert nothing_is_left(tmp_path)


def test_the_worker_itself_holds_the_files_of_its_schedule(running):
    # A fork of it loses one of them to the connections it inherits: beat cannot save then and
    # ends, and no vote is counted.
    give_up_at = time.monotonic() + 120
    while not (files := schedule_of(running)) or not files <= open_files_of_worker(running):
        assert time.monotonic() < give_up_at
        time.sleep(0.1)


def schedule_of(podium):
    return {str(path) for path in podium.data.glob("beat-schedule*")}


def open_files_of_worker(podium):
    return set(open_files(server_named(b"celery", podium)))


def test_database_and_logs_are_for_their_owner_alone(running):
    files = [
        *running.data.glob("*.sqlite3*"),
        *running.data.glob("logs/*"),
        *running.data.glob("valkey/**/*.aof"),
    ]
    open_to_others = [path for path in files if path.stat().st_mode & 0o077]
    assert len(files) > 4
    assert open_to_others == []
    assert running.data.stat().st_mode & 0o077 == 0


def test_a_second_one_on_the_same_data_folder_is_refused(running):
    second = serve(running.data, "127.0.0.1:1")
    assert "already running" in second.communicate(timeout=120)[0]
    assert second.returncode == 1


def test_a_port_in_use_is_refused(running, tmp_path):
    prepare_folder(tmp_path)
    second = serve(tmp_path, running.bind)
    assert "Cannot listen on" in second.communicate(timeout=120)[0]
    assert second.returncode == 1


@pytest.mark.parametrize(
    ("name", "word"), [("web", b"granian"), ("worker", b"celery"), ("valkey", b"valkey-server")]
)
def test_a_killed_server_comes_back(running, name, word):
    killed = server_named(word, running)
    os.kill(killed, signal.SIGKILL)
    running.wait_for(f"The {name} crashed (killed by SIGKILL)")
    give_up_at = time.monotonic() + 120
    while server_named(word, running) in {killed, None} or not running.answers():
        assert time.monotonic() < give_up_at
        time.sleep(0.1)


@pytest.fixture
def slow_senders(running):
    """Many connections that each send the beginning of a request, and no more."""
    host, _, port = running.bind.partition(":")
    with contextlib.ExitStack() as stack:

        def connect(beginning):
            connections = [
                stack.enter_context(socket.create_connection((host, port)))
                for _ in range(SLOW_SENDERS)
            ]
            for connection in connections:
                connection.sendall(beginning.encode())
            return connections

        yield connect


@pytest.mark.parametrize("beginning", [HEAD, f"{HEAD}\r\nleft="], ids=["head", "body"])
def test_slow_senders_do_not_keep_others_waiting(running, slow_senders, beginning):
    connections = slow_senders(beginning)
    assert running.get("/healthz/") == 200
    for connection in connections:
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)


def test_a_database_that_is_not_there_is_told_with_its_log(tmp_path):
    (tmp_path / "podium.sqlite3").mkdir()
    podium = Podium(tmp_path)
    podium.wait_for("migrate failed. Its log is")
    podium.process.communicate(timeout=120)
    assert podium.process.returncode == 1


@pytest.fixture
def read_only(running, tmp_path):
    """A folder that was served before, on a read-only file system: where it is served, and the
    process."""
    data, mounted, bind = tmp_path / "data", tmp_path / "mounted", free_address()
    prepare_folder(data)
    copy_database(running.data, data)
    mounted.mkdir()
    script = [SERVE_READ_ONLY, "sh", data, mounted, sys.executable, bind]
    process = start([*ALONE, "sh", "-c", *script], mounted)
    yield f"http://{bind}", process
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)


def status_of(request):
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.status


@needs_mount
def test_on_a_read_only_file_system_pages_are_served_and_writes_are_refused(read_only):
    site, process = read_only
    said = process.stdout.readline()
    assert "is read-only: pages are served" in said
    assert "ready" in process.stdout.readline()
    assert [status_of(f"{site}{path}") for path in ("/healthz/", "/", "/challenges/")] == [200] * 3
    write = urllib.request.Request(
        f"{site}/api/v1/matches/", b"{}", {"Content-Type": "application/json"}
    )
    assert status_of(write) == 503
