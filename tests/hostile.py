"""Hostile requests to every route: what the sweep of test_hostile_requests.py sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

from django.http.request import HttpHeaders
from django.test import Client
from django.utils.datastructures import MultiValueDict

from tests.routes import Route

DIGITS = b"9" * 5_000
VALUES = (
    DIGITS,
    b"-" + DIGITS,
    b"a\0b",
    b"9" * 19,
    b"\xff\xfe\xed\xa0\x80",
    b"",
    b" ",
    b"-1",
    b"0",
    b"1.5",
    b"1e999",
    b"NaN",
    "٣".encode(),
    "²".encode(),
    b"%",
    b"%00",
    b"../../../etc/passwd",
    b"..\\..\\",
    b"'\"--;",
    b"<script>alert(1)</script>",
    b"\r\nX-A: b",
    b"{{7*7}}{% debug %}${7*7}",
    b"[" * 1_000,
    b'{"a":1}',
    b"null",
    b"00000000-0000-0000-0000-000000000000",
    b"9999-12-31T23:59:60Z",
    b"0001-01-01",
    b"x" * 10_000,
    "\U0001f600\u202e\u0301".encode() * 100,
)
RANGES = (b"bytes=%s-", b"bytes=-%s", b"bytes=0-%s", b"bytes=%s-%s")
# What Django, its middleware and the server put before our code; ours is recorded as it is read.
HEADERS = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "HTTP_ORIGIN", "HTTP_REFERER"),
    *("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_X_FORWARDED_FOR"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_SEC_FETCH_DEST", "HTTP_COOKIE"),
    *("HTTP_SEC_FETCH_SITE", "HTTP_HX_REQUEST", "HTTP_HX_CURRENT_URL", "HTTP_IDEMPOTENCY_KEY"),
    *("HTTP_X_CSRFTOKEN", "HTTP_AUTHORIZATION", "CONTENT_TYPE", "REMOTE_ADDR"),
)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Attack:
    """A request with a hostile value for each of these names."""

    route: Route
    place: str
    names: tuple[str, ...]
    value: bytes

    def __str__(self) -> str:
        return f"{self.route.name}, {self.place} {', '.join(self.names)}: {self.value[:20]!r}"

    def statuses(self, client: Client) -> Iterator[int]:
        path, text = self.route.path(), self.value.decode("latin-1")
        pairs = "&".join(f"{quote(name)}={quote_from_bytes(self.value)}" for name in self.names)
        match self.place:
            case "path":
                path = self.route.path(**dict.fromkeys(self.names, self.value))
                yield client.get(path).status_code
                yield client.post(path).status_code
            case "query":
                yield client.get(f"{path}?{pairs}").status_code
            case "form":
                yield client.post(path, pairs, FORM).status_code
            case "header":
                yield client.get(path, **dict.fromkeys(self.names, text)).status_code
            case "cookie":
                cookies = "; ".join(f"{name}={text}" for name in self.names)
                yield client.get(path, HTTP_COOKIE=cookies).status_code
            case "body":
                yield client.post(path, self.value, "application/json").status_code


class Reads:
    """Names of parameters and headers that views read, by the kind of place."""

    def __init__(self, monkeypatch) -> None:
        self.parameters: set[str] = set()
        self.headers: set[str] = set()
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            self._record(monkeypatch, MultiValueDict, method, self.parameters)
        for method in ("__getitem__", "__contains__", "get"):
            self._record(monkeypatch, HttpHeaders, method, self.headers)

    def _record(self, monkeypatch, kind: type, method: str, into: set[str]) -> None:
        read = getattr(kind, method)

        def recorded(mapping, name, *rest, **more):
            if isinstance(name, str):
                into.add(name)
            return read(mapping, name, *rest, **more)

        monkeypatch.setattr(kind, method, recorded)

    def by(self, client: Client, route: Route) -> tuple[set[str], set[str]]:
        """What this route reads of a query and of a form that have parameters it does not know."""
        self.parameters.clear()
        self.headers.clear()
        client.get(f"{route.path()}?unknown=1")
        client.post(f"{route.path()}?unknown=1", "unknown=1", FORM)
        return set(self.parameters), set(self.headers)
