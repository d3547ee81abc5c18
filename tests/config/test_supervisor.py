"""The supervisor, on programs of a line: what crashes does not take the rest along."""

import os
import sys

import pytest

from config.embedded.address import Address
from config.embedded.errors import CannotStart
from config.embedded.outages import ServerDown, note_servers_down, servers_down
from config.embedded.server import MOST_CRASHES, Server
from config.embedded.supervisor import Supervisor

WELL = "import time; time.sleep(600)"
BROKEN = "raise SystemExit(7)"


@pytest.fixture
def supervisor(tmp_path):
    (tmp_path / "logs").mkdir()
    said = []
    made = Supervisor(
        data=tmp_path,
        address=Address("127.0.0.1", 1),
        own_valkey=False,
        first=[],
        say=said.append,
    )
    made.said = said
    yield made
    for server in made.servers:
        server.stop()


def add(supervisor, name, program):
    log = supervisor.data / "logs" / f"{name}.log"
    command = [sys.executable, "-c", program]
    server = Server(name, command, log, dict(os.environ), supervisor.data)
    supervisor.servers.append(server)
    server.start()
    return server


def crash(supervisor, server, *, times=MOST_CRASHES, is_ready=True):
    """Watch it crash so often, without its pauses."""
    for _ in range(times):
        if server.process is None:
            server.next_start = 0
            supervisor._keep_running(server, is_ready=is_ready)
        server.process.wait()
        supervisor._keep_running(server, is_ready=is_ready)
    supervisor._note_what_is_down()


def test_a_worker_that_keeps_crashing_leaves_the_web_up(supervisor):
    web = add(supervisor, "web", WELL)
    worker = add(supervisor, "worker", BROKEN)
    crash(supervisor, worker, times=3 * MOST_CRASHES)
    assert web.is_running
    assert web.crashes == 0


def test_what_is_down_is_said_in_the_log_and_listed_for_the_desk(supervisor):
    worker = add(supervisor, "worker", BROKEN)
    crash(supervisor, worker)
    listed = servers_down(supervisor.data)
    assert listed == {"worker": ServerDown("exit code 7", MOST_CRASHES, str(worker.log))}
    log = (supervisor.data / "logs" / "supervisor.log").read_text()
    assert "The worker is down" in log
    assert "The worker is down" in "\n".join(supervisor.said)


def test_what_is_up_again_is_listed_no_more(supervisor):
    worker = add(supervisor, "worker", BROKEN)
    crash(supervisor, worker)
    worker.command = [sys.executable, "-c", WELL]
    worker.next_start = 0
    supervisor._keep_running(worker, is_ready=True)
    supervisor._note_what_is_down()
    assert "worker" in servers_down(supervisor.data)  # it has only just begun
    worker.started_at -= 100
    supervisor._note_what_is_down()
    assert servers_down(supervisor.data) == {}
    assert "The worker is up again." in supervisor.said


def test_a_web_server_that_never_answers_ends_the_start(supervisor):
    web = add(supervisor, "web", BROKEN)
    with pytest.raises(CannotStart, match="before it answered"):
        crash(supervisor, web, is_ready=False)


def test_a_web_server_that_has_answered_is_tried_again(supervisor):
    web = add(supervisor, "web", BROKEN)
    crash(supervisor, web)
    assert "web" in servers_down(supervisor.data)


def test_a_damaged_list_is_an_empty_one(tmp_path):
    note_servers_down(tmp_path, {"worker": ServerDown("exit code 1", 5, "x")})
    (tmp_path / "servers-down.json").write_text("{")
    assert servers_down(tmp_path) == {}
