"""What happened in an archived arena: everything through pages and commands, as in a real one.

It knows tables and addresses and no other module of the code, so that later versions run it as it
is. Django has to be set up, on an empty database with all tables.
"""

import csv
import io
import json
import os
import random
import re
import struct
import time
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import current_app
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from arena.models import Category, Challenge, Competitor, Report, Response, Vote
from leaderboard.models import LedgerEntry

VOTES = 10_000
# Of them in browsers; before and after what the staff does.
BROWSERS, VOTES_PER_BROWSER, LATE_VOTES, PENDING_VOTES = 120, 15, 60, 20
IMPORTED_VOTERS = 300
OUTCOMES = ("left", "right", "tie", "both_bad")
NEW_MODELS = ("quillon-3", "quillon-3-preview", "marram-mini", "osprey-12b")
PICTURES = ("harbour", "lighthouse")
PUZZLES = ("weights", "ferry", "clocks")
# A person needs longer for the form of a submission.
FORM_SECONDS = 4
LOCAL = "localhost"


class Browser:
    """A visitor's browser, or one somebody of the staff has signed in with."""

    def __init__(self, number: int = 0, *, staff: User | None = None) -> None:
        self.client = Client(headers={"host": LOCAL}, REMOTE_ADDR=f"192.0.2.{number}")
        self.match = ""
        if staff:
            self.client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str):
        return _expect(self.client.get(path), 200)

    def post(self, path: str, *, status: int = 303, **sent):
        return _expect(self.client.post(path, sent), status)

    def open_match(self) -> None:
        self.match = str(self.post("/matches/").url)

    def vote(self, outcome: str) -> None:
        self.open_match()
        self.post(f"{self.match}vote/", outcome=outcome)

    @property
    def cookie(self) -> str:
        return self.client.cookies["voter"].value

    @property
    def voter_id(self) -> str:
        return self.get("/privacy/download/").json()["voter"]["id"]


def main(facts: str) -> None:
    setup_test_environment()  # answers say what their templates were given
    Path(facts).write_text(json.dumps(fill(), indent=1), encoding="utf-8")


