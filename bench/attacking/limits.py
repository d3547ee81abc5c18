"""Fresh cookies and spoofed headers: more votes than one address may cast."""

import math
import time
from collections.abc import Callable, Iterator, Mapping

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt

MINUTE = 60
NETWORK_TIMES = 3
MATCHES_PER_VOTE = 3
type Headers = Callable[[int], Mapping[str, str]]


def fresh_cookies(arena: Arena) -> Iterator[Attempt]:
    """A new browser for each vote: by one address, one household, one network."""
    most = arena.limit
    yield from _beyond(arena, "one address", _seen("198.51.100.7"), most)
    yield from _beyond(
        arena, "one /64", lambda n: {"X-Forwarded-For": f"2001:db8:1:1::{n:x}"}, most
    )
    yield from _beyond(
        arena, "one /24", lambda n: {"X-Forwarded-For": f"203.0.113.{n}"}, NETWORK_TIMES * most
    )
    yield from _beyond(
        arena,
        "one /56",
        lambda n: {"X-Forwarded-For": f"2001:db8:2:{n:x}::1"},
        NETWORK_TIMES * most,
    )
    yield _openings(arena)


def spoofed_through_proxy(arena: Arena) -> Iterator[Attempt]:
    """One visitor behind one trusted proxy, which appends the true address at the right."""
    spellings: dict[str, Headers] = {
        "invented entries at the left": lambda n: _forwarded(f"10.9.8.{n}, 192.0.2.1"),
        "many entries at the left": lambda n: _forwarded(f"{n}.1.1.1, " * 30 + "192.0.4.1"),
        "a port": lambda n: _forwarded(f"192.0.6.1:{1000 + n}"),
        "mapped into IPv6, by turns": lambda n: _forwarded(
            "192.0.8.1" if n % 2 else "::ffff:192.0.8.1"
        ),
        "brackets and ports": lambda n: _forwarded(f"[2001:db8:7::{n:x}]:{1000 + n}"),
        "nonsense or nothing at the right": lambda n: _forwarded(
            f"nobody-{n}" if n % 2 else f"10.7.{n}.1,"
        ),
        "other headers": lambda n: {**_others(f"10.6.{n}.1"), **_forwarded("192.0.10.1")},
    }
    for name, headers in spellings.items():
        yield from _beyond(arena, f"behind a proxy: {name}", headers, arena.limit)


def spoofed_directly(arena: Arena) -> Iterator[Attempt]:
    """No proxy is trusted: headers about the address are the visitor's own invention."""
    spellings: dict[str, Headers] = {
        "X-Forwarded-For": lambda n: _forwarded(f"10.1.{n}.1"),
        "other headers": lambda n: _others(f"10.2.{n}.1"),
        "underscores": lambda n: {"X_Forwarded_For": f"10.3.{n}.1", "Remote_Addr": f"10.3.{n}.1"},
    }
    for number, (name, headers) in enumerate(spellings.items()):
        source = f"127.0.{number + 1}.1"
        yield from _beyond(arena, f"no proxy: {name}", headers, arena.limit, source=source)
    yield from _hosts(arena)
    yield from _overrides(arena)
    yield from _passwords(arena)


def _seen(address: str) -> Headers:
    return lambda _: _forwarded(address)


def _forwarded(value: str) -> dict[str, str]:
    return {"X-Forwarded-For": value}


def _others(address: str) -> dict[str, str]:
    names = (
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Cluster-Client-IP",
    )
    return {"Forwarded": f"for={address}", **dict.fromkeys(names, address)}


def _beyond(
    arena: Arena, name: str, headers: Headers, most: int, *, source: str = "127.0.0.1"
) -> Iterator[Attempt]:
    """Try a quarter more votes than are allowed, each as a new browser; all are counted."""
    began = time.time()
    accepted = 0
    for number in range(1, math.ceil(1.25 * most) + 3):
        browser = arena.browser(source=source)
        match = browser.open_match(headers(number))
        accepted += bool(match) and browser.vote(match["id"], headers=headers(number)).status == 201
    allowed = most * _minutes_since(began)
    yield Attempt(f"{name}: votes beyond {most} a minute", accepted > allowed, accepted)
    # Otherwise the attack proves nothing.
    yield Attempt(f"{name}: nobody can vote", accepted == 0, accepted)


def _openings(arena: Arena) -> Attempt:
    most = MATCHES_PER_VOTE * arena.limit
    began, opened = time.time(), 0
    for _ in range(math.ceil(1.5 * most)):
        opened += bool(arena.browser().open_match(_forwarded("198.18.0.1")))
    allowed = most * _minutes_since(began)
    return Attempt(f"matches opened beyond {most} a minute", opened > allowed, opened)


def _minutes_since(began: float) -> int:
    """How many windows of the limits, which begin with each minute, were touched."""
    return int(time.time() // MINUTE) - int(began // MINUTE) + 1


def _hosts(arena: Arena) -> Iterator[Attempt]:
    """Make the arena write another's address into its pages."""
    browser = arena.browser()
    own = f"127.0.0.1:{arena.port}"
    for name, headers in {
        "Host": {"Host": "evil.example"},
        "Host with a path": {"Host": f"{own}/evil.example"},
        "Host with a user": {"Host": f"{own}@evil.example"},
        "X-Forwarded-Host": {"X-Forwarded-Host": "evil.example"},
        "X-Forwarded-Server": {"X-Forwarded-Server": "evil.example", "X-Host": "evil.example"},
        "Forwarded": {"Forwarded": "host=evil.example;proto=https"},
    }.items():
        for path in ("/", "/sitemap.xml", "/robots.txt", "/leaderboard/"):
            reply = browser.get(path, headers)
            passed = b"evil.example" in reply.body and reply.is_ok
            yield Attempt(f"{name} at {path}", passed or reply.status >= 500, reply.status)


def _overrides(arena: Arena) -> Iterator[Attempt]:
    """Headers by which some servers take another path or method for the one that was sent."""
    browser = arena.browser()
    home = browser.get("/").status
    for name, headers in {
        "X-Original-URL": {"X-Original-URL": "/staff/"},
        "X-Rewrite-URL": {"X-Rewrite-URL": "/admin/"},
        "X-Script-Name": {"X-Script-Name": "/staff", "Script-Name": "/staff"},
        "X-HTTP-Method-Override": {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE"},
        "X-Forwarded-User": {"X-Forwarded-User": "admin", "Remote-User": "admin"},
    }.items():
        reply = browser.get("/", headers)
        yield Attempt(name, reply.status != home, reply.status)
        reply = browser.get("/staff/", headers)
        yield Attempt(f"{name} at the desk", reply.status == 200, reply.status)


def _passwords(arena: Arena) -> Iterator[Attempt]:
    """Guess passwords of one name, from another invented address each time."""
    path = "/staff/sign-in/"
    browser = arena.browser(source="127.0.9.1")
    token = browser.csrf_token(path)
    statuses = []
    for number in range(14):
        form = f"csrfmiddlewaretoken={token}&username=admin&password=wrong-{number}"
        headers = {**_forwarded(f"10.4.{number}.1"), **_others(f"10.4.{number}.1")}
        statuses.append(browser.post_form(path, form, headers).status)
    yield Attempt("passwords beyond 8", 429 not in statuses or not token, statuses)
