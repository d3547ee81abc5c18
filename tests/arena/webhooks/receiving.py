"""A server on this machine that receives messages, and answers as it is told."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """`received` has the headers and bodies; `answer` is a status, headers and a body."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received = []
        self.answer = (200, {}, b"thanks")
        self.waits = threading.Event()
        self.is_silent = False

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/hook?to=me"

    def shutdown(self):
        self.waits.set()
        super().shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): text for name, text in self.headers.items()}
        self.server.received.append((self.path, headers, body))
        if self.server.is_silent:
            self.server.waits.wait()
            return
        status, headers, answer = self.server.answer
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Nobody reads it."""


@contextmanager
def receiving():
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