def fill() -> dict[str, object]:
    """Fill an empty, migrated arena, and say what a later version has to find in it."""
    rng = random.Random(11)
    call_command("seed_demo", verbosity=0)
    mira, ben = _staff("mira"), _staff("ben")
    _load_content(mira)
    _import_votes(rng)
    _run_task("recompute")
    browsers = [Browser(number) for number in range(BROWSERS)]
    for _ in range(VOTES_PER_BROWSER):
        for browser in browsers:
            browser.vote(_outcome(rng))
    _run_task("recompute")
    link = _submit(browsers[0])
    _report(browsers[1])
    _moderate(mira, ben, blocked=browsers[10])
    _leave(browsers[2])
    for _ in range(LATE_VOTES // 10):
        for browser in browsers[10:20]:
            browser.vote(_outcome(rng))
    _run_task("look_for_suspicion")
    _run_task("recompute")
    found = _found(browsers[-1], link)
    for browser in browsers[20 : 20 + PENDING_VOTES]:
        browser.vote(_outcome(rng))
    return found


def _found(browser: Browser, link: str) -> dict[str, object]:
    head = LedgerEntry.objects.latest("sequence")
    boards = browser.get("/api/v1/boards/").json()
    slugs = [board["slug"] for board in boards]
    return {
        "votes": VOTES,
        "pending": PENDING_VOTES,
        "sequence": head.sequence,
        "digest": head.digest,
        "boards": {slug: browser.get(f"/api/v1/boards/{slug}/").json() for slug in slugs},
        "match": browser.match,
        "voter": browser.cookie,
        "submission": link,
        "tasks": sorted(name for name in _tasks() if not name.startswith("celery.")),
    }


def _tasks():
    current_app.loader.import_default_modules()
    return current_app.tasks


def _run_task(name: str) -> None:
    """As a worker does, wherever its task is; a task may have an old name beside its own."""
    next(task for each, task in _tasks().items() if each.endswith(f".{name}"))()


def _expect(answer, status: int):
    if answer.status_code != status:
        asked = answer.request
        raise SystemExit(
            f"{asked['REQUEST_METHOD']} {asked['PATH_INFO']} answered {answer.status_code}, "
            f"not {status}:\n{_text_of(answer)}"
        )
    return answer


def _outcome(rng: random.Random) -> str:
    return rng.choices(OUTCOMES, weights=(40, 36, 16, 8))[0]


def _staff(name: str) -> Browser:
    return Browser(staff=User.objects.create(username=name, is_staff=True, is_superuser=True))


def _do(name: str) -> dict[str, str]:
    """What a form of the staff desk sends to have this done; earlier versions called it a deed."""
    return {"do": name, "deed": name}


def _load_content(mira: Browser) -> None:
    """Models, pictures and puzzles in two languages, uploaded, checked and written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.writestr("content.jsonl", "\n".join(json.dumps(row) for row in _rows()))
        for number, slug in enumerate(NEW_MODELS):
            for picture in PICTURES:
                files.writestr(f"{picture}-{slug}.png", _png(50 * number))
    upload = SimpleUploadedFile("content.zip", packed.getvalue())
    begun = {"upload": upload, "format": "jsonl", "state": "published", "source": "upload"}
    address = mira.post("/staff/content/", **begun).url
    _run_task("work_on_imports")
    mira.post(f"{address}deed/", **_do("write"))
    _run_task("work_on_imports")


def _rows():
    yield {"type": "category", "slug": "pictures", "name": "Pictures"}
    for slug in NEW_MODELS:
        named = {"name": slug.replace("-", " ").title(), "provider": f"{slug[:6].title()} Labs"}
        yield {"type": "competitor", "slug": slug, **named, "specs": {"licence": "proprietary"}}
    for slugs, category, kind, language in (
        (PICTURES, "pictures", "image", "en"),
        (PUZZLES, "reasoning", "text", "de"),
    ):
        for slug in slugs:
            words = {"title": f"The {slug}", "prompt": f"Tell or draw the {slug}, in full."}
            of = {"category": category, "kind": kind, "language": language}
            yield {"type": "challenge", "slug": slug, **words, **of}
            for model in NEW_MODELS:
                yield {"type": "response", "challenge": slug, "competitor": model} | (
                    {"path": f"{slug}-{model}.png"}
                    if kind == "image"
                    else {"content": f"# The {slug}\n\n* Step {len(model)}.\n* Then **done**."}
                )


def _png(grey: int) -> bytes:
    """Eight by eight points of one grey."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + bytes([grey]) * 8) * 8)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _import_votes(rng: random.Random) -> None:
    """Of so many voters as to make all votes what they are to be, over the last two months."""
    here = BROWSERS * VOTES_PER_BROWSER + LATE_VOTES + PENDING_VOTES
    number = VOTES - here - Vote.objects.count()
    path = Path(os.environ["PODIUM_DATA"]) / "votes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(("left", "right", "outcome", "challenge", "voter", "time", "key"))
        for row in _imported(rng, number):
            write(row)
    call_command("import_votes", path, source="an earlier arena", verbosity=0)
    path.unlink()


def _imported(rng: random.Random, number: int):
    answered: dict[str, list[str]] = {}
    for challenge, model in Response.objects.values_list("challenge__slug", "competitor__slug"):
        answered.setdefault(challenge, []).append(model)
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    for at in range(number):
        challenge = rng.choice(sorted(answered))
        left, right = rng.sample(answered[challenge], 2)
        voter = f"earlier-{int(IMPORTED_VOTERS * rng.random() ** 2)}"
        time_ = begin + timedelta(days=59) * (at / number)
        yield left, right, _outcome(rng), challenge, voter, time_.isoformat(), at


def _submit(visitor: Browser) -> str:
    """Two challenges; one is to be published. Says the link of the other."""
    for title in ("Three doors", "A walled garden"):
        page = visitor.get("/submit/").context["form"]
        time.sleep(FORM_SECONDS)
        answer = visitor.post(
            "/submit/",
            title=title,
            prompt=f"{title}: describe what is behind, in the words of somebody who was there.",
            category=Category.objects.get(slug="writing").pk,
            kind="text",
            difficulty="hard",
            ticket=page["ticket"].value(),
            hinted="yes",
        )
    return str(answer.url)


def _report(visitor: Browser) -> None:
    address = f"{visitor.match}report/"
    visitor.post(address, what="a", reason="broken", words="The end is missing.")
    visitor.post(address, what="challenge", reason="other", words="Twice the same?")


def _moderate(mira: Browser, ben: Browser, blocked: Browser) -> None:
    """What the staff does about submissions, reports, votes, voters, models and boards."""
    first = Challenge.objects.filter(state="submitted").order_by("pk")[0].pk
    ben.post(f"/staff/items/submission/{first}/decide/", **_do("accept"))
    (reported,) = Report.objects.filter(response__isnull=False)
    mira.post(f"/staff/items/report/r{reported.response_id}/decide/", **_do("accept"))
    _exclude(mira, "source=demo&outcome=both_bad&kind=exclude")
    _exclude(mira, "source=demo&outcome=both_bad&model=tersel-2&kind=reinstate")
    mira.post(f"/staff/voters/{blocked.voter_id}/block/", reason="A program.")
    merged = f"/staff/models/{NEW_MODELS[1]}/deed/"
    mira.post(merged, **_do("merge"), into=NEW_MODELS[0], reason="It was a preview of it.")
    mira.post("/staff/models/marram-mini/deed/", **_do("retire"), reason="No longer offered.")
    mira.post("/staff/challenges/ferry/revise/", title="The ferry", prompt="Tell it by steps.")
    anchor = Competitor.objects.get(slug="tersel-2").pk
    board = {"name": "Text, Davidson", "slug": "text", "kind": "text", "ties": "davidson"}
    mira.post("/admin/leaderboard/board/add/", status=302, **board, side_effect="on", anchor=anchor)


def _exclude(mira: Browser, query: str) -> None:
    address = f"/staff/votes/effect/?{query}"
    confirming = mira.get(address).context
    sent = {"count": confirming["number"], "kind": query.rpartition("=")[2], "reason": "By rule 4."}
    mira.post(address, **sent, rule="manipulation")
    _run_task("carry_on_bulk")


def _leave(visitor: Browser) -> None:
    """A visitor reads who answered, votes on, and has all of it forgotten."""
    visitor.open_match()
    visitor.post(f"{visitor.match}skip/")
    visitor.get("/models/tersel-2/")
    visitor.post("/privacy/erase/", sure="yes")


def _text_of(answer) -> str:
    """The page without its marks."""
    return "\n".join(
        line for line in re.sub("<[^>]*>", "", answer.text).split("\n") if line.strip()
    )
