"""What pages, headers, addresses and files tell about authors before the vote."""

import json
import re
from collections.abc import Iterator

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt
from bench.attacking.browser import Browser, Reply

MATCHES = 40
ADDRESS = re.compile(r"/(?:frames|media|larger|sources)/[\w:-]+/")
# By these, two servings of one response could be recognised.
LASTING = (
    "ETag",
    "Last-Modified",
    "Content-Disposition",
    "Content-MD5",
    "Digest",
    "Link",
    "Server-Timing",
)
# Where image, sound and video files keep who made them, and with what.
MARKS = (
    b"Exif\0",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"Photoshop",
    b"http://ns.adobe.com",
    b"ID3\x03",
    b"c2pa",
)


def metadata(arena: Arena) -> Iterator[Attempt]:
    names = _names(arena)
    addresses: dict[int, set[str]] = {}
    for number in range(MATCHES):
        browser = arena.browser()
        match = browser.open_match()
        page = browser.get(f"/matches/{match['id']}/")
        found = sorted({*ADDRESS.findall(page.text), *ADDRESS.findall(json.dumps(match))})
        yield from _tells(f"match {number}", page, names)
        yield _names_in(f"match {number} of the API", json.dumps(match), names)
        for address in found:
            yield from _tells(f"match {number}: {address[:8]}", browser.get(address), names)
        yield from _verdict_before_vote(browser, match["id"])
        _remember(arena, match["id"], found, addresses)
    known = [seen for seen in addresses.values() if len(seen) > 1]
    yield Attempt("an address that was served twice", _is_shared(addresses), len(known))
    yield from _named_before_served(arena)


def _names(arena: Arena) -> list[re.Pattern[str]]:
    """Names, slugs and providers of all models, as words."""
    rows = arena.query("SELECT name, slug, provider FROM arena_competitor")
    words = {word for row in rows for word in row if word}
    return [re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE) for word in words]


def _tells(what: str, reply: Reply, names: list[re.Pattern[str]]) -> Iterator[Attempt]:
    headers = "\n".join(f"{name}: {value}" for name, value in reply.headers)
    yield _names_in(what, f"{headers}\n{reply.text}", names)
    lasting = [name for name in LASTING if reply.header(name)]
    yield Attempt(f"{what}: lasting headers", bool(lasting), lasting)
    kept = "no-store" in reply.header("Cache-Control")
    yield Attempt(f"{what}: kept by caches", reply.status == 200 and not kept, reply.status)
    if not reply.header("Content-Type").startswith("text/"):
        marks = [mark.decode() for mark in MARKS if mark in reply.body]
        yield Attempt(f"{what}: metadata of a file", bool(marks), marks)


def _names_in(what: str, text: str, names: list[re.Pattern[str]]) -> Attempt:
    found = [match[0] for name in names if (match := name.search(text))]
    return Attempt(f"{what}: names", bool(found), found)


def _verdict_before_vote(browser: Browser, match: str) -> Iterator[Attempt]:
    for path in (f"/matches/{match}/vote/", f"/api/v1/matches/{match}/vote/"):
        reply = browser.get(path)
        yield Attempt("the verdict by GET", reply.is_ok, reply.status)
    reply = browser.vote(match, "nobody")
    yield Attempt("the verdict for an outcome that is none", reply.is_ok, reply.status)


def _remember(arena: Arena, match: str, found: list[str], addresses: dict[int, set[str]]) -> None:
    for response in _sides(arena, match):
        addresses.setdefault(response, set()).add(" ".join(found))


def _sides(arena: Arena, match: str) -> tuple[int, ...]:
    """The ids of the two responses of a match."""
    key = match.replace("-", "")
    return arena.query("SELECT left_id, right_id FROM arena_match WHERE id = ?", key)[0]


def _is_shared(addresses: dict[int, set[str]]) -> bool:
    """Whether an address was seen in two matches."""
    every = [address for seen in addresses.values() for match in seen for address in match.split()]
    return any(every.count(each) > 2 for each in set(every))  # once for each side of its match


def _named_before_served(arena: Arena) -> Iterator[Attempt]:
    """Read responses on the pages that name their authors, during a match and before the next."""
    browser = arena.browser()
    first = browser.open_match()
    challenge = first["challenge"]["slug"]
    slugs = [slug for (slug,) in arena.query("SELECT slug FROM arena_competitor")]
    for slug in slugs:
        browser.get(f"/models/{slug}/responses/{challenge}/")
        is_named = "seen" in browser.cookies
        yield Attempt("an author named while the match is open", is_named, slug)
    named = _read_others(arena, browser, challenge)
    yield Attempt("no page named an author", not named)  # otherwise the next attempts prove nothing
    for _ in range(30):
        match = browser.open_match()
        if not match:
            break
        served = set(_sides(arena, match["id"])) & named
        yield Attempt("a response whose author was named", bool(served), sorted(served))
        browser.post_json(f"/api/v1/matches/{match['id']}/skip/")


def _read_others(arena: Arena, browser: Browser, challenge: str) -> set[int]:
    """Read some responses to other challenges by name; their ids."""
    rows = arena.query(
        "SELECT r.id, m.slug, c.slug FROM arena_response r "
        "JOIN arena_competitor m ON m.id = r.competitor_id "
        "JOIN arena_challenge c ON c.id = r.challenge_id WHERE c.slug <> ? ORDER BY r.id",
        challenge,
    )
    named = set()
    for number, model, other in rows[::3][:60]:
        before = browser.cookies.get("seen")
        browser.get(f"/models/{model}/responses/{other}/")
        if browser.cookies.get("seen") != before:
            named.add(int(number))
    return named
