"""Whose memory the bench adds up, and under which role."""

import json
import os
import subprocess
import sys

import pytest

from bench.memory import SUPERVISOR, megabytes_of, report, tree_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")

# A shell that says it is there and waits for the end of its input.
WAIT = "echo; read line; true"
# Its child's command line names a server, that of the child's child nothing.
SERVER = "import subprocess; subprocess.run(['sh', '-c', '" + WAIT + "'])"


@pytest.fixture
def server():
    command = [sys.executable, "-c", SERVER, "granian"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        process.stdout.readline()
        yield process.pid
        process.stdin.close()


def test_what_a_server_has_started_takes_memory_in_its_role(server):
    assert [role for _, role in tree_of(server)] == ["web", "web"]


def test_what_names_no_server_is_the_supervisors(server):
    tree = dict(tree_of(os.getpid()))
    assert tree[os.getpid()] == SUPERVISOR
    assert tree[server] == "web"


def test_a_process_takes_memory():
    assert 1 < megabytes_of(os.getpid()) < 4_000


@pytest.mark.parametrize(("total", "reached"), [(100.0, True), (1_000.0, False)])
def test_the_total_is_held_against_that_of_the_bare_process(capsys, total, reached):
    assert report([{"web": total, "total": total, "bare": 25.0}]) is reached
    claim = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (claim["ratio"], claim["reached"]) == (total / 25, reached)
