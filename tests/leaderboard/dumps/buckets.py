"""A server that speaks S3, as a process of its own, and a proxy that cuts what is sent to it."""

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import threading

KEYS = {
    "AWS_ACCESS_KEY_ID": "podium",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}
# A server of moto's that refuses keys it did not give, but for the first requests, which make the
# user, the keys and the bucket.
_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""
PATIENCE_SECONDS = 60


@contextlib.contextmanager
def s3_server(**environment: str):
    """The address of a server that holds nothing yet."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


class CuttingProxy:
    """Passes on what comes, and ends the connection once so many bytes were sent by clients; None
    passes on everything."""

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self.target = (host, int(port))
        self.most: int | None = None
        self.seen = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def cut_after(self, most: int | None) -> None:
        self.most, self.seen = most, 0

    def close(self) -> None:
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with (
            client,
            socket.create_connection(self.target) as server,
            selectors.DefaultSelector() as both,
        ):
            both.register(client, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, client)
            with contextlib.suppress(OSError):
                while True:
                    for key, _ in both.select(PATIENCE_SECONDS):
                        data = key.fileobj.recv(65_536)
                        if not data:
                            return
                        if key.fileobj is client:
                            self.seen += len(data)
                            if self.most is not None and self.seen > self.most:
                                return
                        key.data.sendall(data)
