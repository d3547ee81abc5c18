"""Forged ids, keys and signatures."""

import base64
import json
import re
import uuid
from collections.abc import Iterator

from bench.attacking.arena import Arena
from bench.attacking.attempts import Attempt

# A signed address: payload, time and signature.
SIGNED = re.compile(r"/(frames|media|larger|sources)/([\w-]+):([\w-]+):([\w-]+)/")
DESK = (
    "", "votes/", "challenges/", "responses/", "models/", "content/", "audit/", "audit.csv",
    "audit.jsonl", "second-step/", "many/votes/", "items/challenge/1/",
)  # fmt: skip


def forged_ids(arena: Arena) -> Iterator[Attempt]:
    """Ids that were never served, and signatures that nobody made."""
    yield from _unknown_matches(arena)
    yield from _voter_cookies(arena)
    yield from _addresses(arena)
    yield from _staff(arena)


def _unknown_matches(arena: Arena) -> Iterator[Attempt]:
    browser = arena.browser()
    real = browser.open_match()["id"]
    stranger = arena.browser()
    stranger.open_match()
    nearby = str(uuid.UUID(int=uuid.UUID(real).int ^ 1))
    for name, match in (
        ("a random id", str(uuid.uuid4())),
        ("an id that is one off", nearby),
        ("the id 0", str(uuid.UUID(int=0))),
        ("another browser's id", real),
        ("the same in capitals", real.upper()),
        ("the same without hyphens", real.replace("-", "")),
    ):
        for path in (f"/api/v1/matches/{match}/vote/", f"/api/v1/matches/{match}/skip/"):
            reply = stranger.post_json(path, {"outcome": "left"})
            yield Attempt(f"{name}, {path.split('/')[-2]}", reply.is_ok, reply.status)
        reply = stranger.get(f"/matches/{match}/")
        yield Attempt(f"{name}, page", reply.is_ok, reply.status)


def _voter_cookies(arena: Arena) -> Iterator[Attempt]:
    """Cookies that shall pass for a visitor's."""
    victim = arena.browser()
    match = victim.open_match()["id"]
    cookie = victim.cookies["voter"]
    key, _, signature = cookie.partition(":")
    voter = arena.query("SELECT voter_id FROM arena_match WHERE id = ?", match.replace("-", ""))[0][
        0
    ]
    forged = {
        "the key without signature": key,
        "an empty signature": f"{key}:",
        "the signature cut": cookie[:-1],
        "the signature longer": f"{cookie}A",
        "a signature of zeros": f"{key}:{'0' * len(signature)}",
        "another's signature": f"{voter}:{signature}",
        "the id of the database": str(voter),
        "two cookies in one": f"{cookie},{cookie}",
        "a letter of the signature": f"{key}:{_turned(signature)}",
        "a letter of the key": f"{_turned(key)}:{signature}",
    }
    for name, value in forged.items():
        thief = arena.browser()
        thief.cookies["voter"] = value
        reply = thief.get(f"/matches/{match}/")
        yield Attempt(f"voter cookie: {name}", reply.is_ok or reply.status >= 500, reply.status)


def _turned(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


def _addresses(arena: Arena) -> Iterator[Attempt]:
    """Signed addresses of frames, changed or used as those of another kind."""
    browser = arena.browser()
    other = arena.browser().open_match()["id"]
    found = None
    for _ in range(60):
        match = browser.open_match()
        found = SIGNED.search(json.dumps(match)) or SIGNED.search(
            browser.get(f"/matches/{match['id']}/").text
        )
        if found:
            break
        browser.post_json(f"/api/v1/matches/{match['id']}/skip/")
    assert found, "no match with a frame was served"
    _, payload, at, signature = found.groups()
    token = f"{payload}:{at}:{signature}"
    content = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    match_id, side = json.loads(content)
    forged = {
        "the other side": [match_id, "right" if side == "left" else "left"],
        "another match": [other.replace("-", ""), side],
        "a response of the database": [1, side],
        "no list": {"match": match_id},
    }
    tokens = {name: f"{_payload(each)}:{at}:{signature}" for name, each in forged.items()}
    tokens |= {"no signature": payload, "no time": f"{payload}:{signature}", "a response": "1:x"}
    for name, each in tokens.items():
        for kind in ("frames", "media", "larger", "sources"):
            reply = browser.get(f"/{kind}/{each}/")
            yield Attempt(f"{kind} of {name}", reply.status != 404, reply.status)
    for kind in ("frames", "media", "larger", "sources"):
        reply = browser.get(f"/{kind}/named/{token}/")
        yield Attempt(f"{kind}: a match's address as a named one", reply.is_ok, reply.status)
    for each in ("x", "1", "a" * 43, token):
        reply = browser.get(f"/submit/{each}/")
        yield Attempt(f"a submission's link {each[:4]}", reply.is_ok, reply.status)


def _payload(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def _staff(arena: Arena) -> Iterator[Attempt]:
    """The desk and Django's admin, without a session or with an invented one."""
    for session in ("", "a" * 32, "../../../../tmp/session", "' OR 1=1 --"):
        browser = arena.browser()
        if session:
            browser.cookies["sessionid"] = session
        for path in (*(f"/staff/{each}" for each in DESK), "/admin/", "/admin/arena/vote/"):
            reply = browser.get(path)
            passed = reply.status == 200 or reply.status >= 500
            yield Attempt(f"{path} with session {session[:8]!r}", passed, reply.status)
