"""A server that counts who comes, by TCP or UDP, and answers nobody."""

import socket
import threading
from collections.abc import Callable


class Trap:
    """`port` takes both; `caught` says how often somebody came."""

    def __init__(self):
        self.caught = 0
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))

    def __enter__(self):
        for wait in (self._accept, self._receive):
            threading.Thread(target=self._watch, args=(wait,), daemon=True).start()
        return self

    def __exit__(self, *_):
        for listener in (self._tcp, self._udp):
            listener.close()

    def _accept(self) -> None:
        connection, _ = self._tcp.accept()
        self.caught += 1  # before whoever came can know that nobody answers
        connection.close()

    def _receive(self) -> None:
        self._udp.recv(4096)
        self.caught += 1

    def _watch(self, wait: Callable[[], object]) -> None:
        while True:
            try:
                wait()
            except OSError:
                return
