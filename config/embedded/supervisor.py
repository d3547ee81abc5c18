"""Starts the bundled servers in order, restarts those that crash, and stops all of them."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO

from config.embedded import servers
from config.embedded.address import Address
from config.embedded.errors import CannotStart
from config.embedded.folder import UMASK, lock, prepare_folder, prepare_socket, valkey_socket
from config.embedded.outages import ServerDown, note_servers_down
from config.embedded.read_only import is_read_only
from config.embedded.server import MOST_CRASHES, Server, rotate

ROOT = Path(__file__).resolve().parent.parent.parent
LOOK_SECONDS = 0.1
SHORT_SECONDS = 1
VALKEY_SECONDS = 60  # reading a large append-only file takes a while
EARLIER_SERVERS_SECONDS = 20
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """The supervisor received a stop signal."""


class Supervisor:
    """Runs Podium on one data folder until a stop signal.

    Args:
        own_valkey: start the bundled Valkey; otherwise `REDIS_URL` names another.
        first: commands of manage.py, run one after the other before the web server starts.
        say: receives the lines for the terminal.
    """

    def __init__(
        self,
        *,
        data: Path,
        address: Address,
        own_valkey: bool,
        first: Sequence[Sequence[str]],
        say: Callable[[str], object],
    ) -> None:
        self.data = data
        self.logs = data / "logs"
        self.address = address
        self.own_valkey = own_valkey
        self.first = first
        self.say = say
        self.servers: list[Server] = []
        self.down: dict[str, ServerDown] = {}
        self.asked_to_stop = False
        # One BLAS thread: more cause delays of 25-50 ms on few cores.
        self.environment = os.environ | {
            "PODIUM_DATA": str(data),
            "PYTHONUNBUFFERED": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def run(self) -> None:
        """Run until a stop signal.

        Raises:
            CannotStart: something is missing, or the web server never answers.
        """
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)
        os.umask(UMASK)  # the servers inherit it
        prepare_folder(self.data)
        if is_read_only(self.data):
            self._serve_read_only()
            return
        with self._only_supervisor(), self._no_earlier_servers() as servers_lock:
            try:
                note_servers_down(self.data, {})  # a killed supervisor may have left some
                self.address.claim()
                self._start_all(keep_open=[servers_lock.fileno()])
                self._watch()
            except Stopped:
                pass
            finally:
                for server in reversed(self.servers):
                    server.stop()
                note_servers_down(self.data, {})

    def _serve_read_only(self) -> None:
        """The web server alone; its log is in the folder for temporary files."""
        self.say(
            f"The file system of {self.data} is read-only: pages are served, but votes and "
            "whatever else writes are refused. Make it writable and start again."
        )
        self.address.claim()
        self.logs = Path(tempfile.mkdtemp(prefix="podium-logs-"))
        try:
            self._start("web", servers.web_command(self.address), keep_open=())
            self._watch()
        except Stopped:
            pass
        finally:
            for server in self.servers:
                server.stop()

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked_to_stop = True

    def _pause(self) -> None:
        if self.asked_to_stop:
            raise Stopped
        time.sleep(LOOK_SECONDS)

    def _only_supervisor(self) -> IO[bytes]:
        try:
            return lock(self.data / "supervisor.lock")
        except BlockingIOError:
            raise CannotStart(
                f"Podium is already running on {self.data}. "
                "Stop it, or choose another data folder by --data or PODIUM_DATA."
            ) from None

    def _no_earlier_servers(self) -> IO[bytes]:
        """Wait for the lock that servers inherit: they end a little after a killed supervisor."""
        try:
            return lock(self.data / "servers.lock", wait_seconds=EARLIER_SERVERS_SECONDS)
        except BlockingIOError:
            raise CannotStart(
                f"Servers of an earlier start still run on {self.data}. End them first."
            ) from None

    def _start_all(self, *, keep_open: Sequence[int]) -> None:
        if self.own_valkey:
            self._start_valkey(keep_open=keep_open)
        for arguments in self.first:
            self._manage(arguments)
        self._start("web", servers.web_command(self.address), keep_open=keep_open)
        self._start("worker", servers.worker_command(self.data), keep_open=keep_open)

    def _start(
        self, name: str, command: Sequence[str | Path], *, keep_open: Sequence[int]
    ) -> Server:
        server = Server(
            name=name,
            command=command,
            log=self.logs / f"{name}.log",
            environment=self.environment,
            folder=ROOT,
            keep_open=keep_open,
        )
        self.servers.append(server)
        server.start()
        return server

    def _start_valkey(self, *, keep_open: Sequence[int]) -> None:
        listen = valkey_socket(self.data)
        prepare_socket(listen)
        command = servers.valkey_command(data=self.data, listen=listen)
        server = self._start("valkey", command, keep_open=keep_open)
        give_up_at = time.monotonic() + VALKEY_SECONDS
        while not servers.valkey_answers(listen):
            if not server.is_running or time.monotonic() > give_up_at:
                raise CannotStart(
                    f"Valkey does not start. Its log is {server.log}:\n{server.last_lines()}"
                )
            self._pause()

    def _manage(self, arguments: Sequence[str]) -> None:
        """Run one Django command as a child process, so that Ctrl-C can stop it."""
        step = Server(
            name=arguments[0],
            command=servers.manage_command(*arguments),
            log=self.logs / f"{arguments[0]}.log",
            environment=self.environment,
            folder=ROOT,
        )
        self.servers.append(step)
        step.start()
        while step.is_running:
            self._pause()
        if step.process is None or step.process.returncode != 0:
            raise CannotStart(f"{step.name} failed. Its log is {step.log}:\n{step.last_lines()}")
        self.servers.remove(step)

    def _watch(self) -> None:
        """Restart servers that crash, and report when the web server first answers."""
        is_ready = False
        while True:
            for server in self.servers:
                self._keep_running(server, is_ready=is_ready)
                server.rotate_log()
            if not is_ready and self.address.answers():
                is_ready = True
                self.say(f"Podium is ready at {self.address.url} (data in {self.data})")
                self.say("Ctrl-C stops it.")
            self._note_what_is_down()
            self._pause()

    def _keep_running(self, server: Server, *, is_ready: bool) -> None:
        """Start a server again that has crashed, after a pause; the others go on meanwhile."""
        if server.is_running:
            return
        if server.process is None:
            if time.monotonic() >= server.next_start:
                server.start()
            return
        pause = server.clean_up_crash()
        if server.is_down and server.name == "web" and not is_ready:
            raise CannotStart(
                f"The web crashed {MOST_CRASHES} times ({server.how_it_ended}) before it "
                f"answered. Its log is {server.log}:\n{server.last_lines()}"
            )
        again = "starting it again" if pause <= SHORT_SECONDS else f"next start in {pause:.0f} s"
        self._report(
            f"The {server.name} crashed ({server.how_it_ended}), {again}. Log: {server.log}"
        )

    def _note_what_is_down(self) -> None:
        """Keep the list that the desk and `doctor` show."""
        down = {
            server.name: ServerDown(server.how_it_ended, server.crashes, str(server.log))
            for server in self.servers
            if server.is_down and not server.is_well
        }
        if down == self.down:
            return
        for name in down.keys() - self.down.keys():
            self._report(f"The {name} is down; the rest goes on. It is started again and again.")
        for name in self.down.keys() - down.keys():
            self._report(f"The {name} is up again.")
        self.down = down
        note_servers_down(self.data, down)

    def _report(self, line: str) -> None:
        """To the terminal and into the supervisor's log."""
        self.say(line)
        log = self.logs / "supervisor.log"
        rotate(log)
        with (
            suppress(OSError),
            log.open("a", encoding="utf-8") as file,
        ):  # a full disk stops nothing
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}\n")
