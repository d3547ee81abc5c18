"""What a page of another site can have a visitor's browser do."""

from collections.abc import Iterator

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import FORM, JSON, Browser

EVIL = "https://evil.example"
SENDERS = {
    "a form": {"Origin": EVIL, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    "a sandboxed frame": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "an old browser": {"Origin": EVIL},
    "a page that hides its origin": {"Sec-Fetch-Site": "cross-site"},
}
KINDS = (
    ("text/plain", '{"outcome": "left", "a": "="}'),
    (FORM, "outcome=left&language=de&next=/&reason=other"),
    ("multipart/form-data; boundary=x", "--x--\r\n"),
    (JSON, '{"outcome": "left"}'),
    ("", '{"outcome": "left"}'),
)
WRITES = (
    "/matches/", "/matches/{match}/vote/", "/matches/{match}/skip/", "/matches/{match}/report/",
    "/api/v1/matches/", "/api/v1/matches/{match}/vote/", "/api/v1/matches/{match}/skip/",
    "/language/", "/submit/", "/privacy/erase/", "/staff/sign-in/", "/staff/sign-out/",
)  # fmt: skip
PAGES = ("/", "/leaderboard/", "/models/", "/privacy/", "/staff/sign-in/", "/submit/")


def other_sites(arena: Arena) -> Iterator[Attempt]:
    visitor = arena.browser()
    match = str(visitor.open_match()["id"])
    for sender, headers in SENDERS.items():
        for kind, body in KINDS:
            yield from _sent(visitor, match, f"{sender}, {kind[:10]}", headers, kind, body)
    yield Attempt("the visitor's match was closed", arena.ending_of(match) is not None)
    yield Attempt("a vote was cast", arena.votes_on(match) != [])
    yield from _framed(arena)
    yield from _read_by_scripts(visitor, match)


def _sent(
    visitor: Browser,
    match: str,
    name: str,
    headers: dict[str, str],
    kind: str,
    body: str,
) -> Iterator[Attempt]:
    """With the visitor's cookies and, as browsers that keep them back send it, without."""
    sent = {**headers, **({"Content-Type": kind} if kind else {})}
    for path in WRITES:
        for cookies in (visitor.cookies, {}):
            browser = Browser(visitor.port, cookies=dict(cookies))
            reply = browser.send("POST", path.format(match=match), body.encode(), sent)
            is_replaced = browser.cookies.get("voter") != cookies.get("voter")
            what = f"{name} to {path}{'' if cookies else ' without cookies'}"
            yield Attempt(what, reply.is_ok or is_replaced or reply.status >= 500, reply.status)


def _framed(arena: Arena) -> Iterator[Attempt]:
    """A page in a frame of another site, for clicks that are meant for something else."""
    browser = arena.browser()
    match = browser.open_match()["id"]
    for path in (*PAGES, f"/matches/{match}/"):
        reply = browser.get(path)
        policy = reply.header("Content-Security-Policy")
        is_kept = "frame-ancestors 'none'" in policy and reply.header("X-Frame-Options") == "DENY"
        yield Attempt(f"{path[:9]} in a frame", not is_kept, policy)


def _read_by_scripts(visitor: Browser, match: str) -> Iterator[Attempt]:
    """Answers that a script of another site may read with the visitor's cookies."""
    for path in (f"/matches/{match}/", "/privacy/", "/privacy/download/", "/api/v1/boards/"):
        reply = visitor.get(path, {"Origin": EVIL})
        allowed = reply.header("Access-Control-Allow-Origin")
        passed = allowed in {EVIL, "null"} or bool(reply.header("Access-Control-Allow-Credentials"))
        yield Attempt(f"{path[:9]} read by a script", passed, allowed)
    for path in WRITES:
        asked = {"Origin": EVIL, "Access-Control-Request-Method": "POST"}
        reply = visitor.send("OPTIONS", path.format(match=match), b"", asked)
        allowed = reply.header("Access-Control-Allow-Origin")
        yield Attempt(f"asking for leave at {path}", bool(allowed), allowed)
