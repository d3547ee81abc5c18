"""Starting on a read-only file system: pages are served from what is there."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.embedded.errors import CannotStart
from config.embedded.folder import prepare_folder
from config.embedded.read_only import is_read_only, require_readable

ROOT = Path(__file__).resolve().parent.parent.parent
# A mount that nobody else sees.
ALONE = ("unshare", "--user", "--map-root-user", "--mount")
# The folder is copied into memory, which is then made read-only.
SERVE = """
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


@pytest.fixture
def environment(monkeypatch):
    """That of an arena with its own database and key."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    return os.environ


@pytest.fixture
def prepared(tmp_path, environment):
    """A folder whose database is empty."""
    folder = tmp_path / "data"
    prepare_folder(folder)
    (folder / "podium.sqlite3").touch()
    return folder


@pytest.fixture
def data(prepared, environment):
    """A folder that was served before."""
    environment["PODIUM_DATA"] = str(prepared)
    migrate = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    return prepared


@pytest.fixture
def served(data, tmp_path, environment):
    """The folder on a read-only file system: where it is served, and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    process = subprocess.Popen(
        [*ALONE, "sh", "-c", SERVE, "sh", data, mounted, sys.executable, bind],
        cwd=ROOT,
        env={**environment, "PODIUM_DATA": str(mounted)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
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
def test_pages_are_served_and_writes_are_refused(served):
    site, process = served
    said = process.stdout.readline()
    assert "is read-only: pages are served" in said
    assert "ready" in process.stdout.readline()
    assert [status_of(f"{site}{path}") for path in ("/healthz/", "/", "/challenges/")] == [200] * 3
    write = urllib.request.Request(
        f"{site}/api/v1/matches/", b"{}", {"Content-Type": "application/json"}
    )
    assert status_of(write) == 503


def test_a_database_that_was_not_closed_is_a_sentence(prepared):
    require_readable(prepared)
    (prepared / "podium.sqlite3-wal").write_bytes(b"changes")
    with pytest.raises(CannotStart, match=r"read-only, and its database was not closed"):
        require_readable(prepared)


def test_a_folder_that_was_never_served_is_a_sentence(tmp_path):
    with pytest.raises(CannotStart, match=r"read-only, and nothing was served from there yet"):
        require_readable(tmp_path)


def test_a_folder_that_can_be_written_or_is_not_there_is_not_read_only(tmp_path):
    assert not is_read_only(tmp_path)
    assert not is_read_only(tmp_path / "not there")
