"""A client that sends what no browser would: its cookies, headers and bytes are the attack's."""

import http.client
import json
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 30
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. Status 0: the connection ended without one."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    seconds: float = 0.0

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def json(self) -> dict[str, Any]:
        """The JSON object of the answer, or an empty one."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 400


@dataclass(slots=True)
class Browser:
    """Keeps cookies and sends the requests it is told to."""

    port: int
    source: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        sent = {"Cookie": self.cookie_header()} if self.cookies else {}
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT_SECONDS, source_address=(self.source, 0)
        )
        try:
            connection.putrequest(method, path, skip_host="Host" in (headers or {}))
            for name, value in {**sent, **(headers or {})}.items():
                connection.putheader(name, value)
            if body or method != "GET":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            reply = Reply(
                answer.status, answer.getheaders(), answer.read(), time.monotonic() - began
            )
        except (OSError, http.client.HTTPException):
            return Reply(0, seconds=time.monotonic() - began)
        finally:
            connection.close()
        self._keep_cookies(reply)
        return reply

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.send("GET", path, headers=headers)

    def post_json(
        self, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        content = json.dumps({} if body is None else body).encode()
        return self.send("POST", path, content, {"Content-Type": JSON, **(headers or {})})

    def post_form(
        self, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Reply:
        return self.send("POST", path, body.encode(), {"Content-Type": FORM, **(headers or {})})

    def csrf_token(self, path: str) -> str:
        """The token in a form of a page, or nothing."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        return found[1] if found else ""

    def open_match(self, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A match with its two sides; empty if it was refused."""
        match = self.post_json("/api/v1/matches/", headers=headers).json
        return match if "id" in match else {}

    def vote(
        self, match: str, outcome: str = "left", headers: Mapping[str, str] | None = None
    ) -> Reply:
        return self.post_json(f"/api/v1/matches/{match}/vote/", {"outcome": outcome}, headers)

    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep_cookies(self, reply: Reply) -> None:
        for name, value in reply.headers:
            if name.lower() == "set-cookie":
                key, _, content = value.partition(";")[0].partition("=")
                self.cookies[key] = content


def exchange(port: int, request: bytes, *, seconds: float = 5.0) -> Reply:
    """Send these very bytes, and read the status and what comes with it."""
    began = time.monotonic()
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
            connection.sendall(request)
            while chunk := connection.recv(65_536):
                answer += chunk
                if b"\r\n\r\n" in answer:
                    break
    except OSError:
        pass
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    took = time.monotonic() - began
    return Reply(int(status[1]) if status else 0, [], answer, took)
