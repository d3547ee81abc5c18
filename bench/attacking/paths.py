"""Paths that leave their folder, pass for others, or lead to another site."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import exchange

UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "....//", "..\\", "..%5c", "%c0%ae%c0%ae/")
ROOTS = ("/", "/static/", "/static/css/", "/media/", "/media/named/", "/frames/", "/sources/")
FILES = ("etc/passwd", "config/settings.py", "manage.py", "podium.sqlite3", "secret_key", ".env")
# What those files hold, and no page.
SECRETS = (
    rb"root:.*:0:0:", rb"SECRET_KEY", rb"DJANGO_SETTINGS_MODULE", rb"^SQLite format 3",
    rb"INSTALLED_APPS",
)  # fmt: skip
ODD = (
    "/%00", "/static/%00", "/\x7f", "/%ff%fe", "/%c0%af", "/;/staff/", "/staff/..;/", "/staff;a=b/",
    "//staff/", "/./staff/", "/STAFF/", "/staff/%2e/", "/%73taff/", "/staff%2f",
    "/admin/..%2fstaff/",
    "/api/v1/../../staff/", "/static/../staff/", "/sitemap-..%2f..%2fetc.xml",
    "/models/..%2f..%2f/",
    "/challenges/%2e%2e/", "/leaderboard/../../etc/passwd", "/.git/config", "/.env",
    "/server-status",
    "/debug/", "/styleguide/", "/__debug__/", "/metrics", "/static/", "/media/", "/frames/",
    "/" + "a" * 8_000, "/" + "../" * 2_000, "/models/" + "a" * 5_000 + "/",
)  # fmt: skip
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "/%09/evil.example",
    "https://127.0.0.1@evil.example/", " //evil.example", "/\t/evil.example",
)  # fmt: skip


def path_tricks(arena: Arena) -> Iterator[Attempt]:
    for root in ROOTS:
        for up in UP:
            for file in FILES:
                yield _read(arena, f"{root}{up * 6}{file}")
    for file in FILES:
        for path in (f"/{file}", f"//{file}", f"/static/{file}", f"/static//{file}"):
            yield _read(arena, path)
        request = f"GET {root}{file} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        reply = exchange(arena.port, request.encode(), seconds=2)
        yield Attempt(f"{root}{file} as it is", _holds_a_secret(reply.body), reply.status)
    for path in ODD:
        reply = exchange(
            arena.port,
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode(),
            seconds=3,
        )
        passed = reply.status >= 500 or _holds_a_secret(reply.body) or b"Traceback" in reply.body
        is_desk = reply.status == 200 and b'class="desk' in reply.body
        yield Attempt(path[:60], passed or is_desk, reply.status)
    yield from _led_elsewhere(arena)


def _read(arena: Arena, path: str) -> Attempt:
    reply = arena.browser().get(path)
    return Attempt(path, _holds_a_secret(reply.body) or reply.status >= 500, reply.status)


def _holds_a_secret(body: bytes) -> bool:
    return any(re.search(each, body, re.MULTILINE) for each in SECRETS)


def _led_elsewhere(arena: Arena) -> Iterator[Attempt]:
    """Addresses of ours that send a visitor to another site."""
    browser = arena.browser()
    token = browser.csrf_token("/")
    for to in ELSEWHERE:
        asked = quote(to, safe="")
        replies = {
            "path": browser.get("/" + quote(to, safe="/:")),
            "sign-in": browser.get(f"/staff/sign-in/?next={asked}"),
            "language": browser.post_form(
                "/language/",
                f"csrfmiddlewaretoken={token}&language=de&next={asked}",
                {"Referer": to} if to.isascii() and to.isprintable() and to.strip() == to else {},
            ),
        }
        for name, reply in replies.items():
            location = reply.header("Location")
            yield Attempt(f"{name} to {to!r}", _is_elsewhere(location), location)


def _is_elsewhere(location: str) -> bool:
    """Whether a browser would leave the arena for this; it reads a backslash as a slash."""
    to = location.replace("\\", "/").strip()
    parts = urlsplit(to)
    return bool(parts.scheme and parts.hostname not in {"127.0.0.1", "localhost"}) or (
        to.startswith("//") and parts.hostname not in {"127.0.0.1", "localhost"}
    )
