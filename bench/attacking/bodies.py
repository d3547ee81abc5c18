"""Huge and deep bodies, and requests that two servers would read differently."""

import gzip
import json
from collections.abc import Iterator

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import FORM, JSON, exchange

HUGE = 48 << 20
WRITES = (
    "/matches/", "/matches/{match}/vote/", "/matches/{match}/skip/", "/matches/{match}/report/",
    "/api/v1/matches/", "/api/v1/matches/{match}/vote/", "/api/v1/matches/{match}/skip/",
    "/submit/", "/language/", "/privacy/erase/", "/staff/sign-in/", "/staff/content/",
    "/admin/login/", "/healthz/", "/", "/nowhere/",
)  # fmt: skip
DIGITS = "9" * 5_000


def huge_bodies(arena: Arena) -> Iterator[Attempt]:
    browser = arena.browser()
    match = str(browser.open_match()["id"])
    yield from _announced(arena, match)
    yield from _smuggled(arena)
    yield from _deep(arena, match)
    yield from _large_numbers(arena, match)
    yield from _many_parts(arena)
    yield Attempt("the match is open still", arena.ending_of(match) is not None)
    yield Attempt("the arena is not up", not arena.is_up())


def _announced(arena: Arena, match: str) -> Iterator[Attempt]:
    """48 MB of which a little is sent: it must be refused before the rest is waited for."""
    for path in WRITES:
        for kind in (JSON, FORM, "multipart/form-data; boundary=x", "text/plain"):
            head = (
                f"POST {path.format(match=match)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Content-Type: {kind}\r\nContent-Length: {HUGE}\r\n\r\n"
            )
            reply = exchange(arena.port, head.encode() + b"a" * 65_536, seconds=4)
            passed = reply.status not in {400, 403, 404, 405, 411, 413, 415}
            yield Attempt(f"48 MB of {kind[:9]} to {path}", passed, reply.status)
    whole = arena.browser().send("POST", "/matches/", b"a" * HUGE, {"Content-Type": FORM})
    yield Attempt("48 MB sent whole", whole.status not in {0, 413}, whole.status)


def _smuggled(arena: Arena) -> Iterator[Attempt]:
    """Lengths that contradict or are none: a proxy in front might read another request."""
    second = "GET /staff/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for name, lines in {
        "a length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "two lengths": "Content-Length: 4\r\nContent-Length: 0\r\n",
        "a negative length": "Content-Length: -4\r\n",
        "a length with a sign": "Content-Length: +4\r\n",
        "a length with a point": "Content-Length: 4.0\r\n",
        "a length of 5,000 digits": f"Content-Length: {DIGITS}\r\n",
        "chunks without end": "Transfer-Encoding: chunked\r\n",
        "chunks in another spelling": "Transfer-Encoding: xchunked\r\n",
        "a folded header": "X: a\r\n b\r\nContent-Length: 4\r\n",
        "a space before the colon": "Content-Length : 4\r\n",
    }.items():
        head = f"POST /api/v1/matches/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {JSON}\r\n"
        request = f"{head}{lines}\r\n0\r\n\r\n{second}".encode()
        reply = exchange(arena.port, request, seconds=3)
        is_refused = reply.status == 0 or 400 <= reply.status < 500
        yield Attempt(f"smuggling: {name}", not is_refused, reply.status)


def _deep(arena: Arena, match: str) -> Iterator[Attempt]:
    browser = arena.browser()
    bodies = {
        "lists": b"[" * 200_000,
        "closed lists": b"[" * 200_000 + b"]" * 200_000,
        "objects": b'{"a":' * 200_000,
        "an outcome": b'{"outcome":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        "a number": b'{"outcome":' + DIGITS.encode() + b"}",
        "an exponent": b'{"outcome":1e999999999}',
        "NaN": b'{"outcome":NaN}',
        "half a character": b'{"outcome":"\\ud800"}',
        "a zero byte": b'{"outcome":"left\\u0000"}',
        "no UTF-8": b'{"outcome":"\xff"}',
        "many keys": json.dumps({str(each): each for each in range(100_000)}).encode(),
        "compressed": gzip.compress(b"a" * 50_000_000),
    }
    for name, body in bodies.items():
        for path in (f"/api/v1/matches/{match}/vote/", "/api/v1/matches/", "/matches/"):
            headers = {"Content-Type": JSON}
            if name == "compressed":
                headers["Content-Encoding"] = "gzip"
            reply = browser.send("POST", path, body, headers)
            passed = reply.status >= 500 or reply.status == 0 or reply.seconds > 5
            yield Attempt(f"{name} to {path.replace(match, '…')}", passed, reply.status)


def _large_numbers(arena: Arena, match: str) -> Iterator[Attempt]:
    """Numbers of 5,000 digits wherever one is read."""
    browser = arena.browser()
    for path in ("/", "/leaderboard/", "/models/", "/challenges/", "/changelog/", "/submit/"):
        for name in ("page", "sample", "sort", "at", "run", "days", "q", "after"):
            for value in (DIGITS, f"-{DIGITS}", "%00", "%ff"):
                reply = browser.get(f"{path}?{name}={value}")
                passed = reply.status >= 500 or reply.status == 0
                yield Attempt(f"{path}?{name}={value[:3]}…", passed, reply.status)
    for name in ("Range", "If-None-Match", "If-Modified-Since", "Accept-Language", "Cookie"):
        value = f"bytes={DIGITS}-{DIGITS}" if name == "Range" else f"a={DIGITS}"
        for path in ("/leaderboard/", "/static/css/site.css", f"/matches/{match}/", "/card.png"):
            reply = browser.get(path, {name: value})
            passed = reply.status >= 500 or reply.status == 0
            yield Attempt(f"{name} of 5,000 digits", passed, reply.status)


def _many_parts(arena: Arena) -> Iterator[Attempt]:
    browser = arena.browser()
    fields = "&".join(f"a{each}=1" for each in range(100_000))
    part = '--x\r\nContent-Disposition: form-data; name="a{}"\r\n\r\n1\r\n'
    parts = "".join(part.format(each) for each in range(20_000)) + "--x--\r\n"
    for path in ("/matches/", "/submit/", "/language/", "/staff/sign-in/"):
        reply = browser.post_form(path, fields)
        yield Attempt(f"100,000 fields to {path}", reply.is_ok or reply.status >= 500, reply.status)
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        reply = browser.send("POST", path, parts.encode(), kind)
        yield Attempt(f"20,000 parts to {path}", reply.is_ok or reply.status >= 500, reply.status)
    for name, headers in {
        "a header of 1 MB": {"X-Large": "a" * (1 << 20)},
        "a cookie of 100 kB": {"Cookie": "voter=" + "a" * 100_000},
        "5,000 cookies": {"Cookie": "; ".join(f"a{each}=1" for each in range(5_000))},
        "1,000 headers": {f"X-{each}": "1" for each in range(1_000)},
    }.items():
        reply = browser.get("/", headers)
        yield Attempt(name, reply.status >= 500, reply.status)
    reply = browser.get("/?" + "a" * 60_000)
    yield Attempt("a query of 60 kB", reply.status >= 500, reply.status)
